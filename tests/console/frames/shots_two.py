"""A lesson for two as each of them sees it: the coach tells both the same, and whose turn it is."""

from __future__ import annotations

from functools import partial

from coach_two import ANN, BOB, at_step, move, seen_by
from console_fakes import real_answer
from proposed import DIGEST, approval, at_now
from shots import Shot
from shots_room import POLICY
from shots_screens import taught

from drconsole.console.dialogs.coach import CoachDialog
from drconsole.console.dialogs.room.run import ProposedRunDialog
from drconsole.console.screens.plans import PlansScreen
from drconsole.console.screens.room.proposals import ProposalsScreen

WAREHOUSE = {"operation": "planned-failover", "target": "plan-key:warehouse", "options": {}}
APPROVED = move(state="approved", approvals=[approval(by="bob (claimed)", person="bob (claimed)", uid=-2)])


def shown() -> dict[str, object]:
    preview = real_answer("Preview", WAREHOUSE) | {"digest": DIGEST}
    return {"proposal": move(), "preview": preview, "consequences": [], "difference": []}


def of(shot: Shot, step: int) -> Shot:
    """The same in the lesson, while this step is due."""
    return taught(shot, at_step(step))


BOB_READS = Shot(
    ProposedRunDialog,
    dialog=partial(ProposedRunDialog, "p1-1", "planned-failover", ("plan", "warehouse")),
    answers={"ShowProposal": lambda body: shown(), "Policy": POLICY},
    news=seen_by(BOB, move()),
    prepare=at_now,
)
TWO: dict[str, Shot] = {
    "coach-two-ann-proposes": of(Shot(PlansScreen, ("2",), news=seen_by(ANN), prepare=at_now), 1),
    "coach-two-bob-waits": of(Shot(CoachDialog, ("C",), news=seen_by(BOB), prepare=at_now), 1),
    "coach-two-ann-waits": of(Shot(ProposalsScreen, ("A",), news=seen_by(ANN, move()), prepare=at_now), 2),
    "coach-two-bob-approves": of(BOB_READS, 2),
    "coach-two-ann-starts": of(Shot(ProposalsScreen, ("A",), news=seen_by(ANN, APPROVED), prepare=at_now), 3),
    "coach-two-bob-looks": of(Shot(PlansScreen, ("2",), news=seen_by(BOB, APPROVED), prepare=at_now), 4),
}
"""Name -> the way there."""
