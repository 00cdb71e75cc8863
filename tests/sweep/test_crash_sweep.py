"""Kill the engine at every journal boundary of a plan failover with faults. CI runs a slice; all of it:

DRCONSOLE_SWEEP_SIZE=all DRCONSOLE_SWEEP_SEEDS=5 pytest tests/sweep
"""

from __future__ import annotations

import pytest
from support.quick import quick
from support.rig import Crash, CrashAt
from sweeping import WAYS, Operator, again, begin, check, check_told, chosen, crashed, result, seeds, undisturbed

from drconsole.store.writing.memory import MemoryStore

pytestmark = pytest.mark.sweep

EVERY_WAY = pytest.mark.parametrize("way", quick(WAYS, WAYS[0], WAYS[-1]), ids=str)


@EVERY_WAY
@pytest.mark.parametrize("seed", seeds(2))
def test_a_death_at_any_boundary_changes_nothing_of_how_it_ends(way, seed):
    expected, count = undisturbed(way, seed)
    assert expected.state == "PartiallySucceeded"
    assert count.entries > 20
    for boundary in chosen(count, seed, 0.15):
        run, deaths = crashed(way, seed, boundary)
        assert deaths == 1, boundary
        check(run, expected)


@EVERY_WAY
@pytest.mark.parametrize("seed", seeds(1))
def test_a_second_death_while_the_next_engine_reconciles_changes_nothing_either(way, seed):
    expected, count = undisturbed(way, seed)
    died_twice = 0
    for first, seconds in zip(chosen(count, seed, 0.1), again(seed), strict=False):
        for second in seconds:
            run, deaths = crashed(way, seed, first, second)
            check(run, expected)
            died_twice += deaths == 2
    assert died_twice, "the next engine has to die too, or nothing was shown"


# The judges


def at_the_end():
    run = begin(WAYS[0], 1)
    run.live()
    return run


def test_the_sweep_notices_a_store_that_forgets_what_was_acknowledged():
    run = begin(WAYS[0], 1)
    expected = result(at_the_end().rig)
    assert isinstance(run.live(CrashAt(30, "after")), Crash)
    assert run.operator.told
    run.rig.store = MemoryStore()
    with pytest.raises(AssertionError, match=r"the acknowledged job .* is gone"):
        run.live()
    # Nor does it help to do all of it once more.
    run.operator = Operator(run.operator.point)
    with pytest.raises(AssertionError):
        run.live()
        check(run, expected)


def test_the_sweep_notices_an_answer_that_was_taken_and_is_not_in_the_journal():
    run = at_the_end()
    check_told(run)
    run.operator.told["answer-somebody-else"] = {"id": "j1-1"}
    with pytest.raises(AssertionError):
        check_told(run)


def test_the_sweeps_doctor_notices_a_journal_that_was_edited_or_cut():
    run = at_the_end()
    events = run.rig.store.events
    assert run.rig.doctor() == []
    last = events.pop()
    assert any("the journal ends after" in problem for problem in run.rig.doctor())
    events.append(last._replace(actor="somebody else"))
    assert any("its content is not what was written" in problem for problem in run.rig.doctor())
