"""Verbs about training."""

from __future__ import annotations

from drconsole.cli.words.common import OUTPUT_FILE, arg
from drconsole.cli.words.instruct import INSTRUCT
from drconsole.cli.words.verb import Verb

_LESSON = arg("lesson", help="a bundled lesson's name, or a file", metavar="LESSON")

FAMILY = "lessons on exercises: list, show, start, hint, status, stop, instruct, schema, check, play, from-job"

TRAIN = (
    Verb(("train", "list"), "the bundled lessons, in the curriculum's order", "train.lessons:list_lessons"),
    Verb(
        ("train", "show"),
        "one lesson in full, without its solution",
        "train.lessons:show",
        (
            _LESSON,
            arg("--source", help="its document (YAML), solution included: to write one like it", action="store_true"),
        ),
    ),
    Verb(("train", "schema"), "the JSON Schema of a lesson", "train.lessons:schema"),
    Verb(
        ("train", "check"),
        "say what is wrong with a lesson's file",
        "train.lessons:check",
        (arg("file", help="a lesson (YAML), or a bundled one's name", metavar="FILE"),),
    ),
    Verb(
        ("train", "play"),
        "play a scripted way through a lesson, without a person, on virtual time",
        "train.play:play",
        (
            _LESSON,
            arg("--solution", help="the way that meets every objective", action="store_true"),
            arg("--path", help="a wrong path, by its name", metavar="NAME"),
        ),
    ),
    Verb(
        ("train", "start"),
        "take a lesson: begin its exercise, or go on with it, and open the console on it",
        "train.start:start",
        (
            _LESSON,
            arg(
                "--mode",
                help="guided; challenge: no steps are shown; exam: no hints, and it ends with its time",
                choices=["guided", "challenge", "exam"],
            ),
        ),
    ),
    Verb(("train", "hint"), "the next hint of the step that is due; it costs", "train.hint:hint"),
    Verb(
        ("train", "status"),
        "the exercise that runs, the curriculum, and what was taken before",
        "train.status:status",
        (arg("--format", help="csv: the history; json: all of it", choices=["csv", "json"]), *OUTPUT_FILE),
    ),
    Verb(
        ("train", "stop"),
        "end the exercise that runs: its score and debrief; its state is removed",
        "train.stop:stop",
        (arg("--discard", help="without a score, where the exercise cannot be scored any more", action="store_true"),),
    ),
    INSTRUCT,
    Verb(
        ("train", "from-job"),
        "make a lesson of a run: its estate, what went wrong, and what was decided",
        "train.from_job:from_job",
        (
            arg("job", help="a failover, planned failover or test failover", metavar="JOB"),
            arg(
                "-o",
                "--output",
                help="the lesson; its estate is written beside it",
                metavar="FILE",
                required=True,
            ),
            arg("--force", help="write over files that are there", action="store_true"),
        ),
    ),
)
