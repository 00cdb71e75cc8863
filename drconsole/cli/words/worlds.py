"""Verbs about what a state is made from: estates, a vault, the emulator; and the people outside of a simulation."""

from __future__ import annotations

from drconsole.cli.words import arguments
from drconsole.cli.words.common import COMMENT, GRAIN, GRAIN_ANEW, SPEED, arg
from drconsole.cli.words.verb import Verb

WORLDS = (
    Verb(("estate", "list"), "the bundled estates", "estate.estate:list_estates"),
    Verb(
        ("estate", "check"),
        "say what is wrong with an estate's file",
        "estate.estate:check",
        (arg("file", help="an estate (YAML), or a bundled one's name", metavar="FILE"),),
    ),
    Verb(
        ("estate", "show"),
        "the names in an estate: its plans, machines, networks, runbooks, faults, and where its file lies",
        "estate.show:show",
        (arg("file", help="a bundled estate's name, or a file", metavar="NAME|FILE"),),
    ),
    Verb(("estate", "schema"), "the JSON Schema of an estate", "estate.estate:schema"),
    Verb(
        ("estate", "generate"),
        "write a large estate",
        "estate.estate:generate",
        (
            arg(
                "--items",
                help="how many replicated items",
                type=arguments.whole("--items", 1),
                required=True,
                metavar="N",
            ),
            arg(
                "--seed",
                help="the same seed makes the same estate",
                type=arguments.whole("--seed"),
                default=1,
                metavar="S",
            ),
            arg("-o", "--output", help="the file to write; - is standard output", default="-", metavar="FILE"),
            arg("--force", help="write over a file that is there", action="store_true"),
        ),
    ),
    Verb(
        ("estate", "load"),
        "make world and store of an estate in an empty state",
        "estate.estate:load",
        (
            arg("name", help="a bundled estate's name, or a file", metavar="NAME|FILE"),
            GRAIN,
        ),
    ),
    Verb(
        ("connect",),
        "bind an empty state to a vault of Azure Site Recovery",
        "connect:connect",
        (
            arg("file", help="a connection document (YAML)", metavar="FILE", nargs="?"),
            arg("--check", help="sign in and read, say what is missing, change nothing", action="store_true"),
            arg("--schema", help="the JSON Schema of a connection document", action="store_true"),
        ),
    ),
    Verb(
        ("arm",),
        "let yourself act on the vault that the state is bound to, for an hour",
        "arm:arm",
        (
            arg("--off", help="take it back", action="store_true"),
            arg("--confirm", help="the vault's name: refused where it is another", metavar="NAME"),
        ),
    ),
    Verb(
        ("emulate",),
        "the simulated world behind Site Recovery's REST interface, for other programs",
        "emulate:emulate",
        (
            arg("estate", help="a bundled estate's name, or a file", nargs="?", metavar="NAME|FILE"),
            arg(
                "--port",
                help="where it listens, at 127.0.0.1; 0 = any that is free",
                type=arguments.whole("--port", most=65535),
                default=8443,
                metavar="N",
            ),
            SPEED,
            arg("--connect-file", help="where to write a connection document for connect", metavar="FILE"),
        ),
        lines=True,
    ),
)

SIMULATE = (
    Verb(("simulate", "faults"), "faults that have shown themselves, and what clears them", "estate.simulate:faults"),
    Verb(
        ("simulate", "repair"),
        "let people outside clear what is at work on an item",
        "estate.simulate:repair",
        (
            arg("item", help="a replicated item", metavar="ITEM"),
            arg("--fault", help="one fault of several, by its id", metavar="ID"),
            COMMENT,
        ),
    ),
    Verb(
        ("simulate", "reset"),
        "begin the exercise again, as its estate says",
        "estate.reset:reset",
        (
            arg("--confirm", help="the estate's name; without it, what goes is printed", metavar="NAME"),
            arg("--estate", help="another document than the bundled one", metavar="NAME|FILE"),
            GRAIN_ANEW,
        ),
    ),
)
