"""States as glyph, word and severity: a state is never told by colour alone."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, Health, Level, Mode, RunState
from drconsole.render.words.text import clean, words


class Severity(StrEnum):
    """Meaning of a mark to somebody who only glances; themes give it a colour."""

    IDLE = "idle"
    BUSY = "busy"
    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


MODE_FORMS: dict[str, str] = {Mode.EXERCISE: "= EXERCISE =", Mode.LIVE: "‼ LIVE ‼"}
"""Kinds of reality whose cell differs in form too: a terminal without colours shows all in reverse video."""


def mode_cell(mode: str) -> str:
    """Return the first cell of a screen or dialog: how real what it shows is."""
    return f" {MODE_FORMS.get(mode) or clean(mode)} "


@dataclass(frozen=True, slots=True)
class Mark:
    """``ascii`` stands in where a terminal cannot show ``glyph``."""

    glyph: str
    ascii: str
    word: str
    severity: Severity

    def text(self, unicode: bool = False) -> str:
        glyph = self.glyph if unicode else self.ascii
        return f"{glyph} {self.word}" if glyph else self.word


RUN_MARKS: dict[str, Mark] = {
    RunState.NOT_STARTED: Mark("·", ".", "Not started", Severity.IDLE),
    RunState.IN_PROGRESS: Mark("▶", ">", "In progress", Severity.BUSY),
    RunState.SUCCEEDED: Mark("✓", "+", "Succeeded", Severity.OK),
    RunState.COMPLETED_WITH_INFORMATION: Mark("✓", "i", "Completed with information", Severity.NOTE),
    RunState.PARTIALLY_SUCCEEDED: Mark("‼", "!", "PARTIALLY SUCCEEDED", Severity.WARN),
    RunState.FAILED: Mark("✗", "x", "FAILED", Severity.BAD),
    RunState.CANCELLING: Mark("⊘", "/", "Cancelling", Severity.WARN),
    RunState.CANCELLED: Mark("⊘", "/", "CANCELLED", Severity.WARN),
    RunState.SUSPENDED: Mark("‼", "!", "WAITS", Severity.WARN),
    RunState.OTHER: Mark("?", "?", "Other", Severity.UNKNOWN),
}

DESCRIPTION_MARKS: dict[str, Mark] = {
    Description.SKIPPED: Mark("–", "-", "Skipped", Severity.IDLE),  # noqa: RUF001
    Description.HELD: Mark("‖", "=", "HELD", Severity.WARN),
    Description.WAITING_FOR_OUTCOME: Mark("?", "?", "UNKNOWN", Severity.UNKNOWN),
    Description.WAITING_FOR_MANUAL_ACTION: Mark("‼", "!", "WAITS for a person", Severity.WARN),
    Description.WAITING_FOR_ENCRYPTION_KEY: Mark("‼", "!", "WAITS for the key", Severity.WARN),
    Description.WAITING_FOR_STOP_TEST_FAILOVER: Mark("‼", "!", "WAITS for cleanup", Severity.WARN),
    Description.WAITING_FOR_USER_INPUT: Mark("‼", "!", "WAITS for a person", Severity.WARN),
}
"""Where the description says more than the state."""

LEVEL_MARKS: dict[str, Mark] = {
    Level.ERROR: Mark("✗", "x", "ERROR", Severity.BAD),
    Level.WARNING: Mark("‼", "!", "WARNING", Severity.WARN),
    Level.INFO: Mark("i", "i", "INFO", Severity.NOTE),
}

HEALTH_MARKS: dict[str, Mark] = {
    Health.NONE: Mark("·", ".", "None", Severity.IDLE),
    Health.NORMAL: Mark("✓", "+", "Normal", Severity.IDLE),
    Health.WARNING: Mark("‼", "!", "WARNING", Severity.WARN),
    Health.CRITICAL: Mark("✗", "x", "CRITICAL", Severity.BAD),
}
NOT_APPLICABLE = Mark("·", ".", "Not applicable", Severity.IDLE)
"""Health of a replication that a failover has stopped, as the portal says it."""


def unknown(raw: str | None) -> Mark:
    """A word that no table has: shown as it came, beside the question mark."""
    return Mark("?", "?", words(raw) if raw else "UNKNOWN", Severity.UNKNOWN)


def run_mark(state: str | None, description: str | None = None) -> Mark:
    """Return the mark of a job or task."""
    if description in DESCRIPTION_MARKS and state not in (RunState.CANCELLED, RunState.FAILED):
        return DESCRIPTION_MARKS[description]
    return RUN_MARKS.get(state or "", unknown(state))


def level_mark(level: str | None) -> Mark:
    return LEVEL_MARKS.get(level or "", unknown(level))


def health_mark(health: str | None) -> Mark:
    return HEALTH_MARKS.get(health or "", unknown(health))
