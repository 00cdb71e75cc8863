"""Differences between the emulator's bodies and recorded ones, each with its reason.

A test holds that there are no others, and none too many. ``how``: ``missing`` = recorded and not ours, ``extra`` =
ours and not recorded, ``type`` = of another type. ``kind`` and ``instance`` are those of ``recorded.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

SPECIFIED = "the specification has it; it was not recorded of an item or plan in this state"
NO_FAULT = "the simulated world knows nothing wrong with a vault or a fabric itself"


@dataclass(frozen=True, slots=True)
class Difference:
    """``path``: of the key; all below it is meant, too."""

    kind: str
    instance: str
    how: str
    path: str
    reason: str


DIFFERENCES = (
    Difference("item", "A2A", "extra", "properties.lastSuccessfulTestFailoverTime", SPECIFIED),
    Difference("item", "A2A", "extra", "properties.lastSuccessfulFailoverTime", SPECIFIED),
    Difference("item", "HyperVReplicaAzure", "extra", "properties.lastSuccessfulFailoverTime", SPECIFIED),
    Difference("item", "HyperVReplicaAzure", "extra", "properties.lastSuccessfulTestFailoverTime", SPECIFIED),
    Difference("plan", "", "extra", "properties.lastTestFailoverTime", SPECIFIED),
    Difference("plan in a list", "", "extra", "properties.lastTestFailoverTime", SPECIFIED),
    Difference("plan", "", "extra", "properties.lastUnplannedFailoverTime", SPECIFIED),
    Difference("plan in a list", "", "extra", "properties.lastUnplannedFailoverTime", SPECIFIED),
    Difference("vault health", "", "missing", "properties.vaultErrors[]", NO_FAULT),
    Difference("vault health", "", "missing", "properties.fabricsHealth.issues[]", NO_FAULT),
)

NOT_COMPARED = {
    ("container", "HyperVVirtualMachine"): "protectable items lie below a container; the emulator has none",
}
"""What was recorded and is nothing that the emulator has."""
