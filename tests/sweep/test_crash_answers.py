"""Deaths around the answers that a remote job is owed: each of two manual actions in a row gets its own, once.

The world here takes an answer as Site Recovery's REST API does (Replication Jobs, Resume): it names the job, and
whatever waits in it goes on. An answer that is sent twice answers the next action, which nobody has looked at.
"""

from __future__ import annotations

import random

import pytest
from support.estates import small
from support.quick import quick
from support.rig import CountEntries, Crash, CrashAt, QuickDisk, Rig
from sweeping import RECONCILE, Operator, Run, boundaries, check_told, everything

from drconsole.providers.port import NoAnswer
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain, Outcome
from drconsole.store.writing.memory import MemoryJournal

pytestmark = pytest.mark.sweep

TWO_IN_A_ROW = """        post:
          - {name: look at the tills, manual: Look whether the tills work.}
          - {name: call the shops, manual: Tell the shops that they may open.}"""

ANSWERING = frozenset({"act.begun", "act.ended", "task.answered"})

WAYS = pytest.mark.parametrize("lost", [False, True], ids=["answered", "its answer lost"])
DISKS = pytest.mark.parametrize("journal", quick([MemoryJournal, QuickDisk], MemoryJournal))


class ByJob(Simulator):
    """Takes a resume for whatever its job waits for, and remembers what it took."""

    taken: list[tuple[str, str]]
    """(node that went on, comment)."""
    lost: bool
    """Whether the word that it was taken gets lost on its way back."""

    def _act(self, reference, action, said, node, now):
        job = self._opened.job_of_reference.get(reference)
        if action != "resume" or job is None or not job.waiting:
            return super()._act(reference, action, said, node, now)
        waiting = job.waiting[0]
        self.taken.append((waiting, said[1]))
        return super()._act(reference, action, said, waiting, now)

    async def act(self, work, reference, action, comment, node="", outcome=Outcome.DONE):
        before = len(self.taken)
        await super().act(work, reference, action, comment, node, outcome)
        if self.lost and len(self.taken) > before:
            raise NoAnswer("lost on its way back")


class World(Rig):
    def __init__(self, lost):
        super().__init__(small(items=2, groups=1, actions=TWO_IN_A_ROW), Grain.PLAN)
        self.lost, self.taken = lost, []

    def simulator(self):
        simulator = ByJob(self.world, wall=self.loop.wall)
        simulator.taken, simulator.lost = self.taken, self.lost
        return simulator


def begin(journal, lost):
    world = World(lost)
    world.journal = journal
    return Run(world, Operator("latest-processed"))


def check(run):
    """Every node went on once, by the answer that was given to it; one answer names its task in its comment."""
    assert [job["state"] for job in run.rig.jobs()] == ["Succeeded"]
    nodes = [node for node, _ in run.rig.taken]
    assert len(nodes) == len(set(nodes)) == 2, f"answered: {run.rig.taken}"
    crossed = [(node, comment) for node, comment in run.rig.taken if f"//{node}-" not in comment]
    assert crossed == [], "a manual action was answered with what was said of another"
    check_told(run)
    assert run.rig.doctor() == []


def deaths(count):
    """All boundaries around an answer, each also with deaths of the next life; of the others a slice."""
    around = {number for number, kinds in count.kinds.items() if kinds & ANSWERING}
    assert len(around) >= 4
    draw = random.Random(1)
    for first in boundaries(count.entries):
        near = first[0] in around or first[0] - 1 in around
        if near or everything() or draw.random() < 0.3:
            yield (first,)
        if near or everything():
            seconds = boundaries(RECONCILE)
            yield from ((first, second) for second in (seconds if everything() else draw.sample(seconds, 2)))


@WAYS
@DISKS
def test_a_death_at_any_boundary_leaves_every_manual_action_its_own_answer(journal, lost):
    undisturbed, count = begin(journal, lost), CountEntries()
    undisturbed.live(count)
    check(undisturbed)
    died = 0
    for places in deaths(count):
        run = begin(journal, lost)
        died += sum(isinstance(run.live(CrashAt(*place)), Crash) for place in places)
        assert not isinstance(run.live(), Crash)
        check(run)
    assert died > count.entries // 2
