"""Verb of the wall: in this terminal, or in a browser."""

from __future__ import annotations

from drconsole.cli.words import arguments
from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Verb

PORT = 8080

WALL = (
    Verb(
        ("wall",),
        "what a room looks at, from afar: it reads the store, and commands nothing",
        "reading.wall:wall",
        (
            arg("--plans", help="only these recovery plans", action="extend", nargs="+", default=[], metavar="PLAN"),
            arg("--theme", help="its colours; without it, wall", default="wall", metavar="NAME"),
            arg("--web", help="in a browser on this machine, at http://127.0.0.1:PORT", action="store_true"),
            arg(
                "--port",
                help="with --web: where it listens; 0 = any that is free",
                type=arguments.whole("--port", most=65535),
                default=PORT,
                metavar="N",
            ),
            arg(
                "--public-url",
                help="with --web: the address by which a proxy shows it, as https://wall.example",
                metavar="URL",
            ),
            arg(
                "--open",
                help="with --web: without the token in its address; by the owner of the state",
                action="store_true",
            ),
        ),
        lines=True,
    ),
)
