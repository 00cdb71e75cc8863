"""Deeds of an exercise, read from its journals: each decision with its time, and what came of a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.records.actors import is_claimed
from drconsole.records.tables import ITEMS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work import events as ev
from drconsole.training.score.result import Deed

if TYPE_CHECKING:
    from drconsole.store.reading.reader import Reader


@dataclass(frozen=True, slots=True)
class Journaled:
    """Deed with the wall time at which it was journaled. ``repaired``: key of the item that it repaired, else empty."""

    wall: datetime
    deed: Deed
    repaired: str = ""


def deeds_in(readers: Iterable[Reader], began: datetime, since: int) -> list[Journaled]:
    """Return the deeds of journals after a revision, one journal after the other.

    A journal that is the copy of another up to a snapshot tells only what it does not have in common with those before.
    """
    from drconsole.store.codec import decode_recorded

    found: list[Journaled] = []
    known: set[str] = set()
    for reader in readers:
        words, names = _Words(), dict(reader.names(ITEMS))
        for row in reader.journal_rows(since):
            recorded = decode_recorded(row)
            told = words.of(recorded.event, names)
            if told is not None and row.hash not in known:
                at, (what, came) = (recorded.world_at - began).total_seconds(), told
                # Where several take a lesson it is said who did it; else it is the trainee.
                who = f"{recorded.actor}: " if is_claimed(recorded.actor) else ""
                mended = recorded.event.item if isinstance(recorded.event, ev.FaultsCleared) else ""
                found.append(Journaled(recorded.at, Deed(at, f"{who}{what}", came), mended))
            known.add(row.hash)
    return found


class _Words:
    """Words of events, one after the other: a job is named as it was when it was created."""

    def __init__(self) -> None:
        self._jobs: dict[str, str] = {}
        self._proposals: dict[str, str] = {}
        self._tasks: dict[tuple[str, str], str] = {}

    def of(self, event: ev.Event, names: Mapping[str, str]) -> tuple[str, str] | None:
        """Return what was done and what came of it; None for what nobody decided. ``names``: of items, by key."""
        match event:
            case ev.JobCreated():
                self._jobs[event.job] = name = f"{event.request.operation} {event.target_name}"
                self._tasks.update({(event.job, task.id): task.friendly_name for task in event.tree.tasks})
                return f"run {name}", f"accepted: {', '.join(event.accepted)}" if event.accepted else ""
            case ev.JobEnded():
                return self._job(event.job), event.state.value
            case ev.JobHeld():
                return f"hold {self._job(event.job)}", event.comment
            case ev.JobResumed():
                return f"resume {self._job(event.job)}", event.comment
            case ev.JobCancelRequested():
                return f"cancel {self._job(event.job)}", ""
            case ev.TaskAnswered():
                task = self._tasks.get((event.job, event.task), event.task)
                return f"answer {task} of {self._job(event.job)}: {event.outcome}", event.comment
            case ev.ValidationRecorded():
                return f"validate {names.get(event.item, event.item)}: {event.result}", event.comment
            case ev.FaultsCleared():
                return f"have {names.get(event.item, event.item)} repaired", event.comment
            case ev.ProposalMade():
                self._proposals[event.proposal] = name = f"{event.operation} {event.target_name}"
                return f"propose {name}", event.comment
            case ev.ProposalApproved():
                return f"approve {self._proposals.get(event.proposal, event.proposal)}", event.comment
            case ev.ProposalRejected():
                return f"reject {self._proposals.get(event.proposal, event.proposal)}", event.comment
            case ev.EngineStarted():
                return "an engine started", ""
            case _:
                return None

    def _job(self, job: str) -> str:
        return self._jobs.get(job, f"job {job}")
