"""What a trainee did, read from the journal: each decision with its time, and what came of a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.events import Recorded
from drconsole.training.result import Deed


class Deeds:
    """Reading of a journal for what was done in it, all at once or as it grows."""

    def __init__(self, began: datetime) -> None:
        self.began = began
        self.found: list[Deed] = []
        """Oldest first."""
        self._jobs: dict[str, str] = {}

    def take(self, recorded: Recorded, names: Mapping[str, str]) -> None:
        """Take an event in. ``names``: of items, by key."""
        told = self._words(recorded.event, names)
        if told is not None:
            at = (recorded.world_at - self.began).total_seconds()
            self.found.append(Deed(at, *told))

    def _words(self, event: ev.Event, names: Mapping[str, str]) -> tuple[str, str] | None:
        match event:
            case ev.JobCreated():
                self._jobs[event.job] = name = f"{event.request.operation} {event.target_name}"
                accepted = f"accepted: {', '.join(event.accepted)}" if event.accepted else ""
                return f"run {name}", accepted
            case ev.JobEnded():
                return self._job(event.job), f"{event.state}"
            case ev.JobHeld():
                return f"hold {self._job(event.job)}", event.comment
            case ev.JobResumed():
                return f"resume {self._job(event.job)}", event.comment
            case ev.JobCancelRequested():
                return f"cancel {self._job(event.job)}", ""
            case ev.TaskAnswered():
                return f"answer {event.task} of {self._job(event.job)}: {event.outcome}", event.comment
            case ev.ValidationRecorded():
                return f"validate {names.get(event.item, event.item)}: {event.result}", event.comment
            case ev.FaultsCleared():
                return f"have {names.get(event.item, event.item)} repaired", event.comment
            case ev.EngineStarted():
                return "an engine started", ""
            case _:
                return None

    def _job(self, job: str) -> str:
        return self._jobs.get(job, f"job {job}")
