"""Records of the contract as columns of cells, for whoever draws tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drconsole.render.marks import Mark, Severity, health_mark, level_mark, run_mark
from drconsole.render.text import NOT_REPORTED, NOTHING, clean, duration, listed, seconds_between, utc, words

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """``mark`` stands before the text, as glyph and word; ``text`` may then be empty."""

    text: str
    mark: Mark | None = None

    @property
    def severity(self) -> Severity | None:
        return self.mark.severity if self.mark else None

    def plain(self, unicode: bool = False) -> str:
        if self.mark is None:
            return self.text
        return f"{self.mark.text(unicode)} {self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    cell: Callable[[Record], Cell]
    number: bool = False
    """Set flush right."""


def with_rpo(item: Record) -> dict[str, Any]:
    """The item with its RPO in seconds: what had not arrived when the provider looked; None = not reported, not 0."""
    behind = seconds_between(item.get("replicated_until"), item.get("as_of"))
    return {**item, "rpo": item.get("rpo") if behind is None else max(0.0, behind)}


def _plain(name: str) -> Callable[[Record], Cell]:
    return lambda record: Cell(clean(record.get(name)) if record.get(name) not in (None, "") else NOTHING)


def _words(name: str) -> Callable[[Record], Cell]:
    return lambda record: Cell(words(record.get(name)))


def _time(name: str) -> Callable[[Record], Cell]:
    return lambda record: Cell(utc(record.get(name)))


def _list(name: str) -> Callable[[Record], Cell]:
    return lambda record: Cell(listed(record.get(name)))


def _span(name: str, missing: str = NOTHING) -> Callable[[Record], Cell]:
    return lambda record: Cell(duration(record.get(name), missing))


def _run_state(record: Record) -> Cell:
    return Cell("", run_mark(record.get("state"), record.get("state_description")))


def _number_of_items(record: Record) -> Cell:
    items = record.get("items")
    return Cell(
        str(len(items)) if isinstance(items, Sequence | Mapping) else clean(items if items is not None else NOTHING)
    )


def _validation(record: Record) -> Cell:
    found = record.get("validation")
    return Cell(clean(found.get("result", NOTHING)) if isinstance(found, Mapping) else clean(found or NOTHING))


def _took(record: Record) -> Cell:
    return Cell(duration(seconds_between(record.get("started_at"), record.get("ended_at"))))


def _flag(name: str, yes: str, no: str = NOTHING) -> Callable[[Record], Cell]:
    return lambda record: Cell(yes if record.get(name) else no)


def _advice(record: Record) -> Cell:
    said = [record.get("possible_causes"), record.get("recommended_action")]
    return Cell(" ".join(clean(part) for part in said if part) or NOTHING)


def _overridable(record: Record) -> Cell:
    if record.get("level") != "error":
        return Cell(NOTHING)
    return Cell("--accept" if record.get("overridable") else "no")


PLANS = (
    Column("Plan", _plain("name")),
    Column("Items", _number_of_items, number=True),
    Column("From", _plain("source")),
    Column("To", _plain("target")),
    Column("State", _words("state")),
    Column("Allowed", _list("allowed_operations")),
    Column("Last test failover", _time("last_test_failover")),
    Column("Job", _plain("current_job")),
)

ITEMS = (
    Column("Item", _plain("name")),
    Column("State", _words("protection_state")),
    Column("Active", _plain("active_location")),
    Column("Replication", lambda record: Cell("", health_mark(record.get("replication_health")))),
    Column("RPO", _span("rpo", NOT_REPORTED), number=True),
    Column("Group", _plain("replication_group")),
    Column("Validated", _validation),
    Column("Allowed", _list("allowed_operations")),
)

JOBS = (
    Column("Job", _plain("id")),
    Column("Operation", _plain("operation")),
    Column("Target", _plain("target")),
    Column("State", _run_state),
    Column("Started", _time("started_at")),
    Column("Took", _took, number=True),
    Column("By", _plain("operator")),
)

POINTS = (
    Column("Time", _time("time")),
    Column("Consistency", _words("consistency")),
    Column("Multi-VM", _flag("multi_vm", "yes")),
    Column("Processed", _flag("processed", "yes", "not yet")),
    Column("Data loss", _span("data_loss"), number=True),
    Column("Point", _plain("id")),
)

FINDINGS = (
    Column("Level", lambda record: Cell("", level_mark(record.get("level")))),
    Column("Item", _plain("item")),
    Column("Finding", _plain("id")),
    Column("What", _plain("message")),
    Column("Causes and advice", _advice),
    Column("Can be accepted", _overridable),
)

CHOSEN_POINTS = (
    Column("Item", _plain("item")),
    Column("Choice", _plain("choice")),
    Column("Point time", lambda record: Cell(utc(record.get("time"), "made during the run"))),
    Column("Consistency", _words("consistency")),
    Column("Data loss", _span("data_loss", "not known"), number=True),
    Column("Note", _plain("note")),
)

SKIPPED = (Column("Skipped item", _plain("item")), Column("Why", _plain("reason")))

OUTCOMES = (
    Column("Item", _plain("item")),
    Column("Outcome", lambda record: Cell("", run_mark(record.get("outcome")))),
)

CONSEQUENCES = (
    Column("Item", _plain("item")),
    Column("Left as", _words("outcome")),
    Column("What cancelling leaves behind", _plain("text")),
    Column("Replication", _flag("loses_replication", "LOST", "kept")),
)

FAULTS = (
    Column("Line", _plain("line"), number=True),
    Column("Path", _plain("path")),
    Column("Fault", _plain("message")),
    Column("What would be right", _plain("right")),
)

JOURNAL = (
    Column("Rev", _plain("rev"), number=True),
    Column("At", _time("at")),
    Column("Provider's clock", _time("world_at")),
    Column("By", _plain("actor")),
    Column("Event", _plain("kind")),
    Column("Job", _plain("job")),
    Column("Task", _plain("task")),
)


def cells(columns: Sequence[Column], records: Iterable[Record]) -> list[list[Cell]]:
    return [[column.cell(record) for column in columns] for record in records]
