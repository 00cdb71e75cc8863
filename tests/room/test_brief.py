"""The brief of a handover names every open thing that the rows have; what is read back is compared, and leniently."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.whole import whole

from drconsole.records.alarms.all_of_them import alarms, everything, shelved
from drconsole.records.alarms.seen import Seen
from drconsole.records.alarms.shelves import sorted_out
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.handovers import HandoverRow
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting.waits import waiting
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.estate.known import POWERED, SOURCE, TEST
from drconsole.recovery.types.handing_over import ReadBack
from drconsole.room.handover.brief import brief, not_gone_through
from drconsole.room.handover.facts import Facts
from drconsole.room.handover.lines import Line, lines_of
from drconsole.room.handover.read_back import missed, most_important, says, wrong

WALL, LATER, BEFORE = "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", "2026-03-01T09:00:00Z"
NAMES = ("ledger-db", "shop web", "Lohn Büro", "crm", "i-1")
names = st.sampled_from(NAMES)
numbers = st.integers(1, 4)
anything = st.booleans()


@st.composite
def jobs(draw: Any) -> JobRow:
    number, held = draw(numbers), draw(anything)
    hold = {"since": BEFORE, "operator": "ann", "comment": "the network first"}
    return whole(
        JobRow,
        id=f"j1-{number}",
        target=draw(names),
        held=held,
        hold=hold if held else None,
        allowed_actions=["resume", "cancel"] if held else ["hold", "cancel"],
        started_at=BEFORE,
        lead=None,
    )


@st.composite
def gates(draw: Any) -> GateRow:
    return whole(
        GateRow,
        job=f"j1-{draw(numbers)}",
        task=f"t{draw(numbers)}",
        target=draw(names),
        friendly_name=draw(st.sampled_from(("Call the bank", "Start of web-1"))),
        since=BEFORE,
        item=None,
        item_key=None,
    )


@st.composite
def owed(draw: Any) -> ObligationRow:
    what = draw(st.sampled_from(("stay-down", "test-cleanup", "left-off")))
    name, probe = draw(names), TEST if what == "test-cleanup" else SOURCE
    return whole(
        ObligationRow,
        what=what,
        item=name,
        item_key=f"key of {name}",
        site=draw(st.sampled_from(("Oslo", "Seattle"))),
        probe=probe,
        seen=draw(st.sampled_from(("", POWERED[SOURCE], "off"))),
        runs="",
        broken=draw(anything),
        since=BEFORE,
        why=f"{name} is owed",
        cancelled=False,
    )


@st.composite
def items(draw: Any) -> ItemRow:
    name, stand = draw(names), draw(st.sampled_from([Stand.NOT_COMMITTED, Stand.UNPROTECTED, Stand.TEST_OPEN]))
    return whole(ItemRow, name=name, key=f"key of {name}", stand=str(stand), flags=[], stand_since=BEFORE)


def unique(rows: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, max_size=4, unique_by=key)


proposals = st.builds(
    lambda number, name, state: whole(
        ProposalRow, id=f"p{number}", target=name, operation="failover", state=state, person="ann", needed=1,
        approvals=[], expires_at=LATER, comment="fire",
    ),
    numbers, names, st.sampled_from(("open", "approved", "started", "rejected", "expired")),
)  # fmt: skip
polls = st.builds(
    lambda number, closed, until: whole(
        PollRow, id=f"q{number}", question="fail over now?", by="eve", closed_at=closed, until=until, silent=["bob"]
    ),
    numbers, st.sampled_from((None, BEFORE)), st.sampled_from((LATER, BEFORE)),
)  # fmt: skip
notes = st.builds(
    lambda number, pinned: whole(NoteRow, id=f"n{number}", text="the bank sees no orders", pinned=pinned, by="ann"),
    numbers, anything,
)  # fmt: skip
offers = st.builds(
    lambda number, state, until: whole(HandoverRow, id=f"h{number}", state=state, until=until, by="ann", to="bob"),
    numbers, st.sampled_from(("offered", "accepted", "declined")), st.sampled_from((LATER, BEFORE)),
)  # fmt: skip


@st.composite
def facts(draw: Any) -> Facts:
    wrong_items = draw(unique(items(), lambda row: row["key"]))
    gravities: dict[int, int] = {}
    for row in wrong_items:
        gravity = GRAVITY[Stand(row["stand"])]
        gravities[gravity] = gravities.get(gravity, 0) + 1
    seen = Seen(
        engine=None,
        now="2026-03-01T10:30:00Z",
        wall=WALL,
        items=wrong_items,
        gravities=gravities,
        jobs=draw(unique(jobs(), lambda row: row["id"])),
        gates=draw(unique(gates(), lambda row: (row["job"], row["task"]))),
        owed=draw(unique(owed(), lambda row: (row["what"], row["item_key"]))),
    )
    found = alarms(seen)
    if found and draw(anything):
        one = found[-1]
        about = [each["key"] for each in (*one["items"], *one["plans"])]
        shelf = whole(
            ShelvedRow, alarm=one["id"], cause=one["cause"], severity=one["severity"], about=about, count=one["count"],
            since=BEFORE, until=LATER, by="eve", comment="known",
        )  # fmt: skip
        seen = replace(seen, shelved=[shelf])
    return Facts(
        seen,
        proposals=draw(unique(proposals, lambda row: row["id"])),
        polls=draw(unique(polls, lambda row: row["id"])),
        notes=draw(unique(notes, lambda row: row["id"])),
        offers=draw(unique(offers, lambda row: row["id"])),
    )


@settings(max_examples=60, deadline=None)
@given(facts())
def test_the_brief_names_every_open_thing_that_there_is(given_facts: Facts) -> None:
    lines = list(lines_of(given_facts))
    keys = [line.key for line in lines]
    assert len(keys) == len(set(keys)), "two lines are called the same"
    seen = given_facts.seen

    def said(section: str, *words: str) -> bool:
        return any(
            line.section == section and all(word in (line.text, *line.about) or word in line.text for word in words)
            for line in lines
        )

    for job in seen.jobs:
        assert said("runs", job["id"], job["target"])
        assert not job["held"] or said("waits", job["id"], "held")
    for gate in seen.gates:
        assert said("waits", gate["job"], gate["friendly_name"], BEFORE)
    for row in seen.owed:
        assert any(line.section == "owed" and row["item"] in line.about and row["site"] in line.text for line in lines)
    for need in waiting(seen.jobs, seen.gates, seen.owed, seen.items):
        assert said("waits", need["friendly_name"])
    for alarm in sorted_out(everything(seen), seen.shelved, seen.wall)[0]:
        assert alarm["kind"] in ("waits", "held") or said("alarms", alarm["cause"])
        for one in alarm["items"]:
            told = [line for line in lines if one["name"] in line.about or one["name"] in line.text]
            assert told or alarm["kind"] in ("waits", "held")
    for alarm in shelved(seen):
        assert said("shelved", alarm["cause"], "eve", "known")
    for proposal in given_facts.proposals:
        assert said("agreed", f"proposal {proposal['id']}:") == (proposal["state"] in ("open", "approved"))
    for poll in given_facts.polls:
        assert said("agreed", f"poll {poll['id']} ") == (poll["closed_at"] is None and poll["until"] == LATER)
    for note in given_facts.notes:
        assert (f"note:{note['id']}" in keys) == note["pinned"]
    for offer in given_facts.offers:
        assert (f"offer:{offer['id']}" in keys) == (offer["state"] == "offered" and offer["until"] == LATER)
    assert [line["key"] for line in brief(given_facts)["lines"]] == keys


@settings(max_examples=40, deadline=None)
@given(facts())
def test_a_line_s_own_text_reads_it_back_and_another_s_need_not(given_facts: Facts) -> None:
    lines = list(lines_of(given_facts))
    asked = most_important(lines)
    texts = {line.key: f"{line.text} {' '.join(line.about)}" for line in lines}
    assert len(asked) == min(3, len({line.words for line in lines if line.binds}))
    assert wrong(asked, [texts[one.key] for one in asked]) == []
    assert wrong(asked, [texts[one.key].upper() for one in reversed(asked)]) == []
    assert wrong(asked, []) == list(range(len(asked)))
    assert wrong(asked, ["yes", "all read", "fine"]) == list(range(len(asked)))
    assert not_gone_through(lines, [line.key for line in lines]) == []
    assert not_gone_through(lines, []) == [line for line in lines if line.binds]


ASKED = ReadBack("gate:j1-1/t1", "What waits?", (("Lohn Büro", "j1-1"), ("waits", "waiting", "answer")))


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Lohn Büro waits for the bank", True),
        ("lohn-buero? no: LOHN BURO is WAITING", True),
        ("waitign: büro, lohn", True),
        ("j1-1 waits", True),
        ("J1 1: somebody has to answer", True),
        ("j1-2 waits", False),
        ("Lohn waits", False),
        ("Lohn Büro is done", False),
        ("something waits", False),
        ("", False),
    ],
)
def test_case_accents_order_and_a_slip_do_not_count_a_name_and_how_it_stands_do(answer: str, right: bool) -> None:
    assert says(answer, ASKED) is right


OTHER = ReadBack("job:j2", "What runs?", (("shop", "j2"), ("failover", "runs")))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (["Lohn Büro waits", "shop runs"], []),
        (["shop runs", "Lohn Büro waits"], []),
        (["Lohn Büro", "shop runs"], ["What waits? (the name is there, how it stands is not)"]),
        (["somebody waits", "shop runs"], ["What waits? (how it stands is there, the name is not)"]),
        (["fine", "shop runs"], ["What waits? (neither its name nor how it stands)"]),
        (["Lohn Büro waits"], ["What runs? (not answered)"]),
        (["", "shop runs"], ["What waits? (not answered)"]),
    ],
)
def test_what_is_not_read_back_is_told_with_what_the_answer_lacks(said: list[str], left: list[str]) -> None:
    assert missed([ASKED, OTHER], said) == left


def test_a_line_that_changes_is_another_line() -> None:
    row = whole(ObligationRow, what="stay-down", item="a", item_key="a", site="Oslo", probe=SOURCE, broken=False)

    def key(*rows: Any) -> list[str]:
        found: list[Line] = list(lines_of(Facts(Seen(owed=rows, wall=WALL))))
        return [line.key for line in found if line.section == "owed"]

    other = {**row, "item": "b", "item_key": "b"}
    assert key(row) != key(row, other) != key(other)
    assert key({**row, "broken": True, "seen": POWERED[SOURCE]}) != key(row)


def test_two_tasks_of_one_name_that_wait_are_read_back_as_one() -> None:
    gate = whole(GateRow, job="j1", target="crew", friendly_name="Start", task="t1")
    two = Facts(Seen(gates=[gate, {**gate, "task": "t2"}], wall=WALL))
    asked = most_important(lines_of(two))
    assert (len(list(lines_of(two))), len(asked)) == (2, 1)
    assert wrong(asked, ["crew waits"]) == []
