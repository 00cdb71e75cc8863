"""Who may approve what: two people are told apart by every uid that may be theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.types.approving import ANY, Rule, Who
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import NotPermitted
from drconsole.room.approval_text import approval_text
from drconsole.room.policy import needed
from drconsole.room.proposals import Proposal, require_approver

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
uids = st.integers(0, 3)
people = st.builds(Who, uids, st.just("x"), uids, st.none() | uids)


def proposal(by: Who, comment: str = "fire") -> Proposal:
    until = NOW + timedelta(hours=1)
    made = ev.ProposalMade("p1", "failover", "k", TargetType.PLAN, "crew", "d1", by, comment, 1, NOW, until, "LIVE")
    return Proposal(made, by.name, until)


def may(asked: Proposal, who: Who, *, told_apart: bool = True, owner: bool = False) -> str:
    try:
        require_approver(asked, who, told_apart=told_apart, owner=owner, digest="d1")
    except NotPermitted as denied:
        return denied.code
    return "may"


@given(people, people, st.booleans(), st.booleans())
def test_nobody_approves_with_any_uid_of_who_proposed_nor_as_somebody_else(
    by: Who, who: Who, told_apart: bool, owner: bool
) -> None:
    if may(proposal(by), who, told_apart=told_apart, owner=owner) == "may":
        assert not {who.uid, who.account, who.login} & {by.uid, by.account, by.login} - {None}
        assert who.uid == who.account != 0
        assert who.login in (None, who.account)
        assert told_apart or not owner


@pytest.mark.parametrize(
    ("who", "told_apart", "owner", "answer"),
    [
        (Who(2, "bob", 2, 2), True, False, "may"),
        (Who(2, "bob", 2), True, False, "may"),
        (Who(2, "bob", 2, 2), True, True, "may"),
        (Who(2, "bob", 2), False, True, "not-own-login"),
        (Who(0, "root", 0, 0), True, True, "not-own-login"),
    ],
)
def test_the_owner_approves_from_a_login_that_is_known_to_be_theirs_alone(
    who: Who, told_apart: bool, owner: bool, answer: str
) -> None:
    assert may(proposal(Who(1, "ann", 1, 1)), who, told_apart=told_apart, owner=owner) == answer


@given(st.lists(st.builds(Rule, st.sampled_from(["failover", "commit", ANY]), uids, st.sampled_from(["", "LIVE"]))))
def test_no_rule_takes_back_what_another_asks_for(rules: list[Rule]) -> None:
    found = needed(rules, "failover", "LIVE", {"k"})
    assert all(needed([rule], "failover", "LIVE", {"k"}) <= found for rule in rules)
    assert found in {0, *(rule.needed for rule in rules)}


@given(st.text())
def test_no_word_that_somebody_types_makes_a_line_of_its_own(typed: str) -> None:
    text = approval_text(proposal(Who(1, typed, 1), typed), Who(2, typed, 2), typed, NOW, {"head": "ab", "length": 7})
    plain = approval_text(proposal(Who(1, "a", 1), "a"), Who(2, "a", 2), "a", NOW, {"head": "ab", "length": 7})
    names = [line.partition(":")[0] for line in text.splitlines()]
    assert names == [line.partition(":")[0] for line in plain.splitlines()]
