"""Arguments that several verbs of the command line have."""

from __future__ import annotations

from typing import Any

from drconsole.cli.words import arguments
from drconsole.cli.words.verb import Arg
from drconsole.recovery.types.words import Direction, PointChoice


def arg(*names: str, help: str, **more: Any) -> Arg:  # noqa: A002
    """Return an argument, its options as argparse takes them."""
    return Arg(names, help, more)


COMMON = (
    arg("--state", help="the state folder (or DRCONSOLE_STATE)", metavar="DIR"),
    arg("--json", help="one JSON document on stdout", action="store_true"),
    arg("--as", help="who you are, where several people share an account; goes into the journal", metavar="PERSON"),
)
"""Options of every command, before or behind it."""

COMMENT = arg("--comment", help="goes into the journal", default="", metavar="TEXT")
OPERATION = arg(
    "operation", help="such as failover, test-failover, commit", metavar="OPERATION", type=arguments.operation
)
TARGET = arg("target", help="a recovery plan or a replicated item; plan:NAME, item:NAME or a key", metavar="TARGET")
JOB = arg("job", help="the job's id", metavar="JOB")
ENCRYPTION_KEY = arg(
    "--encryption-key",
    help="the certificate issued when a VMM cloud's data encryption was set up (.cer, .pem, .pfx;"
    " a password in DRCONSOLE_ENCRYPTION_PASSWORD)",
    metavar="FILE",
)
SPEED = arg("--speed", help="of a simulated clock: 1 is real time", type=arguments.speed, metavar="X|max")

GRAINS = ["step", "plan"]
GRAIN = arg(
    "--grain",
    help="what the simulated provider does by itself: steps, or whole plans",
    choices=GRAINS,
    default="step",
)
GRAIN_ANEW = arg("--grain", help="what the simulated provider does by itself then; without it, as now", choices=GRAINS)

OUTPUT_FILE = (
    arg("-o", "--output", help="the file to write; without it, standard output", metavar="FILE"),
    arg("--force", help="write over a file that is there", action="store_true"),
)
"""Option of a command that writes a document."""

OPTIONS = (
    arg("--point", help="which recovery point", choices=[each.value for each in PointChoice]),
    arg("--point-id", help="with --point custom: the point's id (drconsole points ITEM)", metavar="ID"),
    arg("--direction", help="from which side to which", choices=[each.value for each in Direction]),
    arg("--shutdown", help="shut the source machines down first", action="store_true", default=None),
    arg("--no-shutdown", help="leave the source machines alone", action="store_false", default=None, dest="shutdown"),
    arg("--network", help="network of the machines after a test failover", metavar="NAME|none"),
    ENCRYPTION_KEY,
    COMMENT,
)
