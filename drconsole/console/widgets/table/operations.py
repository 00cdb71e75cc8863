"""Table of the operations on a plan or an item: each with its key, or with the reason why it is not allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.console.widgets.table.line_table import LineTable
from drconsole.recovery.types.data import dataclass
from drconsole.render.rows.lines import state_column, text_column
from drconsole.render.rows.records import Column
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import ALLOWS


@dataclass(frozen=True, slots=True)
class OperationLine:
    """Operation on a target, and whether it is allowed now."""

    operation: str
    can: bool
    key: str
    """Key of its command; empty = it has none."""
    text: str
    """Effect of the operation, or the reason why it is not allowed."""

    @property
    def short(self) -> str:
        """Effect or reason, without the allowed operations: those are lines of the same table."""
        return self.text if self.can else self.text.partition(ALLOWS)[0]


def _name(line: OperationLine) -> Mark:
    return _marked(line, "✓" if line.can else "–", line.operation)  # noqa: RUF001


def _text(line: OperationLine) -> Mark:
    return _marked(line, "" if line.can or not line.key else "no:", line.short)


def _marked(line: OperationLine, glyph: str, word: str) -> Mark:
    return Mark(glyph, glyph, word, Severity.OK if line.can else Severity.NOTE)


COLUMNS: tuple[Column[OperationLine], ...] = (
    state_column("Operation", _name),
    text_column("Key", lambda line: line.key),
    state_column("What it does, or why not", _text),
)


class Operations(LineTable[OperationLine]):
    """Operations; one that is not allowed is dim, and says so in words as well."""

    DEFAULT_CSS = """
    Operations > .--ok { color: $foreground; }
    Operations > .--note { color: $idle; text-style: $dim-style; }
    """

    def __init__(self) -> None:
        super().__init__(COLUMNS, key=lambda line: line.operation, id="operations")
        self.whole: Sequence[OperationLine] = ()
        """All operations, those that are folded into one line too."""

    def all_rows(self) -> Iterator[OperationLine]:
        """Yield all operations: a file has the reasons that the page folds."""
        return iter(self.whole)
