"""Rows of the guide's way for items whose replication has ended: nothing protects them."""

from __future__ import annotations

from drconsole.recovery.guide import deeds
from drconsole.recovery.guide.step import Step
from drconsole.recovery.guide.subject import (
    allows,
    cut_off,
    half_removed,
    in_phase,
    removed_elsewhere,
    runs_alone,
    runs_unprotected,
    stays_down,
)
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import Operation

OP = Operation

UNPROTECTED: tuple[Step, ...] = (
    Step(
        removed_elsewhere,
        None,
        "{its} replication was stopped and cannot go on, and nothing here can remove what is left. First see which "
        "machine runs, and that only one does; then have {its} replication disabled in the portal and enabled again "
        "there",
        Act.LOOK,
        deeds=deeds.start,
    ),
    Step(
        half_removed,
        OP.DISABLE_REPLICATION,
        "{its} replication was being removed, and that stopped half way: run it again",
    ),
    Step(
        runs_alone,
        None,
        "{its} replication was removed after a failover: {it} {runs} unprotected at the recovery site, and the old "
        "{source} {is} gone. Protect {them} from there, as another item",
        Act.LOOK,
        deeds=deeds.protect,
    ),
    Step(
        runs_unprotected,
        None,
        "{its} replication was removed after a failover: {it} {runs} unprotected at the recovery site, where "
        "the valid data is, and the old {source} must stay down. Protect {them} from there, as another item. To go "
        "back to the old {source} instead, shut down the {machine} at the recovery site first, then enable "
        "replication",
        Act.LOOK,
        deeds=deeds.decide,
    ),
    Step(
        stays_down,
        None,
        "{its} replication was removed after a failover, and the {machine} at the recovery site {was} not seen to run: "
        "decide which of the two machines {of_it} has the valid data, and see that only that one runs; where the old "
        "{source} {has} it, enable replication then",
        Act.LOOK,
        deeds=deeds.decide,
    ),
    Step(
        allows(Phase.UNPROTECTED, OP.ENABLE_REPLICATION),
        OP.ENABLE_REPLICATION,
        "nothing protects {them}: enable replication",
    ),
    Step(
        cut_off,
        OP.DISABLE_REPLICATION,
        "{its} failover was cut off: {its} {machine} at {here} may be powered off, and nothing may be serving. First "
        "see which machine runs; if none does, {power_on}. Replication was stopped and cannot go on: after that "
        "disable it, then enable it again",
        deeds=deeds.start,
    ),
    Step(
        in_phase(Phase.UNPROTECTED),
        OP.DISABLE_REPLICATION,
        "{its} replication was stopped and cannot go on: disable it, then enable it again",
    ),
)
"""The rows, in their order within ``WAY``."""
