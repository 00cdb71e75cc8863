"""Rows as columns of cells, for whoever draws tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from drconsole.records.clock import seconds_between
from drconsole.records.subject import job_of
from drconsole.records.view import active_side
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Location, Operation, RunState
from drconsole.render.rows.events import about
from drconsole.render.rows.flags import TWO_RUN, two_run
from drconsole.render.rows.stands import plan_stand_mark, stand_mark
from drconsole.render.words.labels import labelled, labels
from drconsole.render.words.marks import NOT_APPLICABLE, Mark, Severity, health_mark, run_mark
from drconsole.render.words.text import NOT_REPORTED, NOTHING, clean, duration, listed, utc, words
from drconsole.render.words.took import took_words

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow, ShownItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.estate.points import ChosenPointRow, PointRow
    from drconsole.records.rows.refusal import FaultOfFileRow
    from drconsole.records.rows.work.jobs import ConsequenceRow
    from drconsole.records.rows.work.journal import EventRow
    from drconsole.render.rows.table_lines import ChosenLine, JobLine, OutcomeLine

R_contra = TypeVar("R_contra", contravariant=True)
R = TypeVar("R")

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
class Column(Generic[R_contra]):
    """A column of rows of one type."""

    title: str
    cell: Callable[[R_contra], Cell]
    number: bool = False
    """Set flush right."""
    wide: bool = False
    """May be left out where a terminal is too narrow for all columns."""

    def taken(self, row: R_contra) -> str:
        """Return what a file or the clipboard gets of a row."""
        return self.cell(row).plain(unicode=True)


def rpo_cell(item: ShownItemRow) -> Cell:
    """Return an item's RPO; above its objective it is marked, with the objective beside it."""
    if is_failed_over(item):
        return Cell(NOTHING)
    behind, limit = item["rpo"], item["rpo_objective"]
    if behind is None or limit is None or behind <= limit:
        return Cell(duration(behind, NOT_REPORTED))
    return Cell("", Mark("‼", "!", f"{duration(behind)} over {duration(limit)}", Severity.WARN))


STOPPED = frozenset(row.protection_state for row in ROWS if row.phase in (Phase.COMMIT_PENDING, Phase.COMMITTED))
"""Protection states after a failover, before and after its commit: nothing is replicated until it is re-protected."""


def is_failed_over(item: ItemRow) -> bool:
    """Return whether its replication is stopped by a failover: health and RPO then say nothing (the portal's words)."""
    return item["protection_state"] in STOPPED


def replication_mark(item: ItemRow) -> Mark:
    """Return an item's replication health, which does not apply to what is failed over."""
    return NOT_APPLICABLE if is_failed_over(item) else health_mark(item["replication_health"])


def is_switched_off(item: ItemRow) -> bool:
    """Return whether the machine of the side that counts is off, which is not the site's doing."""
    on = item["source_powered"] if active_side(item) is Location.PRIMARY else item["target_powered"]
    return on is False and not is_failed_over(item) and not item["current_job"]


def item_state(item: ItemRow) -> str:
    """Return an item's state in the provider's words, with an open test and two running machines beside it."""
    said = state_words(item)
    said = f"{said}, {TEST_OPEN}" if test_is_open(item) else said
    said = f"{said}, {SWITCHED_OFF}" if is_switched_off(item) else said
    return f"{said}, {TWO_RUN}" if two_run(item["flags"]) else said


def state_words(item: ItemRow) -> str:
    """Return the protection state in the provider's words for people."""
    return clean(item["protection_state_description"] or words(item["protection_state"]))


def test_is_open(item: ItemRow) -> bool:
    """Return whether a test failover waits for its cleanup.

    Not read off ``test_failover_state``: after a cleanup that goes on saying ``MarkedForDeletion`` [REC].
    """
    return Operation.CLEANUP_TEST_FAILOVER in item["allowed_operations"]


def left_out_lines(plan: PlanRow) -> list[str]:
    """``retired: retired is not protected ...``, a line each."""
    return [f"{one['name']}: {clean(one['reason'])}" for one in labelled(plan["left_out"])]


MADE = "made in the run"


def _took(job: JobLine) -> Cell:
    waited = job.get("waited")  # a whole row tells it; what an engine tells of running jobs has no end yet
    idle = float(waited) if isinstance(waited, int | float) else 0.0
    return Cell(took_words(seconds_between(job["started_at"], job["ended_at"]), idle))


def _text(value: object) -> Cell:
    return Cell(NOTHING if value is None or value == "" else clean(value))


def _allowed(plan: PlanRow) -> Cell:
    """Return what a plan's run may do, and whom it would leave out."""
    said = listed(plan["allowed_operations"])
    names = labels(plan["left_out"]).values()
    return Cell(f"{said} (without {', '.join(names)})" if names else said)


def validated_cell(item: ItemRow) -> Cell:
    """Return what a person found when the machine was validated; a failure is marked. Empty = there is nothing to
    validate: it has not failed over."""
    said = item["validation"]
    if said is None and not is_failed_over(item):
        return Cell("")
    if said is not None and said["result"] == "failed":
        return Cell("", run_mark(RunState.FAILED))
    return _text(said["result"] if said is not None else None)


def point_when(chosen: ChosenPointRow) -> str:
    """Return the time of a chosen point; one that the run makes has none yet, and none is confirmed."""
    return MADE if chosen["id"] is None else utc(chosen["time"])


def _loss(chosen: ChosenPointRow) -> Cell:
    lost = duration(chosen["data_loss"], "not known")
    return Cell(f"about {lost}" if chosen["id"] is None and chosen["data_loss"] else lost)


def _replication_left(left: ConsequenceRow) -> Cell:
    lost = left["loses_replication"]
    return Cell(NOTHING if lost is None else "LOST" if lost else "kept")


def _point_used(end: OutcomeLine) -> Cell:
    point = end["point"]
    return _text(point and f"{utc(point['time'])}, {words(point['consistency'])}")


PLANS: tuple[Column[PlanRow], ...] = (
    Column("Plan", lambda plan: _text(plan["name"])),
    Column("Items", lambda plan: Cell(str(len(plan["items"]))), number=True),
    Column("From", lambda plan: _text(plan["source"]), wide=True),
    Column("To", lambda plan: _text(plan["target"]), wide=True),
    Column("State", lambda plan: Cell("", plan_stand_mark(plan))),
    Column("Allowed", _allowed, wide=True),
    Column("Last test failover", lambda plan: Cell(utc(plan["last_test_failover"], "never")), wide=True),
    Column("Job", lambda plan: _text(plan["current_job"])),
)

ITEMS: tuple[Column[ShownItemRow], ...] = (
    Column("Item", lambda item: _text(item["name"])),
    Column("State", lambda item: Cell("", stand_mark(item))),
    Column("Active", lambda item: Cell(active_side(item)), wide=True),
    Column("Replication", lambda item: Cell("", replication_mark(item))),
    Column("RPO", rpo_cell, number=True),
    Column("Group", lambda item: _text(item["replication_group"]), wide=True),
    Column("Validated", validated_cell, wide=True),
    Column("Site Recovery says", lambda item: Cell(item_state(item)), wide=True),
    Column("Allowed", lambda item: Cell(listed(item["allowed_operations"])), wide=True),
)

JOBS: tuple[Column[JobLine], ...] = (
    Column("Job", lambda job: _text(job["id"])),
    Column("Operation", lambda job: _text(job["operation"])),
    Column("Target", lambda job: _text(job["target"])),
    Column("State", lambda job: Cell("", run_mark(job["state"], job["state_description"]))),
    Column("Started", lambda job: Cell(utc(job["started_at"])), wide=True),
    Column("Took", _took, number=True, wide=True),
    Column("By", lambda job: _text(job["operator"]), wide=True),
)

POINTS: tuple[Column[PointRow], ...] = (
    Column("Time", lambda point: Cell(utc(point["time"]))),
    Column("Consistency", lambda point: Cell(words(point["consistency"]))),
    Column("Multi-VM", lambda point: Cell("yes" if point["multi_vm"] else NOTHING), wide=True),
    Column("Processed", lambda point: Cell("yes" if point["processed"] else "not yet"), wide=True),
    Column("Data loss", lambda point: Cell(duration(point["data_loss"])), number=True),
    Column("Point", lambda point: _text(point["id"])),
)

CHOSEN_POINTS: tuple[Column[ChosenLine], ...] = (
    Column("Item", lambda chosen: _text(chosen["item"])),
    Column("Choice", lambda chosen: _text(chosen["choice"])),
    Column("Point time", lambda chosen: Cell(point_when(chosen))),
    Column("Consistency", lambda chosen: Cell(words(chosen["consistency"])), wide=True),
    Column("Data loss", _loss, number=True),
    Column("Note", lambda chosen: _text(chosen["note"]), wide=True),
)

OUTCOMES: tuple[Column[OutcomeLine], ...] = (
    Column("Item", lambda end: _text(end["item"])),
    Column("Outcome", lambda end: Cell("", end["mark"] if "mark" in end else run_mark(end["outcome"]))),
)

POINT_USED: Column[OutcomeLine] = Column("Point used", _point_used, wide=True)
WHY: Column[OutcomeLine] = Column("Why", lambda end: _text(end["why"]))

CONSEQUENCES: tuple[Column[ConsequenceRow], ...] = (
    Column("Item", lambda left: _text(left["item"])),
    Column("Left as", lambda left: Cell(words(left["outcome"]))),
    Column("Replication", _replication_left),
    Column("What cancelling leaves behind", lambda left: _text(left["text"])),
)

FAULTS: tuple[Column[FaultOfFileRow], ...] = (
    Column("Line", lambda fault: _text(fault["line"]), number=True),
    Column("Path", lambda fault: _text(fault["path"])),
    Column("Fault", lambda fault: _text(fault["message"])),
    Column("What would be right", lambda fault: _text(fault["right"])),
)

JOURNAL: tuple[Column[EventRow], ...] = (
    Column("Rev", lambda event: Cell(str(event["rev"])), number=True),
    Column("At", lambda event: Cell(utc(event["at"]))),
    Column("Provider's clock", lambda event: Cell(utc(event["world_at"])), wide=True),
    Column("By", lambda event: _text(event["actor"]), wide=True),
    Column("Event", lambda event: _text(event["kind"])),
    Column("Job", lambda event: _text(job_of(event))),
    Column("About", lambda event: _text(about(event)), wide=True),
)


def cells(columns: Sequence[Column[R]], rows: Iterable[R]) -> list[list[Cell]]:
    return [[column.cell(row) for column in columns] for row in rows]
