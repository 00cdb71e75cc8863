"""Kill the engine at every journal boundary of a plan failover with faults. CI runs a slice; all of it:

DRCONSOLE_SWEEP_SIZE=all DRCONSOLE_SWEEP_SEEDS=5 pytest tests/sweep
"""

from __future__ import annotations

import random

import pytest
from sweeping import boundaries, check, chosen, crashed, seeds, undisturbed

from drconsole.recovery.words import Grain

pytestmark = pytest.mark.sweep


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_death_at_any_boundary_changes_nothing_of_how_it_ends(grain, seed):
    expected, entries = undisturbed(grain, seed)
    assert expected.state == "PartiallySucceeded"
    assert entries > 20
    for boundary in chosen(entries, seed, 0.5):
        check(crashed(grain, seed, boundary), expected)


@pytest.mark.parametrize("seed", seeds(1))
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_second_death_while_the_next_engine_reconciles_changes_nothing_either(grain, seed):
    expected, entries = undisturbed(grain, seed)
    draw = random.Random(seed)
    for boundary in chosen(entries, seed, 0.15):
        again = draw.choice(boundaries(8))
        check(crashed(grain, seed, boundary, again), expected)
