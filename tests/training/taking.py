"""A small lesson that a person takes, and what a test does with its exercise."""

from __future__ import annotations

from datetime import datetime, timedelta

from drconsole.cli.commands.train.play import make_state
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson, Mode
from drconsole.link import messages as msg
from drconsole.recovery.types.words import Operation
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching.clock import world_now
from drconsole.training.coaching.coach import Coach
from drconsole.training.coaching.view import CoachView, NoticeKind
from drconsole.training.session.starting import begin

LESSON = """
name: tried
title: A lesson for tests
level: 1
minutes: 10
estate: contoso
speed: 1
story: Nothing is wrong.
objectives:
  - {id: saw-plans, text: You looked at the plans, measure: looked("plans")}
  - {id: no-cancel, text: You cancelled nothing, measure: journal("job.cancel-requested") == 0}
steps:
  - id: plans
    do: Look at the plans.
    why: Because.
    expect: looked("plans")
    hints: [There is a key for it., Press 2.]
  - {id: jobs, do: Start a test failover., why: To see., expect: count(jobs) > 0, hints: [Press T.], par: 1m}
probes:
  - {id: still, text: Nothing is started, always: count(jobs) == 0}
injects:
  - {id: call, at: 1s, message: The telephone rings.}
  - {id: broken, on: looked("plans"), fault: {kind: source-lost, item: shop-db}}
  - {id: later, on: looked("items"), jump: 1h}
ways:
  solution: [{look: plans}]
  wrong: {misses: [saw-plans], acts: [{look: items}]}
"""


class Taken:
    """Exercise that runs, with a coach and a reader."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.GUIDED) -> None:
        self.found, self.new = begin(lesson, mode, make_state, SCREENS, "ada")
        self.paths = self.found.folder.state(self.found.attempt.state)
        self.began = self.found.attempt.began_at

    @property
    def coach(self) -> Coach:
        """Another coach each time: all that one knows stands in the record."""
        coach = Coach.of(self.paths.folder)
        assert coach is not None
        return coach

    def look(
        self, screen: str = "", coach: Coach | None = None, after: float | None = None, points: str = ""
    ) -> CoachView:
        with Reader(self.paths.db) as reader:
            now = world_now(self.paths, reader) if after is None else self.began + timedelta(seconds=after)
            assert now is not None
            return (coach or self.coach).look(reader, screen, now, points)


def started() -> msg.StartJob:
    return msg.StartJob(Operation.TEST_FAILOVER, "shop", "shop", msg.Options(network="contoso-test"), None)


def world_now_of(taken: Taken) -> datetime:
    with Reader(taken.paths.db) as reader:
        now = world_now(taken.paths, reader)
    assert now is not None
    return now


def told(view: CoachView, kind: NoticeKind) -> list[str]:
    return [notice.text for notice in view.notices if notice.kind is kind]
