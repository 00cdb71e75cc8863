"""Attempt at a lesson: what follows from the records of its exercise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import UTC, datetime

from drconsole.recovery.types.data import dataclass
from drconsole.training.session import records as rec
from drconsole.training.session.records import Entry


@dataclass(slots=True)
class Attempt:
    """Attempt at a lesson so far. Times are those of the world."""

    began: rec.Began
    began_at: datetime
    wall_began: datetime
    state: str
    """Name of the state's folder in which it goes on."""
    looks: list[tuple[datetime, int, str]] = field(default_factory=list)
    """When a screen was looked at, by the world's clock and by the place in the record, and which."""
    due_since: tuple[datetime, int] = (datetime.min.replace(tzinfo=UTC), 0)
    """Since when the step that is due is so, in the same way."""
    judged_rev: int = 0
    """Revision up to which the journal was judged when the last step was done."""
    done: dict[str, datetime] = field(default_factory=dict)
    """Step -> when it was done."""
    hints: dict[str, list[str]] = field(default_factory=dict)
    """Step -> the hints that were shown."""
    injected: dict[str, datetime] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Event of the lesson that the engine has refused so far -> why."""
    broken: dict[str, datetime] = field(default_factory=dict)
    mistakes: list[tuple[datetime, rec.Mistake]] = field(default_factory=list)
    """Those that count: what a way back to a snapshot has undone is not among them."""
    frozen: bool = False
    snapshots: dict[str, datetime] = field(default_factory=dict)
    ended: rec.Ended | None = None
    ended_at: datetime | None = None
    trainees: list[str] = field(default_factory=list)
    """Who opened a console on it, whoever began it first."""
    place: int = 0
    """Number of records that were taken in."""

    @property
    def looked(self) -> frozenset[str]:
        """Return the screens that were looked at since the beginning."""
        return frozenset(screen for *_, screen in self.looks)

    def looked_by(self, at: datetime) -> frozenset[str]:
        """Return the screens that had been looked at by then."""
        return frozenset(screen for when, _, screen in self.looks if when <= at)

    def since_due(self, due: tuple[datetime, int], by: datetime | None = None) -> frozenset[str]:
        """Return the screens that were looked at since a step was due, until then; None = until now."""
        return frozenset(
            screen for when, place, screen in self.looks if (when, place) > due and (by is None or when <= by)
        )

    @property
    def hints_used(self) -> int:
        """Return how many hints were shown."""
        return sum(len(each) for each in self.hints.values())

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Attempt | None:
        """Return the attempt that the records of an exercise tell of, oldest first; None = it never began."""
        for number, entry in enumerate(entries):
            if isinstance(entry.record, rec.Began):
                found = cls(entry.record, entry.world_at, entry.at, entry.record.state)
                found.trainees.append(entry.record.trainee)
                found.fold(entries[number + 1 :])
                return found
        return None

    def fold(self, entries: Iterable[Entry]) -> None:
        """Take records in, oldest first."""
        for entry in entries:
            self.place += 1
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        record, at = entry.record, entry.world_at
        match record:
            case rec.Looked():
                self.looks.append((at, self.place, record.screen))
            case rec.StepDone():
                self.done.setdefault(record.step, at)
                self.due_since = max(self.due_since, (at, self.place))
                self.judged_rev = max(self.judged_rev, record.rev)
            case rec.HintGiven():
                self.hints.setdefault(record.step, []).append(record.text)
            case rec.Injected():
                if record.inject:
                    self.injected.setdefault(record.inject, at)
                    self.failed.pop(record.inject, None)
            case rec.InjectFailed():
                self.failed[record.inject] = record.why
            case rec.ProbeBroken():
                self.broken.setdefault(record.probe, at)
            case rec.Mistake():
                self.mistakes.append((at, record))
            case rec.Frozen():
                self.frozen = record.frozen
            case rec.SnapshotTaken():
                self.snapshots[record.snapshot] = at
            case rec.Moved():
                self._moved(record)
            case rec.Ended():
                self.ended, self.ended_at = record, at
            case rec.Joined():
                if entry.name and entry.name not in self.trainees:
                    self.trainees.append(entry.name)
            case rec.Began() | rec.Noted() | rec.Sped():
                pass

    def _moved(self, moved: rec.Moved) -> None:
        """Go back to a snapshot: what the world has not seen there is open again. What was looked at was looked at, and
        a hint that was read was read."""
        self.state = moved.state
        since = self.snapshots.get(moved.snapshot)
        if since is None:
            return
        self.done = {step: at for step, at in self.done.items() if at <= since}
        self.due_since = (max(self.done.values(), default=self.began_at), 0)
        self.judged_rev = 0
        self.injected = {inject: at for inject, at in self.injected.items() if at <= since}
        self.broken = {probe: at for probe, at in self.broken.items() if at <= since}
        self.mistakes = [(at, mistake) for at, mistake in self.mistakes if at <= since]
