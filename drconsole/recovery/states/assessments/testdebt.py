"""Test debt: what test failovers have left, each side effect with its undo. A test is over when its machine was seen
gone.

Sources: [D:site-recovery-test-failover-to-azure] (a cleanup deletes the test machines), [azure-docs#35970] (what was
opened for a test stays open), [proxcenter-ui#929] (a cleanup that said it was done, and was not).
"""

from __future__ import annotations

from drconsole.recovery.states.states import has_open_test
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT
from drconsole.recovery.types.remedies import Act, Remedy, Target
from drconsole.recovery.types.words import Operation

NOT_CLEANED, NOT_VERIFIED, LEFT_BEHIND = "open", "not verified", "left behind"


@dataclass(frozen=True, slots=True)
class SideEffect:
    """``what``: ``machine``, ``network`` or ``cores``."""

    what: str
    detail: str


def is_open(status: ItemStatus) -> bool:
    """Return whether a test waits for its cleanup, as the provider says."""
    return has_open_test(status)


def stands(status: ItemStatus | None, seen: str) -> str:
    """Return how a debt stands: the test is open; it was cleaned up and nobody has seen its machine gone; or it is
    cleaned up by the provider's word, and the machine is still there."""
    if status is not None and has_open_test(status):
        return NOT_CLEANED
    return LEFT_BEHIND if seen == "present" else NOT_VERIFIED


def is_paid(status: ItemStatus | None, seen: str) -> bool:
    """Only what was looked for and not found is gone; never by the word of a call that returned."""
    return seen == ABSENT and (status is None or not has_open_test(status))


def side_effects(item: Item, site: str, network: str | None) -> tuple[SideEffect, ...]:
    """``site``: where the test ran. ``network``: as the test chose it; None = not known (a test begun elsewhere);
    empty = none was attached."""
    effects = [SideEffect("machine", f"{item.name}-test at {site}")]
    if network is None:
        effects.append(SideEffect("network", "attached to a network that is not known here"))
    elif network:
        effects.append(SideEffect("network", f"attached to {network}, with one of its addresses"))
    effects.append(SideEffect("cores", f"{item.cores} cores of {site}"))
    return tuple(effects)


def undo(target: Target) -> Remedy:
    """Return what takes all of it back."""
    return Remedy(Act.RUN, Operation.CLEANUP_TEST_FAILOVER, target)
