"""What a coach says, made up: of the bundled lessons, at the moments that a console has to show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from drconsole.console.app import ConsoleApp
from drconsole.console.state.coaching.following import Said
from drconsole.training.coaching.view import CoachView, Ended, Notice, NoticeKind, ObjectiveView, StepMark, StepView
from drconsole.training.score.result import Held, StepTaken

STORY = """\
The flood came earlier than anybody thought. All machines of Portland are gone. What was not copied by then is lost,
and no button brings it back. A planned failover needs a source that answers. Do not spend the night on trying:
fail over from the newest copy, look at what you have, and go on.
"""
STEPS = (
    ("look", 'Look at the plan "warehouse" and at its machines. Which of them still answer?'),
    ("fail-over", "Fail the plan over without a shutdown, from the newest point."),
    ("look-again", "Look at each machine and record what you found."),
    ("commit", "Commit."),
)
FIRST = CoachView(
    lesson="dead-source",
    title="The warehouse is under water",
    mode="guided",
    step=StepView(
        number=1,
        of=4,
        id="look",
        do=STEPS[0][1],
        why="What can still be reached decides which way is open.",
        hints=(),
        hints_left=0,
        par=120.0,
        since=20.0,
    ),
    done=0,
    total=4,
    notices=(),
    progress=tuple(StepMark(name, text, None) for name, text in STEPS),
    elapsed=20.0,
    story=STORY,
    objectives=(
        "All three machines run in Azure and the failover is committed",
        "At most fifteen minutes of data were lost",
        "Each machine was looked at before the commit",
    ),
    hints_left=0,
)
"""Just begun."""
MISTAKE = Notice(
    840.0,
    NoticeKind.MISTAKE,
    "stock-db was committed before anybody had found that it works.",
    "Its recovery points are deleted: had its data been bad, there would be no way back to better ones.",
)
SECOND = replace(
    FIRST,
    step=StepView(
        number=2,
        of=4,
        id="fail-over",
        do=STEPS[1][1],
        why="There is nothing left to shut down. Waiting for it would only cost time.",
        hints=("The planned failover is refused, and the refusal says why.",),
        hints_left=1,
        par=900.0,
        since=420.0,
    ),
    done=1,
    notices=(
        Notice(95.0, NoticeKind.DONE, STEPS[0][1]),
        Notice(120.0, NoticeKind.MESSAGE, "Portland does not answer the telephone."),
        MISTAKE,
    ),
    progress=(StepMark("look", STEPS[0][1], 95.0), *FIRST.progress[1:]),
    elapsed=860.0,
    hints_left=1,
    hints_used=1,
    hint_price=2,
)
"""With a hint, a message and a mistake."""
BANK = replace(
    FIRST,
    lesson="call-the-bank",
    title="A plan that waits for you",
    step=StepView(
        number=2,
        of=3,
        id="call",
        do='When the plan waits, read what the task asks, call the bank, then answer "done" with whom you spoke to.',
        why="The answer and your comment go into the journal. It is what the auditors will read.",
        hints=("The overview names what needs a person.",),
        hints_left=1,
        par=600.0,
        since=130.0,
    ),
    done=1,
    total=3,
    notices=(
        Notice(
            70.0, NoticeKind.DONE, 'Fail the plan "finance" over, with the shutdown of its sources, which still run.'
        ),
        Notice(120.0, NoticeKind.MESSAGE, "The bank's desk answers the telephone until six."),
    ),
    progress=(),
    elapsed=200.0,
    hints_left=1,
    hints_used=1,
    hint_price=2,
)
"""While the plan of the samples waits."""
EXAM = replace(SECOND, mode="exam", step=None, notices=SECOND.notices[1:2], hints_left=None, hints_used=0, limit=1200.0)
CHALLENGE = replace(SECOND, mode="challenge", step=None, hints_left=1)
OBJECTIVES = (
    ObjectiveView("runs", "All three machines run in Azure and the failover is committed", "met", "true", "true", 3),
    ObjectiveView("little-loss", "At most fifteen minutes of data were lost", "partly", "17 min 2 s", "15 min", 2),
    ObjectiveView("looked-after", "Each machine was looked at before the commit", "not-met", "false", "true", 2),
)
OVER = replace(
    SECOND,
    step=None,
    done=4,
    progress=tuple(StepMark(name, text, 95.0 * number) for number, (name, text) in enumerate(STEPS, start=1)),
    elapsed=1500.0,
    hints_left=0,
    ended=Ended(
        passed=False,
        percent=57,
        hints=1,
        hint_cost=5,
        debrief_file=Path("/home/ann/.local/state/drconsole.training/exercises/e3-dead-source/debrief.md"),
        objectives=OBJECTIVES,
        dangerous=("stock-db was committed before it was validated",),
        probes=(
            Held("one-each", "No machine runs on both sides", 900.0),
            Held("copied", "Each machine has a copy", None),
        ),
        hidden=("after 12 min: fault: stock-app does not boot",),
        steps=tuple(
            StepTaken(name, text, 95.0 * number if number < 4 else None, 95.0 if number < 4 else None, 60 * number)
            for number, (name, text) in enumerate(STEPS, start=1)
        ),
        hint_texts=("The planned failover is refused, and the refusal says why.",),
        failovers=(("failover warehouse", "Succeeded", "12 min", "1 h", "17 min 2 s (stock-db)", "15 min"),),
        happened=(("at once", "the exercise began"), ("after 14 min", "run commit warehouse")),
        outside=(("after 10 min", "fault: link-down at stock-db", "then 4 min later run commit warehouse"),),
    ),
)


def say(app: ConsoleApp, view: CoachView, **more: Any) -> None:
    """As the coach's thread does, through the app's loop."""
    app.take_coach(Said(view, **more))
