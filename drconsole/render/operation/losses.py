"""Data that a run loses, in words: what the recovery points miss, and what is written since and lost as well. Pure."""

from __future__ import annotations

from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.states.assessments.lost_writes import written
from drconsole.recovery.types.work.tasks import LostWrites
from drconsole.render.words.text import clean, duration


def loss_text(preview: PreviewRow) -> str:
    """``20 s``, or ``20 s to 6 min`` over all items."""
    losses = [loss for each in preview["points"] if (loss := each["point"]["data_loss"]) is not None]
    return loss_words(min(losses), max(losses)) if losses else "not known"


def loss_words(low: float, high: float) -> str:
    least, most = duration(low), duration(high)
    return least if least == most else f"{least} to {most}"


def also_lost(preview: PreviewRow) -> str:
    """``10 h 14 min of writes at Azure``: lost beside what the points miss; empty = nothing is."""
    return clean(written({one["key"]: LostWrites(one["site"], one["seconds"]) for one in preview["lost_writes"]}))


def loss_line(preview: PreviewRow) -> str:
    """Return all that is lost; empty = no point is chosen, and nothing is."""
    parts = [loss_text(preview)] if preview["points"] else []
    return "; and ".join([*parts, *filter(None, [also_lost(preview)])])
