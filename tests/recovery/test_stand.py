"""The one word of an item's row: the worst that is true of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.assessments.stand import GRAVITY, RULES, Facts, Stand, stand_of
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.words import Health

TWO, NO, STOPPED = FlagKind.TWO_AUTHORITIES, FlagKind.NO_AUTHORITY, FlagKind.REPLICATION_STOPPED
NOWHERE = FlagKind.RUNS_NOWHERE

CASES = [
    ("healthy", Facts(Phase.PROTECTED), Stand.PROTECTED),
    ("failed over and not committed", Facts(Phase.COMMIT_PENDING), Stand.NOT_COMMITTED),
    ("failed over, nothing serves", Facts(Phase.COMMIT_PENDING, {NOWHERE}), Stand.RUNS_NOWHERE),
    ("failed over, both machines run", Facts(Phase.COMMIT_PENDING, {TWO}), Stand.RUNS_TWICE),
    ("both run while a job works on it", Facts(Phase.BUSY, {TWO}, busy=True), Stand.RUNS_TWICE),
    ("down on both sides in the middle of a failover", Facts(Phase.BUSY, {NO}, busy=True), Stand.UNDER_WAY),
    ("the old machine came back", Facts(Phase.COMMITTED, broken=True), Stand.MUST_NOT_RUN),
    ("cut off, nobody has looked", Facts(Phase.UNPROTECTED, {NO}), Stand.UNPROTECTED),
    ("cut off, seen down", Facts(Phase.UNPROTECTED, {NO}, seen_down=True), Stand.RUNS_NOWHERE),
    ("could not be completed", Facts(Phase.FAILOVER_FAILED, {NO}), Stand.FAILED),
    ("a state that nobody knows", Facts(Phase.UNKNOWN, {NO}), Stand.UNKNOWN),
    ("left off after a cancel", Facts(Phase.PROTECTED, {NOWHERE}), Stand.RUNS_NOWHERE),
    ("replication critical", Facts(Phase.PROTECTED, health=Health.CRITICAL), Stand.CRITICAL),
    ("runs after a failover that was cancelled in progress", Facts(Phase.PROTECTED, {STOPPED}), Stand.CRITICAL),
    ("its health does not count after a failover", Facts(Phase.COMMITTED, health=Health.CRITICAL), Stand.FAILED_OVER),
    ("without a network", Facts(Phase.COMMIT_PENDING, {"network"}), Stand.NO_NETWORK),
    ("tested and not cleaned up", Facts(Phase.TEST_OPEN, health=Health.WARNING), Stand.TEST_OPEN),
    ("switched off at its source", Facts(Phase.PROTECTED, off=True), Stand.SWITCHED_OFF),
    ("replication warns", Facts(Phase.PROTECTED, health=Health.WARNING), Stand.WARNING),
    ("its RPO is above its objective", Facts(Phase.PROTECTED, late=True), Stand.WARNING),
    ("no RPO counts after a failover", Facts(Phase.COMMITTED, late=True), Stand.FAILED_OVER),
    ("first copy", Facts(Phase.SYNCING), Stand.SYNCING),
    ("failed back", Facts(Phase.FAILED_BACK), Stand.FAILED_BACK),
]


@pytest.mark.parametrize(("facts", "stand"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_worst_that_is_true_of_an_item_is_its_word(facts: Facts, stand: Stand) -> None:
    assert stand_of(facts) is stand


def test_every_word_is_reached_by_a_case() -> None:
    assert {stand for _, _, stand in CASES} == set(Stand)


def test_the_rules_stand_in_the_order_of_gravity() -> None:
    assert [GRAVITY[stand] for stand, _ in RULES] == sorted(GRAVITY.values())


ANY = st.builds(
    Facts,
    phase=st.sampled_from(Phase),
    flags=st.frozensets(st.sampled_from([TWO, NO, NOWHERE, STOPPED, "network"])),
    busy=st.booleans(),
    broken=st.booleans(),
    seen_down=st.booleans(),
    health=st.sampled_from(Health),
    off=st.booleans(),
)


@given(ANY)
def test_no_machine_that_runs_twice_or_must_not_run_is_hidden_by_another_word(facts: Facts) -> None:
    loud = TWO in facts.flags or facts.broken
    assert (stand_of(facts) in (Stand.RUNS_TWICE, Stand.MUST_NOT_RUN)) == loud


@given(ANY)
def test_only_what_is_protected_and_free_of_trouble_is_called_protected(facts: Facts) -> None:
    if stand_of(facts) is Stand.PROTECTED:
        assert facts.phase is Phase.PROTECTED
        assert not (facts.flags or facts.busy or facts.broken or facts.off)
        assert facts.health not in (Health.WARNING, Health.CRITICAL)
