"""What an item owes and which side of it counts, as text."""

from __future__ import annotations

from support.whole import whole

from drconsole.records.rows.estate.items import DebtRow, ItemRow, MustStayDownRow
from drconsole.render.estate.items.standing import counts_text, debts, loud, obligations_text, plain
from drconsole.render.rows.flags import TWO_RUN, flag_marks, two_run
from drconsole.render.rows.records import item_state
from drconsole.render.words.command_lines import command_line

FLAGGED = whole(
    ItemRow,
    protection_state_description="Failover completed",
    authority_words="Azure counts; replicates nowhere",
    flags=[{"flag": "two-authorities", "text": "shut it down at Oslo"}],
    must_stay_down=whole(
        MustStayDownRow, seen="on", seen_at="2026-03-01T10:00:00Z", silent_since="2026-03-01T11:00:00Z"
    ),
)
DEBT = whole(
    DebtRow,
    item="web-1",
    item_key="w1",
    state="left behind",
    since="2026-03-01T10:00:00Z",
    side_effects=[{"what": "cores", "detail": "2 cores of Azure"}],
    remedies=[
        {"act": "run", "operation": "cleanup-test-failover", "target_type": "item", "key": "w1", "name": "web-1"}
    ],
)


def test_two_machines_that_run_stand_beside_the_state_everywhere() -> None:
    assert item_state(FLAGGED) == f"Failover completed, {TWO_RUN}"
    assert two_run(FLAGGED["flags"])
    assert not two_run([])
    assert item_state({**FLAGGED, "flags": []}) == "Failover completed"


def test_flags_are_told_by_word_and_not_by_colour_alone() -> None:
    ((mark, text),) = flag_marks(FLAGGED["flags"])
    assert (mark.text(), text) == ("x TWO MACHINES RUN", "shut it down at Oslo")
    assert flag_marks([{"flag": "of-a-later-version", "text": "?"}])[0][0].word == "FLAGGED"
    assert flag_marks([]) == []


def test_what_must_stay_down_says_how_it_is_seen_and_since_when() -> None:
    said = plain(loud({**FLAGGED, "flags": []})[0], unicode=False)
    assert said.startswith("! The machine at Oslo must stay down: seen on since 2026-03-01")
    assert "no answer since" in said
    unseen = whole(ItemRow, must_stay_down=whole(MustStayDownRow))
    assert "NOT SEEN yet" in plain(loud(unseen)[0], unicode=False)
    assert loud(whole(ItemRow)) == []
    assert counts_text(FLAGGED) == "the valid copy is at Azure, not replicated"


def test_a_machine_that_runs_twice_is_told_once_with_since_when() -> None:
    owed = {**FLAGGED["must_stay_down"], "broken": True, "why": "web runs at Oslo although it failed over"}
    ((mark, text),) = loud({**FLAGGED, "must_stay_down": owed})
    assert (mark.word, text) == (TWO_RUN, "shut it down at Oslo (since 2026-03-01 10:00:00Z)")
    (alone,) = loud({**FLAGGED, "must_stay_down": owed, "flags": []})
    assert plain(alone, unicode=False).startswith("x RUNS: web runs at Oslo although it failed over (since")


def test_what_a_test_has_left_stands_with_its_age_and_its_undo() -> None:
    ((told, undo),) = debts([DEBT], command_line, "2026-03-01T12:00:00Z")
    said = plain(told, unicode=False)
    assert said.startswith("! Test of web-1 left behind: since 2026-03-01")
    assert "(2 h ago): 2 cores of Azure" in said
    assert undo == "drconsole run cleanup-test-failover item:web-1 --confirm web-1"
    assert debts([{**DEBT, "remedies": []}], command_line)[0][1] == ""


def test_what_is_owed_is_counted() -> None:
    assert obligations_text({"stay_down": 0, "broken": 0, "not_seen": 0}) == ""
    assert obligations_text({}) == "", "there is no store"
    assert obligations_text({"stay_down": 3, "broken": 1, "not_seen": 2}) == (
        "3 machines must stay down after a failover, 1 of them RUNS, 2 not seen"
    )
    assert obligations_text({"stay_down": 1, "broken": 0, "not_seen": 0}) == "1 machine must stay down after a failover"
