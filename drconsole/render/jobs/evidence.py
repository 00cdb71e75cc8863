"""Evidence of a job in words: what a probe showed, and where a word would mislead, what it means. Pure."""

from __future__ import annotations

from drconsole.records.rows.work.jobs import EvidenceRow
from drconsole.recovery.types.estate.known import REPLICATING
from drconsole.render.words.text import clean

_MEANT = {(REPLICATING, "stopped"): "not yet, the first copy comes first"}
"""Of a probe that is looked at for the record: after a re-protect the item is still being copied, which is no fault."""


def evidence_text(seen: EvidenceRow) -> str:
    """``target-running: running``."""
    meant = _MEANT.get((seen["probe"], seen["seen"])) if seen["expected"] is None else None
    return f"{clean(seen['probe'])}: {meant or clean(seen['seen'])}"
