"""List of jobs with bar and objective; journal narrowed to a job or a person."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at, samples
from screen_support import LARGE, console
from support.whole import whole

from drconsole.console.screens.jobs import job_line
from drconsole.console.screens.journal import Only
from drconsole.console.state.model.model import Link, News
from drconsole.records.rows.estate.estate import ForeignJobRow

NOW = "2026-03-02T08:06:53Z"
"""Half of the likely time of the sample's run."""


def job(**more: Any) -> Any:
    return {**samples()["running"].tables["job"][JOB], **more}


def test_a_bar_says_how_far_a_job_is_and_waits_for_people_do_not_fill_it() -> None:
    assert job_line(job(), NOW).progress == "━━━━━╌╌╌╌╌"
    assert job_line(job(idle_since="2026-03-02T08:00:00Z"), NOW).progress == "╌╌╌╌╌╌╌╌╌╌"
    assert job_line(job(ended_at=NOW, state="Succeeded"), NOW).progress == ""


async def test_a_job_that_others_began_stands_in_the_list_and_is_only_read() -> None:
    other = whole(
        ForeignJobRow,
        id="0b490e61-630c-6670-7b87-7614c3e4e487",
        operation="UnplannedFailover",
        target="hyperv",
        state="InProgress",
        started_at="2026-03-02T09:00:00Z",
        ended_at=None,
        rev=9_000,
    )
    async with console("running", size=LARGE) as opened:
        await opened.press("5")
        await opened.take(News(rows={"foreign_job": {other["id"]: other}}, rev=9_000))
        line = opened.line("0b490e61…")
        for text in ("▶ In progress", "UnplannedFailover", "hyperv", "others"):
            assert text in line
        await opened.to(other["id"])
        assert "its tasks are in the portal" in opened.flat
        before = opened.app.here
        await opened.press("enter")
        assert opened.app.here is before, "it has no page"
        for command in ("hold", "cancel", "retry"):
            why = opened.app.registry.get(command).why_not_to(opened.app, other["id"])
            assert why == f"job {other['id']} was started outside of drconsole: you can only read it"
        await opened.take(News(rows={"foreign_job": {other["id"]: None}}, rev=9_001))
        assert "0b490e61" not in opened.text
        assert JOB in opened.text


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"rto": 1800}, "16 min 13 s to spare"),
        ({"rto": 600}, "LATE by 3 min 47 s"),
        ({"rto": 1800, "ended_at": NOW, "state": "Succeeded"}, "met"),
        ({"rto": 300, "ended_at": NOW, "state": "Succeeded"}, "MISSED by 1 min 53 s"),
        ({"rto": 1800, "ended_at": NOW, "state": "Failed"}, "NOT MET"),
    ],
)
def test_the_list_says_whether_the_objective_is_kept(more: dict[str, Any], word: str) -> None:
    assert job_line(job(**more), NOW).objective.word == word


def test_a_job_without_an_objective_says_nothing_of_one() -> None:
    assert job_line(job(rto=None), NOW).objective is None


async def test_times_in_the_list_have_one_form() -> None:
    async with console("done", size=(200, 60)) as opened:
        await opened.press("5")
        line = opened.line(JOB)
        for text in ("21 min 46 s", "✓ Succeeded", "✓ met", "operator", "4 Succeeded"):
            assert text in line


def test_a_filter_of_the_journal_names_job_and_person_or_any_word() -> None:
    assert Only.read("job:j1-2 failed by:ann") == Only("j1-2", "ann", "failed")
    assert Only.read("failed task") == Only(words="failed task")


async def test_the_journal_shows_only_one_jobs_events_and_says_so() -> None:
    async with console("done", size=LARGE) as opened:
        await opened.press("6")
        await opened.journal("done")
        everything = opened.app.screen.table.count
        await opened.press("slash", *f"job:{JOB}", "enter")
        table = opened.app.screen.table
        assert 0 < table.count < everything
        assert f"Journal: job {JOB}" in opened.text
        await opened.press("escape")
        assert opened.app.screen.table.count == everything


async def test_the_journal_shows_only_what_one_person_did_and_goes_on_so() -> None:
    async with console("done", size=LARGE) as opened:
        await opened.press("6")
        await opened.journal("done")
        await opened.press("slash", *"by:operator", "enter")
        table = opened.app.screen.table
        before = table.count
        assert before > 0
        event = {**samples()["done"].journal[-1], "rev": 10_000}
        news = tuple({**event, "rev": event["rev"] + at, "actor": who} for at, who in enumerate(("operator", "engine")))
        await opened.take(News(rev=10_001, link=Link.HERE, journal=news))
        assert table.count == before + 1
        await opened.press("slash", *["backspace"] * 20, *"by:nobody", "enter")
        assert "none of these among the last events" in opened.flat


async def test_events_of_several_days_are_told_with_their_day() -> None:
    async with console("done") as opened:
        await opened.press("6")
        await opened.journal("done")
        last = samples()["done"].journal[-1]
        assert "03-02 " not in opened.text.partition("Details")[0], "all are of one day"
        event = {**last, "rev": 10_000, "actor": "ann", "world_at": "2026-03-04T01:02:03.5Z"}
        await opened.take(News(rev=10_000, link=Link.HERE, journal=(event,)))
        listed = opened.text.partition("Details")[0]
        assert "03-04 01:02:03Z" in listed
        assert "03-02 08:" in listed, "those before too"
        await opened.press("slash", *"by:operator", "enter")
        assert "03-02 " not in opened.text.partition("Details")[0], "what one person did was done on one day"


async def test_from_a_jobs_page_the_journal_begins_with_its_events() -> None:
    async with console("done", size=LARGE) as opened:
        await opened.press("5", "enter")
        await opened.take(news_at("done"))
        await opened.press("6")
        await opened.journal("done")
        assert f"Journal: job {JOB}" in opened.text
        assert opened.app.here.narrowed


async def test_on_the_smallest_terminal_an_event_says_what_it_is_about() -> None:
    async with console("done") as opened:
        await opened.press("6")
        await opened.journal("done")
        await opened.press("slash", *"task.ended", "enter")
        assert "✓ Succeeded Finalizing the" in opened.text
        assert "finalize" not in opened.text.partition("Details")[0]
