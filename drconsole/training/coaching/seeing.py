"""Findings of a look at an exercise that its record does not have yet. Pure.

Between two looks the world goes on: a line was lost, no console was open, or the clock is fast. So each moment that the
journal tells of since is judged first, and then how everything stands now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drconsole.documents.lessons.definition import Inject
from drconsole.recovery.types.data import dataclass
from drconsole.training.coaching.ending import judged
from drconsole.training.judging import Judge, News
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.dangers import COST
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.watching import Watch


@dataclass(frozen=True, slots=True)
class Seen:
    """``records`` are to be added, each at so many seconds after the beginning; ``due`` are events that are to come."""

    records: tuple[tuple[float, rec.Record], ...]
    due: tuple[Inject, ...]


def seen(attempt: Attempt, judge: Judge, watch: Watch, scene: Scene) -> Seen:
    """Return what is new. ``scene``: how everything stands now."""
    progress, due_since = judged(attempt), attempt.due_since
    records: list[tuple[float, rec.Record]] = []
    due: list[Inject] = []

    def take(news: News, rev: int) -> None:
        nonlocal progress, due_since
        progress = progress.after(news)
        records.extend((news.at, rec.StepDone(step.id, rev)) for step in news.done)
        records.extend((news.at, rec.ProbeBroken(probe.id)) for probe in news.broken)
        due.extend(news.due)
        if news.done:
            due_since = (attempt.began_at + timedelta(seconds=news.at), attempt.place)

    known = {(mistake.rev, mistake.danger) for _, mistake in attempt.mistakes}
    for rev, act in watch.dangerous:
        if (rev, act.kind.value) not in known:
            # At the time at which it was made: a console may have been closed since then.
            made = (scene.now - scene.began).total_seconds() if act.at is None else act.at
            records.append((made, rec.Mistake(act.kind.value, act.about, act.text, COST[act.kind], rev)))
    for moment in watch.moments.unjudged:
        if moment.rev > attempt.judged_rev and moment.at >= attempt.due_since[0]:
            looked = attempt.since_due(due_since, moment.at)
            then = watch.moments.scene_at(moment, scene, looked, attempt.looked_by(moment.at))
            take(judge.look(progress, then, past=True), moment.rev)
    now = (scene.now - scene.began).total_seconds()
    since_due = attempt.since_due(due_since)
    records += [(now, rec.Looked(screen)) for screen in sorted(scene.shown - attempt.since_due(attempt.due_since))]
    take(judge.look(progress, replace(scene, since_due=since_due)), watch.moments.last.rev)
    return Seen(tuple(records), tuple(due))
