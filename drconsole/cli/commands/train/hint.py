"""Command that shows the next hint of the exercise that runs."""

from __future__ import annotations

import argparse

from drconsole.cli.commands.train.stop import the_coach, the_running
from drconsole.cli.context import Context
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.words.text import clean
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching.clock import world_now
from drconsole.training.coaching.showing import step_due
from drconsole.training.score.rules import cost_of


def hint(context: Context, args: argparse.Namespace) -> int:
    """Show the next hint. Raises ``Refused``: no exercise runs, it is an exam, or there is no further hint."""
    found = the_running(context)
    coach, paths = the_coach(found), found.folder.state(found.attempt.state)
    lesson = coach.lesson
    with Reader(paths.db) as reader:
        coach.look(reader, "", world_now(paths, reader) or found.attempt.began_at)
    why = coach.why_no_hint()
    step = step_due(lesson, coach.attempt)
    if why or step is None:
        raise Refused("no-hint", why, place=found.attempt.began.lesson, advice="look at the screens of the console")
    view = coach.hint()
    shown = coach.attempt.hints.get(step.id, [])
    if not shown:
        raise Refused("no-hint", view.notices[-1].text if view.notices else "the hint could not be recorded")
    cost = cost_of(view.hints_used)
    if context.json:
        context.output.document(
            {
                "lesson": lesson.name,
                "step": step.id,
                "hint": shown[-1],
                "number": len(shown),
                "of": len(step.hints),
                "hints_used": view.hints_used,
                "hint_cost": cost,
            }
        )
        return 0
    context.output.prose(clean(shown[-1]))
    context.output.note(f"hint {len(shown)} of {len(step.hints)} of this step; hints so far cost {cost} of 100")
    return 0
