"""Records of the contract as columns of cells, for whoever draws tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drconsole.records.clock import seconds_between
from drconsole.records.view import active_side
from drconsole.recovery.states.rows import ROWS, Phase
from drconsole.recovery.types.words import Location
from drconsole.render.flags import TWO_RUN, two_run
from drconsole.render.labels import labelled, labels
from drconsole.render.marks import NOT_APPLICABLE, Mark, Severity, health_mark, run_mark
from drconsole.render.text import NOT_REPORTED, NOTHING, clean, duration, listed, utc, words

Record = Mapping[str, Any]

TEST_OPEN = "test failover open"
SWITCHED_OFF = "switched off"


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
    wide: bool = False
    """May be left out where a terminal is too narrow for all columns."""


def with_rpo(item: Record) -> dict[str, Any]:
    """The item with its RPO in seconds: what had not arrived when the provider looked; None = not reported, not 0."""
    behind = seconds_between(item.get("replicated_until"), item.get("as_of"))
    return {**item, "rpo": item.get("rpo") if behind is None else max(0.0, behind)}


def rpo_cell(item: Record) -> Cell:
    """Its RPO; above its objective, marked and with the objective beside it."""
    if is_failed_over(item):
        return Cell(NOTHING)
    behind, limit = item.get("rpo"), item.get("rpo_objective")
    if behind is None or limit is None or behind <= limit:
        return Cell(duration(behind, NOT_REPORTED))
    return Cell("", Mark("‼", "!", f"{duration(behind)} over {duration(limit)}", Severity.WARN))


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


STOPPED = frozenset(row.protection_state for row in ROWS if row.phase in (Phase.COMMIT_PENDING, Phase.COMMITTED))
"""Protection states after a failover, before and after its commit: nothing is replicated until it is re-protected."""


def is_failed_over(item: Record) -> bool:
    """Whether its replication is stopped by a failover: health and RPO then say nothing (the portal's words)."""
    return item.get("protection_state") in STOPPED


def replication_mark(item: Record) -> Mark:
    """Its replication health, which does not apply to what is failed over."""
    return NOT_APPLICABLE if is_failed_over(item) else health_mark(item.get("replication_health"))


def is_switched_off(item: Record) -> bool:
    """Whether the machine that counts is off at its source, which is not the site's doing."""
    here = active_side(item) is Location.PRIMARY and not is_failed_over(item)
    return here and item.get("source_powered") is False and not item.get("current_job")


def item_state(item: Record) -> str:
    """How an item stands in the provider's words for people; an open test and two running machines stand beside it."""
    said = clean(item.get("protection_state_description") or words(item.get("protection_state")))
    said = f"{said}, {TEST_OPEN}" if test_is_open(item) else said
    said = f"{said}, {SWITCHED_OFF}" if is_switched_off(item) else said
    return f"{said}, {TWO_RUN}" if two_run(item) else said


def test_is_open(item: Record) -> bool:
    """Whether a test failover waits for its cleanup.

    Not read off ``test_failover_state``: after a cleanup that goes on saying ``MarkedForDeletion`` [REC].
    """
    return "cleanup-test-failover" in (item.get("allowed_operations") or ())


def _item_state(record: Record) -> Cell:
    return Cell(item_state(record))


def _replication_left(record: Record) -> Cell:
    lost = record.get("loses_replication")
    return Cell(NOTHING if lost is None else "LOST" if lost else "kept")


def _point_used(record: Record) -> Cell:
    point = record.get("point")
    if not isinstance(point, Mapping):
        return Cell(NOTHING)
    parts = (utc(point.get("time"), ""), words(point.get("consistency")) if point.get("consistency") else "")
    return Cell(", ".join(filter(None, parts)) or NOTHING)


def _allowed(record: Record) -> Cell:
    """What a plan's run may do, and whom it would leave out."""
    said = listed(record.get("allowed_operations"))
    names = labels(record.get("left_out") or ()).values()
    return Cell(f"{said} (without {', '.join(names)})" if names else said)


def left_out_lines(plan: Record) -> list[str]:
    """``retired: retired is not protected ...``, a line each."""
    return [f"{one['name']}: {clean(one['reason'])}" for one in labelled(plan.get("left_out") or ())]


def _flag(name: str, yes: str, no: str = NOTHING) -> Callable[[Record], Cell]:
    return lambda record: Cell(yes if record.get(name) else no)


PLANS = (
    Column("Plan", _plain("name")),
    Column("Items", _number_of_items, number=True),
    Column("From", _plain("source"), wide=True),
    Column("To", _plain("target"), wide=True),
    Column("State", _words("state")),
    Column("Allowed", _allowed, wide=True),
    Column("Last test failover", _time("last_test_failover"), wide=True),
    Column("Job", _plain("current_job")),
)

ITEMS = (
    Column("Item", _plain("name")),
    Column("State", _item_state),
    Column("Active", lambda record: Cell(str(active_side(record) or NOTHING)), wide=True),
    Column("Replication", lambda record: Cell("", replication_mark(record))),
    Column("RPO", rpo_cell, number=True),
    Column("Group", _plain("replication_group"), wide=True),
    Column("Validated", _validation, wide=True),
    Column("Allowed", _list("allowed_operations"), wide=True),
)

JOBS = (
    Column("Job", _plain("id")),
    Column("Operation", _plain("operation")),
    Column("Target", _plain("target")),
    Column("State", _run_state),
    Column("Started", _time("started_at"), wide=True),
    Column("Took", _took, number=True, wide=True),
    Column("By", _plain("operator"), wide=True),
)

POINTS = (
    Column("Time", _time("time")),
    Column("Consistency", _words("consistency")),
    Column("Multi-VM", _flag("multi_vm", "yes"), wide=True),
    Column("Processed", _flag("processed", "yes", "not yet"), wide=True),
    Column("Data loss", _span("data_loss"), number=True),
    Column("Point", _plain("id")),
)

CHOSEN_POINTS = (
    Column("Item", _plain("item")),
    Column("Choice", _plain("choice")),
    Column("Point time", lambda record: Cell(utc(record.get("time"), "made during the run"))),
    Column("Consistency", _words("consistency"), wide=True),
    Column("Data loss", _span("data_loss", "not known"), number=True),
    Column("Note", _plain("note"), wide=True),
)

OUTCOMES = (
    Column("Item", _plain("item")),
    Column("Outcome", lambda record: Cell("", record.get("mark") or run_mark(record.get("outcome")))),
)

POINT_USED = Column("Point used", _point_used, wide=True)
WHY = Column("Why", _plain("why"))

CONSEQUENCES = (
    Column("Item", _plain("item")),
    Column("Left as", _words("outcome")),
    Column("Replication", _replication_left),
    Column("What cancelling leaves behind", _plain("text")),
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
    Column("Provider's clock", _time("world_at"), wide=True),
    Column("By", _plain("actor"), wide=True),
    Column("Event", _plain("kind")),
    Column("Job", _plain("job")),
    Column("Task", _plain("task"), wide=True),
)


def cells(columns: Sequence[Column], records: Iterable[Record]) -> list[list[Cell]]:
    return [[column.cell(record) for column in columns] for record in records]
