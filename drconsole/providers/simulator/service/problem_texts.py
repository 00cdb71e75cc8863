"""The service's errors in words: message, possible causes, recommended action, by code.

Quoted texts are those of recorded traffic [REC] and [D:site-recovery-failover-to-azure-troubleshoot]; what was only
described there is put in its words. Codes that are words themselves are the world's own.
"""

from __future__ import annotations

Texts = tuple[str, str, str]

TEXTS: dict[str, Texts] = {
    "28031": (
        "Virtual machine '{item}' could not be created under resource group '{group}'. Azure error message: "
        "'Operation results in exceeding quota limits of Core.'",
        "The target has not enough cores left; sizes of different families in one availability set; a policy.",
        "Raise the quota and fail over again.",
    ),
    "28044": (
        "The regional limit of virtual CPUs is exceeded: '{item}' cannot be created.",
        "The target region has not enough cores left.",
        "Raise the regional quota and try again.",
    ),
    "28075": (
        "The limit of virtual CPUs of this size's family is exceeded: '{item}' cannot be created.",
        "The target region has not enough cores of this family left.",
        "Raise the family's quota, or choose another size, and try again.",
    ),
    "28092": (
        "The network interface of '{item}' could not be created.",
        "Quota, or a passing fault.",
        "Look at the quota of network interfaces; it may be intermittent: try again.",
    ),
    "70038": (
        "The virtual network or another resource that '{item}' needs was not found.",
        "A classic virtual network, or a resource of it, is missing.",
        "Create it, or choose another network, and try again.",
    ),
    "170010": (
        "The machine made from '{item}' could not be prepared to boot.",
        "storvsc, vmbus, storflt, intelide or atapi does not start at boot, or DHCP is not automatic.",
        "Set the drivers to boot start and DHCP to automatic, or run the no-hydration script.",
    ),
    "28020": ("No subnet of that name was found in the chosen test network.", "", "Give a valid subnet."),
    "25080": (
        "Network type selected for test failover is not correct.",
        "The chosen network is none of Azure's.",
        "Give an Azure virtual network.",
    ),
    "28061": (
        "The name of the virtual machine '{item}' is not available.",
        "A machine of that name is there already.",
        "Look at the target for a machine that should not be there.",
    ),
    "310024": (
        "The name '{item}' is not available for a virtual machine at the target.",
        "A machine of that name is there already, or the name is reserved.",
        "Give the machine another name at the target.",
    ),
    "28175": (
        "The name of the virtual machine '{item}' was changed to '{detail}' to avoid a conflict.",
        "A machine of that name is there already.",
        "Look at the target for a machine that should not be there.",
    ),
    "25014": (
        "Some of the virtual machines in the recovery plan aren't ready for planned failover.",
        "'{item}' is not replicating or could not be shut down.",
        "Shut the machine down, or use an unplanned failover; one that is failed over: commit and reverse replicate; "
        "one that needs it: resynchronize in Hyper-V.",
    ),
    "25037": (
        "The virtual machine '{item}' isn't ready for committing failback.",
        "{detail}",
        "Wait until its failback has ended, then commit.",
    ),
    "25038": (
        "The virtual machine '{item}' isn't ready for reenabling protection.",
        "{detail}",
        "Mend the cause and start it again. If the machine to replicate to is gone, restore it from a backup first.",
    ),
    "45031": ("Protection has already been enabled for '{item}'.", "{detail}", "Nothing needs to be done."),
    "506": (
        "An invalid parameter ReplicationProviderInput was passed.",
        "The request was made for another replication provider.",
        "Look at how '{item}' replicates, and ask for what its provider can do.",
    ),
    "532": ("An operation {detail} is in progress.", "", "Wait until it ends, or cancel it, and try again."),
    "539": (
        "The requested action couldn't be performed by the '{provider}' Replication Provider.",
        "",
        "The error beside it says why.",
    ),
    "559": (
        "The '{provider}' Replication Provider reported an error for '{item}'.",
        "Discovery of the machine failed.",
        "See the provider's own error, refresh the server, and try again.",
    ),
    "BookmarkNotFound": (
        "The recovery point {detail} of '{item}' was not found.",
        "It was pruned, or a disk was changed since.",
        "Choose another recovery point.",
    ),
    "UserErrorResourceGroupBeingDeletedV2": (
        "The resource group '{group}' of '{item}' is being deleted.",
        "Somebody deletes the target resource group.",
        "Choose another resource group for the machine, or wait until it is made again.",
    ),
    "ShutdownFailed": (
        "The source machine '{item}' could not be shut down.",
        "{detail}",
        "Shut it down by hand if it can be reached; a failover goes on without.",
    ),
    "SiteUnreachable": (
        "'{item}' cannot be reached at {detail}, and cannot be brought there.",
        "The site is down, or the link to it.",
        "Wait until the site is reachable, and try again.",
    ),
    "EncryptionCertificateMissing": (
        "The data of '{item}' is encrypted, and the request brought no certificate that could open it.",
        "Data encryption is on in its VMM cloud.",
        "Give the certificate {detail}, which was issued when encryption was set up.",
    ),
    "EncryptionCertificateMismatch": (
        "The certificate that came with the request does not open the data of '{item}'.",
        "Its VMM cloud was set up with the certificate {detail}.",
        "Give that one.",
    ),
    "OperationNotAllowed": ("'{item}' is not in a state that allows this: {detail}.", "", "Look at the item's state."),
    "Timeout": ("'{item}' took longer than its time limit.", "", "Look at what it was doing, and try again."),
    "RunbookFailed": ("The runbook '{detail}' failed.", "", "Read its output."),
    "Stopped": ("{detail}", "", ""),
}
OTHER: Texts = ("The step failed for '{item}'.", "A fault of the rehearsal.", "Try again.")

ALONE = frozenset({"506", "532", "539", "25037", "25038"})
"""What the service says itself; it asked no provider, so that 539 does not follow (recorded alone)."""

BY_ITSELF: dict[str, str] = {
    "532": "of another administrator",
    "BookmarkNotFound": "that was chosen",
    "25037": "its failback has not ended",
    "25038": "its machine at the other side is not ready",
    "ShutdownFailed": "The machine does not obey.",
}
"""The detail of an error that nothing caused but a fault."""

_HEARTBEAT = (
    "A heartbeat of a server that '{item}' replicates through is missing.",
    "Critical",
    "",
    "Look at configuration server, process server, master target and vCenter.",
)
_EXPIRED = ("A version of a server that '{item}' replicates through has expired.", "Critical", "", "Update it.")

HEALTH: dict[str, tuple[str, str, str, str]] = {
    "78026": (
        "RPO threshold exceeded: RPO has exceeded the configured threshold for source disks of '{item}'.",
        "Warning",
        "Churn, or too little bandwidth.",
        "Look at churn and bandwidth.",
    ),
    "78143": ("No crash-consistent recovery point of '{item}' in the last 60 minutes.", "Warning", "", ""),
    "153007": ("No crash-consistent recovery point of '{item}' in the last 60 minutes.", "Warning", "", ""),
    "78144": (
        "No app-consistent recovery point of '{item}' in the last 240 minutes.",
        "Warning",
        "The volume shadow copy service fails.",
        "Look at the writers of the volume shadow copy service.",
    ),
    "153006": ("No app-consistent recovery point of '{item}' in the last 240 minutes.", "Warning", "", ""),
    "78022": (
        "No heartbeat from the mobility service on '{item}' in the last 15 minutes.",
        "Critical",
        "",
        "See that the source runs and its agent is started.",
    ),
    "78172": (
        "No heartbeat from the app agent on '{item}' in the last 15 minutes.",
        "Critical",
        "",
        "See that the app agent is started.",
    ),
    "78173": (
        "No heartbeat from the mobility service of '{item}' in the last 15 minutes.",
        "Critical",
        "",
        "See that the source runs and its agent is started.",
    ),
    "78174": (
        "No heartbeat from the app agent of '{item}' in the last 15 minutes.",
        "Critical",
        "",
        "See that the app agent is started.",
    ),
    "78024": ("A disk of '{item}' is inconsistent: it must be resynchronized.", "Error", "", "Resynchronize."),
    "153009": ("A disk of '{item}' is inconsistent: it must be resynchronized.", "Error", "", "Resynchronize."),
    "78028": ("The upload of data of '{item}' is blocked.", "Warning", "", "Look at the process server."),
    "78037": ("The failover of the source machine failed.", "Error", "", ""),
    "78092": (
        "The source machine '{item}' was deleted. It can be failed over to the latest available recovery point.",
        "Critical",
        "",
        "Fail it over, or disable its replication.",
    ),
    "78155": (
        "The mobility service was uninstalled from '{item}'. It can be failed over to the latest available "
        "recovery point.",
        "Critical",
        "",
        "Install the mobility service again.",
    ),
    "78183": ("The version of the mobility service on '{item}' has expired.", "Critical", "", "Update it."),
    "90078": ("The replication of '{item}' has not progressed in the last 60 minutes.", "Critical", "", ""),
    "90079": ("The replication of '{item}' has not progressed in the last 30 minutes.", "Warning", "", ""),
    "67512": ("The last successful replication of '{item}' was more than 10 minutes ago.", "Warning", "", ""),
    "67518": ("More than 20 percent of the replication cycles of '{item}' were missed.", "Warning", "", ""),
    "67501": ("The replication of '{item}' is not working.", "Error", "", "Look at the Hyper-V host."),
    "67502": ("The replication of '{item}' is paused.", "Warning", "", "Resume it in Hyper-V."),
    "67506": (
        "Virtual machine '{item}' is failed over.",
        "Error",
        "",
        "Complete pending operation on the virtual machine.",
    ),
    "161011": (
        "No successful test failover has been done on the virtual machine '{item}'.",
        "Error",
        "",
        "Do a test failover.",
    ),
    "161018": (
        "There are not enough addresses in the subnet of '{item}'. Available addresses: 27. Required addresses: 36.",
        "Error",
        "",
        "Choose another subnet, or make it larger.",
    ),
    "161008": (
        "No connected network interface is configured for the virtual machine '{item}'.",
        "Warning",
        "",
        "Choose a network for it.",
    ),
    "581": ("The Hyper-V host of '{item}' is not connected.", "Critical", "", "Look at the host and its provider."),
    "583": ("The configuration server of '{item}' is not connected.", "Critical", "", "Look at the server."),
    **dict.fromkeys(("806", "807", "808", "809", "810", "811", "812", "813"), _HEARTBEAT),
    **dict.fromkeys(("816", "819", "822"), _EXPIRED),
}
"""Health errors: message, level, possible causes, recommended action."""
OTHER_HEALTH = ("The health of '{item}' is impaired.", "Warning", "A fault of the rehearsal.", "")
FAILOVER_ONLY = frozenset({"161008", "161011", "161018"})
"""What speaks of a coming failover (the service's failover validators), not of replication."""
CURED_BY_RESYNC = frozenset({"78024", "153009"})
