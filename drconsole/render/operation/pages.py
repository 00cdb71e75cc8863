"""Pages of an operation's dialog, in the order in which a person decides, and how each stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from drconsole.records.rows.work.checks import FindingRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Act, Option
from drconsole.recovery.types.words import Level, Operation, PointChoice
from drconsole.render.operation.course import undecided
from drconsole.render.operation.findings import blocking, nothing_would_run
from drconsole.render.operation.shown import Shown
from drconsole.render.words.marks import Mark, Severity


class Page(IntEnum):
    """Page by the number of its key."""

    CHECK = 1
    POINT = 2
    OPTIONS = 3
    RUN = 4
    CONFIRM = 5


TITLES: dict[Page, str] = {
    Page.CHECK: "Check",
    Page.POINT: "Point",
    Page.OPTIONS: "Options",
    Page.RUN: "What will run",
    Page.CONFIRM: "Confirm",
}

FINE = Mark("✓", "+", "done", Severity.OK)
LOOK = Mark("‼", "!", "look at it", Severity.WARN)
BLOCKS = Mark("✗", "x", "stands in the way", Severity.BAD)
NOTHING = Mark("–", "-", "nothing to choose", Severity.IDLE)  # noqa: RUF001
UNKNOWN = Mark("?", "?", "not known yet", Severity.UNKNOWN)
OPEN = Mark("·", ".", "not confirmed yet", Severity.IDLE)

_POINT = frozenset({Option.POINT, Option.POINT_ID})
_DIRECTION = frozenset({Option.DIRECTION})
_OPTIONS = frozenset({Option.SHUTDOWN, Option.NETWORK, Option.ENCRYPTION_KEY})


@dataclass(frozen=True, slots=True)
class Step:
    """Page with the mark of how it stands."""

    page: Page
    mark: Mark

    @property
    def title(self) -> str:
        return TITLES[self.page]


def steps_of(shown: Shown) -> list[Step]:
    """Return every page with its mark: what stands in the way shows on the page where it is settled."""
    return [
        Step(Page.CHECK, _check(shown)),
        Step(Page.POINT, _point(shown)),
        Step(Page.OPTIONS, _options(shown)),
        Step(Page.RUN, _run(shown)),
        Step(Page.CONFIRM, OPEN),
    ]


def has_points(shown: Shown) -> bool:
    """Return whether a recovery point can be chosen."""
    return not all(shown.choices.values())


def has_options(shown: Shown) -> bool:
    """Return whether there is anything to say on the page of options."""
    return shown.operation in (Operation.FAILOVER, Operation.TEST_FAILOVER) or needs_key(shown)


def needs_key(shown: Shown) -> bool:
    """Return whether the run needs the encryption key."""
    return shown.preview is not None and shown.preview["encryption_key"]["needed"]


def point_missing(shown: Shown) -> bool:
    """Return whether the operator has still to choose a recovery point."""
    point = shown.options.get("point")
    if point == PointChoice.CUSTOM:
        return not shown.options.get("point_id")
    return shown.operation == Operation.CHANGE_RECOVERY_POINT and point is None


def _check(shown: Shown) -> Mark:
    preview = shown.preview
    if shown.problem:
        return BLOCKS
    if preview is None:
        return UNKNOWN
    errors = blocking(preview, shown.accepted)
    if undecided(preview) and all(asks_for(each, _DIRECTION) for each in errors):
        return LOOK  # something is to be chosen, and nothing is wrong
    if errors:
        return BLOCKS
    return LOOK if shown.accepted or _of_level(preview["findings"], Level.WARNING) else FINE


def _point(shown: Shown) -> Mark:
    if not has_points(shown):
        return NOTHING
    if point_missing(shown):
        return LOOK
    return _settled_here(shown, _POINT)


def _options(shown: Shown) -> Mark:
    return _settled_here(shown, _OPTIONS) if has_options(shown) else NOTHING


def _settled_here(shown: Shown, options: frozenset[Option]) -> Mark:
    """Return the mark of a page where these options are chosen."""
    if shown.preview is None:
        return UNKNOWN
    return BLOCKS if any(asks_for(each, options) for each in blocking(shown.preview, shown.accepted)) else FINE


def asks_for(finding: FindingRow, options: Iterable[str]) -> bool:
    """Return whether choosing one of these options is what helps."""
    wanted = set(options)
    return any(
        said["option"] in wanted
        for remedy in finding["remedies"]
        if remedy["act"] == Act.CHOOSE
        for said in remedy.get("options", ())
    )


def _run(shown: Shown) -> Mark:
    preview = shown.preview
    if preview is None:
        return UNKNOWN
    if nothing_would_run(preview, preview["tasks"]):
        return BLOCKS
    return LOOK if preview["skipped"] else FINE


def _of_level(findings: Iterable[FindingRow], level: Level) -> bool:
    return any(finding["level"] == level for finding in findings)


def place_of(finding: FindingRow) -> Page:
    """Return the page on which a finding is settled."""
    if asks_for(finding, _POINT):
        return Page.POINT
    return Page.OPTIONS if asks_for(finding, _OPTIONS) else Page.CHECK
