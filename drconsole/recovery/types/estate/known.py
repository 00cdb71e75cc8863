"""Observations of an estate beside the provider's inventory: answers of probes, what tests left behind, scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.recovery.types.scripts import ScriptSeen

SOURCE: Final = "source-powered"
"""The probe of the machine at an item's own source site, whichever way it goes now."""
TARGET: Final = "target-running"
"""The probe of the machine at its target site."""
TEST = "test-machine"
REPLICATING = "replicating"
"""The probe of replication, whichever way it goes now."""

OTHER = {SOURCE: TARGET, TARGET: SOURCE}
"""The probe of an item's other machine."""
POWERED = {SOURCE: "on", TARGET: "running"}
"""What a probe of a machine shows when it runs."""
ABSENT = "absent"
NO_ANSWER = "no answer"


class Seen(StrEnum):
    RUNS = "runs"
    """The machine of the side that counts runs, and it alone was seen to."""
    RUNS_TWICE = "runs-twice"
    RUNS_NOWHERE = "runs-nowhere"
    UNKNOWN = "unknown"
    """The machine of the side that counts did not answer, or nobody asked."""


DOUBTFUL = (Seen.RUNS_TWICE, Seen.RUNS_NOWHERE, Seen.UNKNOWN)
"""What speaks against a judgement that the machine works (our choice: it is asked for once more, never forbidden)."""


@dataclass(frozen=True, slots=True)
class Known:
    """``seen``: item key -> probe -> what it showed last. Nothing in it = nobody looked.

    ``silent``: item key -> probes that were asked now and did not answer; what they showed before stays in ``seen``.
    ``runs``: item key -> key of the recovery plan whose run failed it over; nothing = not a plan's run of ours.
    ``scripts``: path -> what the engine saw there on its own machine.
    ``stays_down``: item key -> the probe of its machine that must stay down since it failed over.
    ``left_off``: item key -> the job that began to shut its machine down and did not fail it over; ``cancelled``: those
    of them whose job was cancelled, so that their replication counts as stopped.
    """

    seen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    silent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, ScriptSeen] = field(default_factory=dict)
    stays_down: Mapping[str, str] = field(default_factory=dict)
    left_off: Mapping[str, str] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()

    def of(self, item: str, probe: str) -> str:
        """Return what a probe of this item showed last; empty = not looked, or never an answer."""
        probes = self.seen.get(item)
        word = "" if probes is None else probes.get(probe, "")
        return "" if word == NO_ANSWER else word


NOTHING = Known()
