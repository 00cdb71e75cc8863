"""Who may send what: the table of acts, and every refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.link.messages import COMMANDS, KINDS, QUERIES
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work.errors import Refused
from drconsole.room.acts import ACTS, NO_SEAT, require
from drconsole.room.members import Member, Person, seats_of

OF_OWNER = {
    "Inject",
    "ExerciseClock",
    "TakeSnapshot",
    "Drain",
    "Stop",
    "SeatMember",
    "RemoveMember",
    "SetRule",
    "SetApprovals",
}
NOTES = ("TakeNote", "PinNote")
LEADS = ("TakeLead", "GiveLead", "AskLead", "OfferHandover", "WithdrawHandover", "AcceptHandover", "DeclineHandover")
TAKES_OVER = ("AcceptHandover", "DeclineHandover")
SHELVES = ("ShelveAlarm", "UnshelveAlarm")
MAY = {
    Seat.OBSERVER: set(),
    Seat.SCRIBE: {"Validate", "AnswerPoll", *NOTES, *TAKES_OVER},
    Seat.OPERATOR: {
        *("Propose", "ProposeCancel", "Reject"),
        *("StartJob", "RetryJob", "HoldJob", "ResumeJob", "CancelJob", "AnswerTask"),
        *("Validate", "Arm", "SetClock", "Repair", "AnswerPoll", *NOTES, *SHELVES, *LEADS),
    },
    Seat.APPROVER: {"HoldJob", "Approve", "Reject", "AnswerPoll", *NOTES, *TAKES_OVER},
    Seat.COMMANDER: {
        *("ProposeCancel", "Reject"),
        *("HoldJob", "ResumeJob", "CancelJob", "AnswerTask", "Validate", "Arm", "SetClock", *NOTES),
        *(*SHELVES, "AskPoll", "AnswerPoll", "ClosePoll", *LEADS),
    },
}
"""Commands by seat."""

seats = st.frozensets(st.sampled_from(Seat))
members = st.lists(
    st.builds(Member, st.booleans(), st.integers(0, 3), st.sampled_from(["ann", "bob"]), seats.filter(bool)),
    unique_by=lambda member: member.key,
)
persons = st.builds(
    Person, st.integers(0, 3), st.just("ann"), st.frozensets(st.integers(0, 3)), st.booleans(), st.booleans()
)
kinds = st.sampled_from(sorted(KINDS))


def allowed(who: list[Member], person: Person, kind: str, *, with_key: bool = False) -> bool:
    try:
        require(who, person, kind, with_key=with_key)
    except Refused as refused:
        assert refused.code == NO_SEAT
        assert person.name in refused.message
        return False
    return True


def test_every_message_of_the_link_has_a_row_and_no_row_is_of_nothing() -> None:
    assert set(ACTS) == set(KINDS)


def test_every_question_is_open_and_no_command_is() -> None:
    assert {kind for kind, act in ACTS.items() if act.open} == set(QUERIES)


@pytest.mark.parametrize("seat", Seat)
def test_a_seat_takes_just_these_commands(seat: Seat) -> None:
    room = [Member(False, 1, "ann", frozenset({seat}))]
    assert {kind for kind in COMMANDS if allowed(room, Person(1, "ann"), kind)} == MAY[seat]


def test_an_owner_without_a_seat_has_only_what_is_the_owner_s() -> None:
    room = [Member(False, 1, "ann", frozenset(Seat))]
    assert {kind for kind in COMMANDS if allowed(room, Person(0, "root", owner=True), kind)} == OF_OWNER


def test_a_refusal_says_which_seat_it_takes_and_who_has_it() -> None:
    room = [
        Member(False, 1, "ann", frozenset({Seat.OBSERVER})),
        Member(False, 2, "bob", frozenset({Seat.OPERATOR})),
        Member(True, 7, "dba", frozenset({Seat.COMMANDER})),
    ]
    with pytest.raises(Refused) as error:
        require(room, Person(1, "ann"), "CancelJob")
    refused = error.value
    assert refused.message == "to cancel a job takes the seat operator or commander, and ann has the seat observer"
    assert refused.advice == "ask who has it: bob, group dba"
    assert refused.extra == {"takes": ["operator", "commander"], "has_them": ["bob", "group dba"]}


def test_a_refusal_names_several_seats_and_the_owner() -> None:
    room = [Member(False, 1, "ann", frozenset({Seat.OBSERVER, Seat.APPROVER, Seat.COMMANDER}))]
    with pytest.raises(Refused) as error:
        require(room, Person(1, "ann"), "Stop", owner="root")
    assert error.value.message == (
        "to stop the engine takes the state's owner, and ann has the seats observer, approver and commander"
    )
    assert error.value.advice == "ask the owner of the state: root"


def test_a_seat_that_nobody_has_is_the_owner_s_to_give() -> None:
    room = [Member(False, 1, "ann", frozenset({Seat.OBSERVER}))]
    with pytest.raises(Refused) as error:
        require(room, Person(3, "eve", told_apart=False), "StartJob")
    assert error.value.message == (
        "to start a job takes the seat operator, and eve has none; "
        "who of those behind this account it is, the system does not know"
    )
    assert error.value.advice == "nobody has it: the owner of the state gives it"


def test_what_is_the_owner_s_is_refused_to_every_seat() -> None:
    room = [Member(False, 1, "ann", frozenset(Seat))]
    with pytest.raises(Refused) as error:
        require(room, Person(1, "ann"), "Stop")
    assert "to stop the engine takes the state's owner" in error.value.message
    assert error.value.advice == "ask the owner of the state"


def test_a_kind_that_the_table_does_not_know_is_taken_from_no_seat() -> None:
    room = [Member(False, 1, "ann", frozenset(Seat))]
    assert not allowed(room, Person(1, "ann"), "LaunchRocket")


@given(persons, kinds, st.booleans())
def test_without_members_everything_is_as_without_a_room(person: Person, kind: str, with_key: bool) -> None:
    assert allowed([], person, kind, with_key=with_key)


@given(members.filter(bool), persons, kinds, st.booleans())
def test_what_is_allowed_follows_from_seats_and_the_table_alone(
    room: list[Member], person: Person, kind: str, with_key: bool
) -> None:
    own = {seat for one in room if not one.group and one.id == person.uid for seat in one.seats}
    of_groups = {seat for one in room if one.group and one.id in person.groups for seat in one.seats}
    assert seats_of(room, person) == own | of_groups
    commands = {kind for seat in own | of_groups for kind in MAY[seat]} | (OF_OWNER if person.owner else set())
    keyed = with_key and kind in QUERIES
    expected = Seat.OPERATOR in own | of_groups if keyed else kind in QUERIES or kind in commands
    assert allowed(room, person, kind, with_key=with_key) == expected


@given(members.filter(bool), persons, kinds, seats)
def test_a_seat_more_never_takes_anything_away(
    room: list[Member], person: Person, kind: str, more: frozenset[Seat]
) -> None:
    richer = [Member(one.group, one.id, one.name, one.seats | more) for one in room]
    assert not allowed(room, person, kind) or allowed(richer, person, kind)
