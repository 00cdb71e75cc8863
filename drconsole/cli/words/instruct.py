"""Verb of an instructor, with its acts as options."""

from __future__ import annotations

from functools import partial

from drconsole.cli.words import arguments
from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Verb

INSTRUCT = Verb(
    ("train", "instruct"),
    "the instructor's screen on the exercise that runs; with an option, one act on it",
    "train.instruct:instruct",
    (
        arg("--inject", help="let a fault come: 'KIND FIELD=VALUE ...', as in an estate's file", metavar="FAULT"),
        arg("--freeze", help="stop the exercise's clock", action="store_true"),
        arg("--resume", help="let the clock go on", action="store_true"),
        arg(
            "--speed",
            help="seconds of the world in one of ours, or max",
            metavar="X|max",
            type=partial(arguments.speed, place="--speed"),
        ),
        arg("--jump", help="move the clock forward: 90, 10m, 1h30m", metavar="TIME"),
        arg("--snapshot", help="keep the exercise as it stands", metavar="NAME"),
        arg("--back", help="go back to a snapshot, in a new state folder", metavar="NAME"),
        arg("--note", help="a note for the debrief", metavar="TEXT"),
        arg("--message", help="a message to the trainee", metavar="TEXT"),
        arg("--kill-engine", help="kill the engine, as a crash does", action="store_true"),
        arg("--drop-line", help="hang up on the trainee's console", action="store_true"),
        arg("--watch", help="print the trainee's screen as it is now", action="store_true"),
    ),
    text="drconsole.cli.words.help_texts:INSTRUCT",
)
