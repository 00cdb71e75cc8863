"""Entries of the page of an operation, and what acting on them does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from typing import TypedDict

from drconsole.records.rows.estate.estate import NetworkRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.types.data import dataclass
from drconsole.render.operation.course import Side
from drconsole.render.rows.entries import Entry
from drconsole.render.words.remedies import Press, not_there

POINT = "point:"
POINT_ID = "point-id:"
NETWORK = "network:"
SHUTDOWN = "shutdown:"
ANEW = "anew"
FOLD = "fold"
FOLD_DIFFERENCES = "fold-differences"


class SaidOptions(TypedDict, total=False):
    """Options of a run as far as the operator has said them."""

    point: str
    point_id: str | None
    direction: str
    shutdown: bool
    network: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Content of the dialogue: the engine's preview, and what the operator has chosen so far."""

    operation: str
    options: SaidOptions
    preview: PreviewRow | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """Choice -> why it is not offered; '' = it is. Empty = the operation takes none."""
    losses: Mapping[str, str] = field(default_factory=dict)
    """Choice -> data loss by it when it was last previewed."""
    points: Sequence[PointRow] | None = None
    """For custom: the item's points, newest first; None = not read."""
    points_as_of: str = ""
    current_point: str = ""
    """The id of the point that the item runs from now, after a failover."""
    networks: Sequence[NetworkRow] = ()
    accepted: Collection[str] = ()
    unfolded: bool = True
    sites: tuple[str, str] = ("", "")
    """Sites that the run goes from and to."""
    sides: Sequence[Side] = ()
    """On which side each item of the target is active."""
    problem: Sequence[Entry] = ()
    """Stands above everything: a refusal, with what to do about it."""
    name: str = ""
    """Kind and label of the target, as in ``plan shop``."""
    rpo_limit: int | None = None
    """Seconds: the smallest RPO objective of the target's machines; None = none is set."""
    press: Press = not_there
    """How a command of the console is called there."""
