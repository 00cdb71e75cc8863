"""Findings before replication is enabled anew, and before a plan goes on from where it stopped."""

from __future__ import annotations

from drconsole.recovery.checks.findings.kind import E, I, Kind, W
from drconsole.recovery.types.remedies import Deed, outside

ANEW_KINDS: dict[str, Kind] = {
    "other-machine-runs": Kind(
        E, False,
        "Two machines of {name} are left. The one at {target} runs and has the valid data; this would protect the one "
        "at {source}, which {here}.",
        "Its replication was removed after a failover: that removes the replicated item, and no machine.",
        "Decide which of the two has the valid data. If the one at {target} does: leave replication off here, keep the "
        "one at {source} down, and protect the one at {target} from there, as another item. If the one at {source} "
        "does: shut down the one at {target} first; what was written there since the failover is lost.",
        (outside(Deed.PROTECT, "{target}"), outside(Deed.SHUT_DOWN, "{target}")),
    ),
    "which-machine-counts": Kind(
        E, True,
        "Two machines of {name} may be left: the one at {source} {here}, the one at {target} {there}. This takes the "
        "data of the one at {source} for valid.",
        "Its replication was removed after a failover: that removes the replicated item, and no machine.",
        "Accept it only if the machine at {source} has the valid data: it is powered on, and must be the only one that "
        "runs. The one at {target} is left as it is and must stay down; what was written there since the failover is "
        "lost. If that one has the valid data, leave replication off here and protect it from there, as another item.",
        (outside(Deed.START, "{source}"), outside(Deed.PROTECT, "{target}")),
    ),
    "other-machine-left": Kind(
        I, False,
        "The machine of {name} at {source} runs and is protected; the one at {target} {there} and is left as it is.",
        "", "Keep the one at {target} down, and delete it when nothing of it is needed any more.",
    ),
    "no-machine-to-protect": Kind(
        E, False, "{name} has no machine at {source} that could be protected; the one at {target} {there}.",
        "It was deleted, or lost with its site.",
        "Protect the machine at {target} from there, as another item, or restore the one at {source} first.",
        (outside(Deed.PROTECT, "{target}"), outside(Deed.RESTORE, "{source}")),
    ),
    "machines-stay": Kind(
        W, False,
        "This removes the replicated item and no machine: the one of {name} at {here} runs on with the valid data, "
        "and {rest}.",
        "", "Nothing protects the one at {here} afterwards: protect it from there, as another item.",
    ),
    "nothing-to-start": Kind(
        E, False,
        "{name} has failed over and its machine at {here} is gone: of it this run could only start the machine.",
        "A change of its recovery point was cut short after the machine had been deleted, or somebody deleted it.",
        "Make it again by a change of its recovery point where it has any, or restore it at {here}.",
        (outside(Deed.RESTORE, "{here}"),),
    ),
    "goes-on": Kind(
        W, False,
        "{name} has failed over and its machine at {here} does not run: of it this run only starts the machine, at the "
        "point that it has.",
        "Its plan stopped before the machine was started; a planned failover can be started again.",
        "That Site Recovery starts such a machine was not recorded. Should it pass by it, start the machine at {here} "
        "by hand: a look sees it running.",
    ),
}  # fmt: skip
