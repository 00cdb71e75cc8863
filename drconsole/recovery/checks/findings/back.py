"""Findings on the way back: re-protect, reverse-replicate, failback, and whether there is a way at all."""

from __future__ import annotations

from drconsole.recovery.checks.findings.kind import E, I, Kind, W
from drconsole.recovery.types.remedies import Deed, outside

BACK_KINDS: dict[str, Kind] = {
    "primary-unreachable": Kind(
        E, False, "{where}: {name} cannot {purpose}.",
        "{cause}",
        "Bring it back first; until then the machine stays where it runs.",
        (outside(Deed.RECONNECT, "{site}"),),
    ),
    "machine-unreachable": Kind(
        E, False, "{name} is not reachable at {site}: what cannot be reached cannot be protected.",
        "The machine or its agent is down.", "Bring it back first.",
        (outside(Deed.RECONNECT, "{site}"),),
    ),
    "old-source-deleted": Kind(
        W, False,
        "The old source machine of {name} at {site} is turned off, its disks become the seed, and THE MACHINE IS "
        "DELETED.",
        "Re-protect between Azure regions reuses the disks of the machine that was failed over from.",
        "Never delete resources of the source by hand before: re-protect would then become impossible.",
    ),
    "old-source-gone": Kind(
        E, True,
        "The old machine of {name} at {site} is gone: re-protect between Azure regions was refused after a deletion by "
        "hand.",
        "It was looked for and is not there; its disks would have become the seed (azure-docs issue 81429).",
        "Restore it if you can. Otherwise disable replication and protect the machine again from where it runs.",
        (outside(Deed.RESTORE, "{site}"),),
    ),
    "old-source-missing": Kind(
        W, False, "The old machine of {name} at {site} is gone: all of its data is copied, not only what changed.",
        "It was looked for and is not there.", "Plan for the time and space of a whole copy.",
    ),
    "machine-gone": Kind(
        E, False, "The machine of {name} at {site} is gone: there is nothing to bring back.",
        "It was looked for at the site of the valid copy, and is not there.",
        "Restore it there, or disable replication and see what the other side still holds.",
        (outside(Deed.RESTORE, "{site}"),),
    ),
    "old-source-kept": Kind(
        I, False, "The machine of {name} at {site} is turned off; its disks are used again, it is not deleted.",
    ),
    "old-source-off": Kind(
        W, False, "The old source machine of {name} at {site} is turned off.",
        "", "Nobody may be using it; nothing that was written to it since the failover comes back.",
    ),
    "failback-infrastructure": Kind(
        I, False,
        "{names}: failback needs a process server in Azure, a master target with a retention drive, a datastore of "
        "VMFS or vSAN, vCenter connected, VPN or ExpressRoute, no snapshots, disk.EnableUUID and an LSI controller.",
        "None of this can be seen from here.",
        "Look at it now; the agent of a machine in Azure registers up to 15 minutes after its start.",
    ),
    "failback-appliance": Kind(
        I, False, "{names}: re-protect needs the replication appliance at the primary site.",
        "Modernized replication goes back through the appliance only.", "See that it is connected.",
    ),
    "too-many-disks": Kind(
        E, False, "{name} has {disks} disks; at most {limit} can be re-protected to VMware.",
        "", "Take disks off, or leave it in Azure.",
    ),
    "physical-to-vmware": Kind(
        W, False, "{name} was a physical server: it fails back only to a VMware machine.",
        "", "Have a VMware host ready for it.",
    ),
    "group-by-plan": Kind(
        E, False, "{name} is in the replication group {group}: it is re-protected through a recovery plan only.",
        "The machines of a replication group turn around together.", "Re-protect a plan that holds the whole group.",
    ),
    "primary-gone": Kind(
        E, False, "25038: the machine of {name} at {site} is gone: it must be restored from a backup first.",
        "Reverse replication goes into the machine that was failed over from.",
        "Restore it from a backup, then run reverse-replicate.",
        (outside(Deed.RESTORE, "{site}"),),
    ),
    "primary-must-exist": Kind(
        I, False, "Reverse replication goes into the machine of {name} at {site}.",
        "", "If that machine is gone, restore it from a backup first.",
    ),
    "managed-disks": Kind(
        W, False, "{name} {says} managed disks: {differ}.",
        "",
        "See what your vault says before you count on it; keep the machine in Azure until the failback has succeeded.",
    ),
    "waits-after-synchronization": Kind(
        I, False, "The failback stops for a person when the data is synchronized ({names}).",
        "The machines run in Azure until then; going on begins the downtime.",
        "Do not cancel in the middle: that leaves the machine at the primary site corrupt until it is started again.",
    ),
    "machine-not-running": Kind(
        E, True, "The machine of {name} does not run at {here}, and this ends its failover: nothing would serve.",
        "It was not started, or it stopped.",
        "Start it at {here} and validate it first; the copy at {other} may be deleted or overwritten afterwards.",
        (outside(Deed.START, "{here}"),),
    ),
    "machine-off": Kind(
        E, False, "The machine of {name} at {here} is off: nothing replicates from it.",
        "It was shut down after its failover.",
        "Start it at {here}, and keep the one at {other} down.",
        (outside(Deed.START, "{here}"),),
    ),
    "two-machines-run": Kind(
        E, True, "{name} runs at {here} and at {other}: what is written at {other} is lost with this.",
        "It was powered on again after a failover, or never shut down.",
        "Shut it down at {other} first, and see that nothing was written there that is still needed.",
        (outside(Deed.SHUT_DOWN, "{other}"),),
    ),
    "old-one-runs": Kind(
        E, True,
        "{name} runs at {other} again: with the machine at {here}, which this starts, two of it would run.",
        "It was powered on after it had been shut down for the failover.",
        "Shut it down at {other} first, and see that nothing was written there that is still needed.",
        (outside(Deed.SHUT_DOWN, "{other}"),),
    ),
    "network-unfinished": Kind(
        W, False, "{name}: {what}.",
        "Too few addresses, or a network or subnet that is not there: it was accepted, or not foreseen.",
        "Put it right before you commit.",
        (outside(Deed.MEND_NETWORK, "{site}"),),
    ),
    "machine-not-seen": Kind(
        W, False, "The machine of {name} at {site} could not be looked at: whether it runs is not known.",
        "Its site is down, or what was asked does not answer.",
        "See for yourself that not both of its machines run, or try again when it answers.",
    ),
    "commit-deletes-machine": Kind(
        W, False, "Commit deletes the machine of {name} in {site} and its disks.",
        "The failback is final with it.", "Be sure of the machine at the primary site first.",
    ),
    "come-back-blocked": Kind(
        W, False, "{name} could not come back as things stand: {why}.",
        "", "A failover and its commit go on without it; mend it before you count on a failback.",
    ),
    "come-back-unknown": Kind(
        I, False, "It is not known if {names} can come back: {why}.", "", "Look at it before the commit.",
    ),
}  # fmt: skip
