"""Differences between the emulator's bodies and recorded ones, each with its reason.

A key that was not recorded and that the specification has is none: the state, or the version, was another.
A test holds that there are no others, and none too many. ``how``: ``missing`` = recorded and not ours, ``extra`` =
ours and not recorded, ``type`` = of another type. ``kind`` and ``instance`` are those of ``recorded.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    Difference("vault health", "", "missing", "properties.vaultErrors[]", NO_FAULT),
    Difference("vault health", "", "missing", "properties.fabricsHealth.issues[]", NO_FAULT),
)
