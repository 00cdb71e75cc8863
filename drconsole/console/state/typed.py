"""Line of a shell that was typed after ``:``, as the console takes it. The command line's own declarations read it.

The console knows no command line: who opens it hands in what reads such a line (``Session.shell``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation
from drconsole.settings.speed import Speed

if TYPE_CHECKING:
    from drconsole.link.messages import Options


def _no_options() -> Options:
    from drconsole.link.messages import Options

    return Options()


@dataclass(frozen=True, slots=True)
class Typed:
    """Command of the command line with its arguments; what was not typed is empty, and a dialog asks for it."""

    verb: str
    """Words of the command, as in ``job hold``."""
    line: str
    """Whole line as it is typed in a shell, without the program's name."""
    subject: str = ""
    """Plan, item, target or job; empty = the one under the cursor."""
    operation: Operation | None = None
    options: Options = field(default_factory=_no_options)
    key_file: str = ""
    """File of the encryption key."""
    accept: tuple[str, ...] = ()
    """Ids of findings to accept."""
    comment: str = ""
    task: str = ""
    """Task that is answered, or name of who is given the lead."""
    outcome: str = ""
    """Answer to a task, result of a validation, or what is to be done with the lead of a job."""
    fault: str = ""
    document: str = ""
    """Estate's document: a file, or the name of a bundled one."""
    grain: str = ""
    """What a simulated provider does by itself."""
    speed: Speed | None = None
    force: bool = False
    at: str = ""
    """When something happened, of a note."""
    seconds: int = 0
    """How long a poll is open, or an alarm shelved."""
    pin: bool = False
    off: bool = False
    """Of ``arm``: take it back."""
    screen: str = ""
    words: tuple[str, ...] = ()
    """Command that help is asked for."""
    left_to_dialog: tuple[str, ...] = ()
    """Options that a script gives and that the dialog asks a person for, as in ``--confirm``."""
    narrowed: bool = False
    """Whether options narrow what a command lists in a way that its screen has not."""
    only: str = ""
    """Filter of the screen that lists the same, as in ``job:j1-2 by:ann``."""


@dataclass(frozen=True, slots=True)
class Following:
    """Words that may stand where the last word of a line is being typed."""

    written: str
    """Part of that word that is there."""
    words: tuple[str, ...] = ()
    names: str = ""
    """Kind of names that may stand there as well: ``plans``, ``items``, ``targets``, ``jobs`` ..."""


class ShellLine(Protocol):
    """Reader of command lines."""

    def knows(self, text: str) -> bool:
        """Return whether a line begins with a command of the command line."""

    def of_family(self, text: str) -> bool:
        """Return whether a line begins with two words that are one command, as in ``job hold``."""

    def names(self) -> Sequence[str]:
        """Return the words with which a line may begin."""

    def read(self, text: str) -> Typed:
        """Read a line. Raises ``BadInput`` with the place and what would be right."""

    def following(self, text: str) -> Following | None:
        """Return what may follow; None = nothing is known of it."""

    def printed(self, text: str) -> list[str]:
        """Run a command that only reads, and return the lines that it prints. Raises ``DrError``."""
