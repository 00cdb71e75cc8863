"""Page of a validation: every machine with its mark, and the evidence of the one that is looked at. No Textual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from drconsole.console.state.model.model import Model
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.tables import ITEMS
from drconsole.recovery.types.data import dataclass
from drconsole.render.estate.items.machine_now import machine_now
from drconsole.render.rows.entries import Entry, entry
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import clean, utc

Result = Literal["ok", "failed"]
OK: Result = "ok"
FAILED: Result = "failed"
RESULTS: Mapping[str, tuple[Result, str]] = {"o": (OK, "ok: it works"), "x": (FAILED, "failed: it does not")}
"""Key -> result, and its text."""
ITEM, LOG_IN = "item:", "log-in"
"""What acting on an entry does: look at a machine (its key follows), or log in to it."""
MARKS: Mapping[str, Mark] = {
    OK: Mark("✓", "+", "ok", Severity.OK),
    FAILED: Mark("✗", "x", "FAILED", Severity.BAD),
}
NOT_YET = Mark("·", ".", "not validated", Severity.IDLE)
INSET = " " * 6


@dataclass(slots=True)
class Validation:
    """Machines that are validated, the one that is looked at, those that are marked, and what was chosen."""

    items: Sequence[str]
    here: str
    """Key of the machine whose evidence is shown."""
    marked: set[str] = field(default_factory=set)
    result: Result | None = None
    evidence: dict[str, list[str]] = field(default_factory=dict)
    """Item key -> outcomes of log-ins."""
    recorded: dict[str, tuple[Result, str]] = field(default_factory=dict)
    """Item key -> result and comment that the engine has recorded while the page is open."""

    @property
    def several(self) -> bool:
        """Return whether there is more than one machine, so that some can be marked."""
        return len(self.items) > 1

    def targets(self) -> list[str]:
        """Return the keys of the machines that a result is for: the marked ones, else the one that is looked at."""
        return [key for key in self.items if key in self.marked] or [self.here]

    def said_of(self, model: Model, key: str) -> tuple[str, str] | None:
        """Return result and comment of a machine's validation; None = nobody has validated it."""
        if key in self.recorded:
            return self.recorded[key]
        row = model.row(ITEMS, key)
        said = row["validation"] if row is not None else None
        return None if said is None else (said["result"], said["comment"])

    def validated(self, model: Model) -> int:
        """Return how many machines have been validated."""
        return sum(self.said_of(model, key) is not None for key in self.items)

    def next_open(self, model: Model) -> str | None:
        """Return the next machine, after the one that is looked at, that nobody has validated; None = there is none."""
        at = self.items.index(self.here)
        for key in (*self.items[at + 1 :], *self.items[: at + 1]):
            if self.said_of(model, key) is None:
                return key
        return None

    def label(self, model: Model, key: str) -> str:
        row = model.row(ITEMS, key)
        return model.label(ITEMS, row) if row is not None else clean(key)

    def whose(self, model: Model) -> str:
        """Return whose result is being written, as in ``shop-db`` or ``3 machines``."""
        targets = self.targets()
        return self.label(model, targets[0]) if len(targets) == 1 else f"{len(targets)} machines"

    def entries(self, model: Model, log_in: str) -> list[Entry]:
        """Return the page; ``log_in``: the command behind "log in"."""
        wide = max(len(self.label(model, key)) for key in self.items)
        lines: list[Entry] = []
        for key in self.items:
            lines.append(self._line(model, key, wide))
            if key == self.here:
                lines += self._evidence(model.row(ITEMS, key), log_in)
        return lines

    def _line(self, model: Model, key: str, wide: int) -> Entry:
        row, said = model.row(ITEMS, key), self.said_of(model, key)
        mark = MARKS.get(said[0], NOT_YET) if said is not None else NOT_YET
        box = f"[{'x' if key in self.marked else ' '}] " if self.several else ""
        words = mark.word + (f": {clean(said[1])}" if said is not None and said[1] else "")
        address = clean((row["address"] if row is not None else None) or "no address")
        text = f"{box}{mark.glyph} {self.label(model, key):<{wide}}  {address:<15}  {words}"
        tone = mark.severity.value if said is not None else ""
        return Entry(text, tone, act=f"{ITEM}{key}", hang=len(box) + 2)

    def _evidence(self, row: ItemRow | None, log_in: str) -> list[Entry]:
        if row is None:
            return [Entry(f"{INSET}? the provider no longer reports it", "unknown")]
        point = row["failover_recovery_point"]
        state = clean(row["protection_state_description"] or row["protection_state"])
        facts = [f"{state}; point of {utc(point['time'], clean(point['id'])) if point is not None else 'not known'}"]
        if row["machine"] not in (None, row["name"]):
            facts.append(f"it is called {clean(row['machine'])} there")
        now = machine_now(row)
        seen, tone = now if isinstance(now, tuple) else (now, Severity.IDLE)
        lines = [entry(f"{INSET}{seen}", tone), *(entry(f"{INSET}{fact}", Severity.IDLE) for fact in facts)]
        lines.append(Entry(f"{INSET}l  log in: {log_in}", act=LOG_IN, hang=3))
        lines += [entry(f"{INSET}   {clean(seen)}", Severity.NOTE) for seen in self.evidence.get(row["key"], ())]
        for key, (result, text) in RESULTS.items():
            box = "(•)" if result == self.result else "( )"
            lines.append(Entry(f"{INSET}{box}  {key}  {text}", act=result, hang=8))
        return lines
