"""What the service says when something goes wrong (recorded texts; invented ones have a code in words)."""

from __future__ import annotations

from drconsole.providers.simulator.conditions import FAMILY, PROVIDER_NAME, Family
from drconsole.providers.simulator.rows import TaskErrorRow
from drconsole.recovery.estate import Item
from drconsole.recovery.tasks import TaskError

_TEXTS: dict[str, tuple[str, str, str]] = {
    "28031": (
        "Virtual machine '{item}' could not be created under resource group '{group}'. Azure error message: "
        "'Operation results in exceeding quota limits of Core.'",
        "The target has not enough cores left.",
        "Raise the quota and fail over again.",
    ),
    "28044": (
        "The regional limit of virtual CPUs is exceeded: '{item}' cannot be created.",
        "The target region has not enough cores left.",
        "Raise the regional quota and try again.",
    ),
    "28092": ("The network interface of '{item}' could not be created.", "Quota, or a passing fault.", "Try again."),
    "170010": (
        "The machine made from '{item}' could not be prepared to boot.",
        "storvsc, vmbus, storflt, intelide or atapi does not start at boot, or DHCP is not automatic.",
        "Set the drivers to boot start and DHCP to automatic, or run the no-hydration script.",
    ),
    "28020": ("No subnet of that name was found in the chosen test network.", "", "Give a valid subnet."),
    "25014": (
        "Some of the virtual machines in the recovery plan aren't ready for planned failover.",
        "'{item}' is not replicating or could not be shut down.",
        "Shut the machine down, or use an unplanned failover.",
    ),
    "532": ("An operation {detail} is in progress.", "", "Wait until it ends, or cancel it, and try again."),
    "539": (
        "The requested action couldn't be performed by the '{provider}' Replication Provider.",
        "",
        "See the other errors.",
    ),
    "28175": (
        "The name of the virtual machine '{item}' was changed to '{detail}' to avoid a conflict.",
        "A machine of that name is there already.",
        "Look at the target for a machine that should not be there.",
    ),
    "BookmarkNotFound": (
        "The recovery point {detail} of '{item}' was not found.",
        "It was pruned, or a disk was changed since.",
        "Choose another recovery point.",
    ),
    "ShutdownFailed": (
        "The source machine '{item}' could not be shut down.",
        "{detail}",
        "Shut it down by hand if it can be reached; a failover goes on without.",
    ),
    "OperationNotAllowed": ("'{item}' is not in a state that allows this: {detail}.", "", "Look at the item's state."),
    "Timeout": ("'{item}' took longer than its time limit.", "", "Look at what it was doing, and try again."),
    "RunbookFailed": ("The runbook '{detail}' failed.", "", "Read its output."),
    "Stopped": ("{detail}", "", ""),
}
_OTHER = ("The step failed for '{item}'.", "A fault of the rehearsal.", "Try again.")


def problem(code: str, item: Item | None, detail: str = "", *, level: str = "Error") -> TaskErrorRow:
    family = FAMILY.get(item.scenario, Family.OTHER) if item else Family.OTHER
    words = {
        "item": item.name if item else detail,
        "group": item.target if item else "",
        "provider": PROVIDER_NAME[family],
        "detail": detail,
    }
    message, causes, action = (text.format(**words) for text in _TEXTS.get(code, _OTHER))
    return {
        "code": code,
        "message": message,
        "possible_causes": causes,
        "recommended_action": action,
        "level": level,
    }


def failure(code: str, item: Item | None, detail: str = "") -> list[TaskErrorRow]:
    """As recorded, an item's failure gives two errors: the cause, then that the provider could not do it."""
    first = problem(code, item, detail)
    return [first, problem("539", item)] if item is not None else [first]


def as_errors(rows: list[TaskErrorRow], task: str | None = None) -> tuple[TaskError, ...]:
    return tuple(
        TaskError(
            row["code"],
            row["message"],
            row.get("possible_causes", ""),
            row.get("recommended_action", ""),
            row.get("task") or task,
            row.get("level", "Error"),
        )
        for row in rows
    )
