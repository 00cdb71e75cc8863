"""The calendar of test failovers: what is due first, with today and the next date on one line."""

from __future__ import annotations

from screen_support import LARGE, console

from drconsole.console.screens.plan import PlanScreen
from drconsole.records.drills import drill_of
from drconsole.render.estate.drills import calendar_text


async def test_what_was_never_tested_stands_first_and_leads_to_its_plan():
    async with console("quiet", size=LARGE) as opened:
        await opened.press("D")
        assert "Tests of plans" in opened.lines[0]
        assert "intranet" in opened.lines[3]
        assert "‼ NEVER TESTED" in opened.lines[3]
        assert "2026-08-04" in opened.line("│ shop ")
        assert "no test failover was made yet" in opened.text
        await opened.press("enter")
        assert isinstance(opened.app.screen, PlanScreen)
        assert opened.app.target() == ("plan", "intranet")
        await opened.press("escape", "escape")
        assert "Tests of plans" not in opened.text


def plan(**more):
    return {
        "last_test_failover": None,
        "changed_at": None,
        "allowed_operations": ["test-failover"],
        **more,
    }


def test_the_line_of_time_shows_the_last_test_today_and_what_is_late():
    now = "2026-06-01T00:00:00Z"
    tested = plan(last_test_failover="2026-05-02T00:00:00Z")
    line = calendar_text(drill_of(tested, now, 60), now, 60, 30)
    assert line.index("●") < line.index("│") < line.index("◆")
    assert "═" not in line
    late = plan(last_test_failover="2026-03-01T00:00:00Z")
    line = calendar_text(drill_of(late, now, 60), now, 60, 30)
    assert line.index("●") < line.index("═") < line.index("│")
    assert "◆" not in line
    assert calendar_text(drill_of(late, None, 60), None, 60, 30) == ""
