"""Row of the step tables: all that this world knows of one step of an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Job, Run
from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

Need = Callable[[ItemState], str | None]
"""Says why a step is out of order; None = it is not."""
Obstacle = Callable[["World", Run, ItemState, int], str | None]
"""Says what makes a step fail that is in order (empty = nothing more than its error says); None = nothing does."""
Change = Callable[["World", Run, ItemState, int], None]
Skip = Callable[[Job, Family | None, str], bool]
"""Whether a remote job needs the step not at all: the job, the item's family and condition (of a plan's step: none)."""
Part = Literal["", "first-check", "shutdown", "machine"]
Steps = tuple["Step", ...]
Span = tuple[int, int | None]

NOT_ALLOWED = "OperationNotAllowed"


@dataclass(frozen=True, slots=True)
class Step:
    """``seconds``: least and most. ``short``: the same where the intermediate step comes on top."""

    name: str
    friendly: str
    seconds: tuple[int, int] = (0, 0)
    short: tuple[int, int] | None = None
    phase: str = "all"
    """The child job of a plan's job that has it."""

    # When it can be done
    needs: tuple[Need, ...] = ()
    after_extra: Need | None = None
    """One more need of a machine that needs the intermediate step."""
    code: str = NOT_ALLOWED
    """With which error it is refused out of order, and a check fails."""
    code_if_done: str | None = None
    """With which error a check fails on an item on which all of it was done already, where that is another."""
    opens_data: bool = False
    """It makes a machine of replicated data: where these are encrypted, a certificate must open them."""

    # What comes of it
    obstacles: tuple[tuple[str, Obstacle], ...] = ()
    """With which error it fails where something stands in its way; the first that does."""
    begins: Change | None = None
    """What its beginning changes."""
    does: Change | None = None
    """What its end changes, where it succeeds."""
    fails: Change | None = None
    cancelled: Change | None = None
    emits: str = ""
    """What the ledger says of a step of a plan."""

    # What it is
    check: bool = False
    """It only looks."""
    tolerated: bool = False
    """Its failure stops nothing."""
    part: Part = ""
    """What faults that name no step strike by: the first check of a run, the shutdown of a machine, making one."""
    shutdown: bool = False
    """Belongs to shutting the source down: only where that was asked for."""
    alone: bool = False
    """Stands in an item's own job; a plan does it once for all its items."""
    extra: bool = False
    """The intermediate step: only for the machines that need it."""
    extra_inside: bool = False
    """What the intermediate step takes comes on top of this one."""
    waits: bool = False
    """The world does nothing: a person must say that it goes on."""
    skipped: Skip | None = None
    only_after_unplanned: bool = False
    """After a planned failover a remote job does not have it."""
    begins_plan: bool = False
    """A plan's run begins with it."""
    ends_plan: bool = False
    """A plan's run, taken step by step, is complete with it."""
