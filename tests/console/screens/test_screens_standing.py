"""Which side counts, what must stay down, what tests left, and the way back: on the pages of items and plans."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import samples
from screen_support import LARGE, console
from support.whole import whole

from drconsole.console.state.model.model import News
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.render.estate.items.standing import (
    alarm_lines,
    come_back,
    counted_lines,
    counts_text,
    debt_lines,
    line_of,
    loud,
)
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity

DOWN = {
    "site": "Lund",
    "since": "2026-03-02T08:00:00Z",
    "seen": "off",
    "seen_at": "2026-03-02T08:10:00Z",
    "silent_since": None,
    "broken": False,
    "why": "mail must stay down at Lund: off",
}
RUNS = DOWN | {"seen": "on", "broken": True, "why": "mail runs at Lund although it failed over from there"}
DEBT = {
    "item": "mail",
    "state": "left behind",
    "since": "2026-03-02T08:00:00Z",
    "job": "j1-1",
    "side_effects": [{"what": "machine", "detail": "mail-test at Malmo"}, {"what": "cores", "detail": "4 cores"}],
    "remedies": [
        {"act": "run", "operation": "cleanup-test-failover", "target_type": "item", "key": "mail", "name": "mail"}
    ],
}
TWO = {"flag": "two-authorities", "since": None, "text": "the machine runs at Lund and at Malmo"}
NONE = {"flag": "no-authority", "text": "nothing serves"}


def item(name: str = "mail", **more: Any) -> dict[str, Any]:
    return whole(ItemRow, **{"key": name, "name": name, "source": "Lund", "target": "Malmo", **more})


def loud_lines(row: dict[str, Any]) -> list[Marked]:
    return [line_of(told) for told in loud(row)]


def said(lines: list[Marked]) -> str:
    return "\n".join(line if isinstance(line, str) else line[0] for line in lines)


def worst(lines: list[Marked]) -> set[Severity]:
    return {line[1] for line in lines if not isinstance(line, str)}


def test_of_an_item_in_order_nothing_is_loud() -> None:
    sound = item(authority_words="Malmo counts; replicates nowhere")
    assert loud_lines(sound) == debt_lines(sound, lambda _: "press T") == alarm_lines([sound]) == []
    assert counts_text(sound) == "the valid copy is at Malmo, not replicated"


@pytest.mark.parametrize(
    ("answer", "word", "severity"),
    [
        ("ok", "✓ yes", Severity.OK),
        ("blocked", "✗ BLOCKED", Severity.BAD),
        ("unknown", "? not known", Severity.UNKNOWN),
    ],
)
def test_whether_it_can_come_back_is_said_with_the_reason(answer: str, word: str, severity: Severity) -> None:
    told = come_back(item(reverse={"answer": answer, "why": "the reason"}))
    assert line_of(told) == (f"{word}: the reason", severity)


def test_a_machine_that_must_stay_down_stands_there_with_since_when_it_was_seen_so() -> None:
    lines = loud_lines(item(must_stay_down=DOWN))
    assert "at Lund must stay down: seen off since 2026-03-02 08:10:00Z" in said(lines)
    assert worst(lines) == {Severity.WARN}
    silent = loud_lines(item(must_stay_down=DOWN | {"silent_since": "2026-03-02T09:00:00Z"}))
    assert "no answer since 2026-03-02 09:00:00Z" in said(silent)
    unseen = loud_lines(item(must_stay_down=DOWN | {"seen": None, "seen_at": None}))
    assert "NOT SEEN yet" in said(unseen)
    broken = loud_lines(item(must_stay_down=RUNS))
    assert "✗ RUNS: mail runs at Lund although it failed over from there" in said(broken)
    assert worst(broken) == {Severity.BAD}


def test_no_and_two_authorities_are_loud() -> None:
    lines = loud_lines(item(flags=[TWO, NONE]))
    assert "✗ TWO MACHINES RUN: the machine runs at Lund and at Malmo" in said(lines)
    assert "✗ NO SIDE IS SURE: nothing serves" in said(lines)
    assert worst(lines) == {Severity.BAD}


def test_what_a_test_left_is_named_with_its_undo() -> None:
    lines = said(debt_lines(item(test_debt=[DEBT]), lambda _: "press T"))
    assert "left behind: since 2026-03-02 08:00:00Z: mail-test at Malmo, 4 cores; press T to clean up" in lines


def test_a_plan_counts_what_its_items_say() -> None:
    back = {"from": "Malmo", "to": "Lund"}
    rows = [
        item("mail", authority="Malmo", replicates=None, must_stay_down=DOWN, reverse={"answer": "ok", "why": ""}),
        item("files", authority="Malmo", replicates=back, reverse={"answer": "blocked", "why": "gone"}),
        item("print", authority="Lund", replicates=None, test_debt=[DEBT], must_stay_down=DOWN | {"seen": None}),
    ]
    lines = counted_lines(rows)
    assert (
        "1 valid at Malmo, not replicated; 1 valid at Malmo, replicated to Lund; 1 valid at Lund, not replicated"
        in said(lines)
    )
    assert "2 machines at Lund must stay off, 1 not confirmed; 1 test to clean up" in said(lines)
    assert "✗ Could not come back: files (others: 2 yes)" in said(lines)


def test_the_overview_names_what_is_wrong_and_counts_what_is_owed() -> None:
    rows = [
        item(f"m{n}", flags=[TWO], must_stay_down=DOWN | {"seen_at": f"2026-03-02T08:{16 + n}:00Z"}) for n in range(5)
    ]
    rows += [item("mail", must_stay_down=RUNS, test_debt=[DEBT], flags=[NONE])]
    lines = said(alarm_lines(rows))
    assert "✗ TWO MACHINES RUN: m0, m1, m2 and 2 more" in lines
    assert "✗ NO SIDE IS SURE: mail (nothing serves)" in lines
    assert "✗ RUNS: mail runs at Lund" in lines
    assert "‼ 5 machines at Lund must stay off: seen off since 08:20:00Z" in lines
    assert "‼ 1 test to clean up: mail" in lines


async def test_they_stand_on_the_pages() -> None:
    told = {
        "must_stay_down": RUNS,
        "flags": [TWO],
        "test_debt": [DEBT],
        "reverse": {"answer": "blocked", "why": "its machine is gone"},
        "authority_words": "Malmo counts; replicates nowhere",
        "stand": "runs-twice",
    }
    row = samples()["done"].tables["item"]["payroll"] | told
    machine = {"item": "payroll", "item_key": "payroll", "site": "Lund"}
    owed = whole(ObligationRow, **machine, broken=True, why=RUNS["why"], seen_at=RUNS["seen_at"])
    owed["probe"], owed["runs"] = "source-powered", "running"
    async with console("done", size=(120, 40)) as opened:
        await opened.take(
            News(
                rows={"item": {"payroll": row}, "obligation": {"stay-down:payroll": owed}},
                rev=opened.app.model.rev + 1,
                link=opened.app.model.link,
            )
        )
        assert "✗ RUNS TWICE 1" in opened.flat
        assert "✗ payroll RUNS TWICE: shut it down at Lund" in opened.flat
        assert "1 needs you: !" in opened.lines[0]
        await opened.press("exclamation_mark")
        assert opened.app.here is not None
        assert opened.app.here.about() == ("item", "payroll")
        await opened.press("escape")
        await opened.app.open("item:ItemScreen", "payroll")
        await opened.settle()
        for text in (
            "the valid copy is at Malmo, not replicated",
            "✗ BLOCKED its machine is gone",
            "TWO MACHINES RUN",
            "press T",
        ):
            assert text in opened.flat, opened.text
        await opened.app.open("plan:PlanScreen", "finance")
        await opened.settle()
        assert "Could not come back: payroll" in opened.flat
        assert "TWO MACHINES RUN: payroll" in opened.flat


@pytest.mark.parametrize("ours", [True, False])
async def test_in_a_simulation_it_is_said_who_plays_the_people_outside(ours: bool) -> None:
    item = {**samples()["done"].tables["item"]["payroll"], "stand": "runs-twice", "flags": [TWO]}
    status = {**samples()["done"].status, "clock": {**samples()["done"].status["clock"], "ours": ours}}
    async with console("done", size=LARGE, news={"status": status}) as opened:
        await opened.take(News(rows={"item": {"payroll": item}}, rev=9_000))
        for way in ("3", "7"):
            await opened.press(way)
            if way == "3":
                await opened.to("payroll")
            said = "in this simulation, for the people outside: :repair payroll" in opened.flat
            assert said is ours, way
