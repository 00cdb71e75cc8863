"""Manual way of each step of a failover, where neither this program nor its engine is there any more. Pure.

The portal's words and the cmdlets are Site Recovery's own, as its pages "Run a failover" and "Reprotect" have them.
"""

from __future__ import annotations

from drconsole.records.rows.estate.plans import ActionRow
from drconsole.recovery.types.words import Scenario, TaskKind
from drconsole.render.words.text import clean, duration, prose

DECIDE = "Write down who decided, when and why. From here on note the time of every step."
SEE = "See whether its machines run at the source: failing over while they do makes two of each run."
SHUT_DOWN: dict[str, str] = {
    Scenario.VMWARE_TO_AZURE: "in vCenter: Power, Shut Down Guest OS; see that it is powered off",
    Scenario.VMWARE_TO_AZURE_MODERNIZED: "in vCenter: Power, Shut Down Guest OS; see that it is powered off",
    Scenario.PHYSICAL_TO_AZURE: "at the machine itself: Site Recovery cannot switch it off",
    Scenario.HYPERV_TO_AZURE: "in Hyper-V Manager: Shut Down (Stop-VM NAME); see that it is off",
    Scenario.VMM_TO_AZURE: "in the VMM console: Shut Down (Stop-SCVirtualMachine); see that it is off",
    Scenario.VMM_TO_VMM: "in the VMM console of its site: Shut Down (Stop-SCVirtualMachine); see that it is off",
    Scenario.AZURE_TO_AZURE: "in the Azure portal: Virtual machines, the machine, Stop; see that it is deallocated",
}
"""Scenario -> how its source is shut down."""
NOT_KNOWN = "with the means of its own site; see that it is off"
WHOLE = (
    "All at once, actions too: Azure portal, the vault, Recovery Plans, the plan, Failover. PowerShell: "
    "Start-AzRecoveryServicesAsrUnplannedFailoverJob -RecoveryPlan. Or one by one, as the next lines say"
)
FAIL_OVER = (
    "One by one: the vault, Replicated items, the machine, Failover; choose the recovery point; no shutdown of a "
    "machine that is down already"
)
START = "see that it is started and answers at its address; start it there if it is not"
VALIDATE = "The application's owner looks whether it works and how old its data is. If not: Change recovery point"
COMMIT = (
    "Only after the validation: Replicated items, the machine, Commit. All other recovery points are deleted by it. "
    "PowerShell: Start-AzRecoveryServicesAsrCommitFailoverJob"
)
STAY_DOWN = "Keep the old machines down, also when their site comes back: until each is re-protected, two could run"
RE_PROTECT = (
    "When the old site is there again: Replicated items, the machine, Re-protect. Until then nothing is replicated. "
    "PowerShell: Update-AzRecoveryServicesAsrProtectionDirection"
)


def shut_down(scenario: str) -> str:
    """Return how a machine of this kind is shut down at its source."""
    return SHUT_DOWN.get(scenario, NOT_KNOWN)


def act(action: ActionRow) -> str:
    """Return how an action is done by hand."""
    limit = f" It may take up to {duration(action['timeout'])}." if action["timeout"] else ""
    match action["kind"]:
        case TaskKind.MANUAL:
            return prose(action["instructions"] or action["name"])
        case TaskKind.SCRIPT:
            return f"Run the script {clean(action['path'])}, with what its own text says it needs.{limit}"
        case TaskKind.RUNBOOK:
            path = clean(action["path"])
            return f"Azure portal: the Automation account, Runbooks, {path}, Start; wait until it is Completed.{limit}"
    return prose(action["instructions"] or action["path"] or action["name"])
