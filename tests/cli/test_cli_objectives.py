"""Objectives on the command line: before a run, on a job's page, while it is followed, and as JSON."""

from __future__ import annotations

from typing import Any

from cli_fakes import Run, World, job_row, task_row

REASON = {"text": "shop-search: an extra step", "key": None, "item": None, "seconds": 540}
FORECAST = {"low": 540, "likely": 720, "high": 1200, "reasons": [REASON]}


def put_job(world: World, **more: Any) -> None:
    world.reader.put("job", "J1", job_row(forecast=FORECAST, rto=1800, waited=0.0, idle_since=None, **more))


def test_the_page_of_a_job_says_how_it_stood_to_its_objective(world: World, run: Run) -> None:
    put_job(world, state="Succeeded", ended_at="2026-03-01T10:20:00Z")
    assert "RTO 30 min met, 10 min to spare" in run("jobs", "J1").out
    found = run("--json", "jobs", "J1").json
    assert found["objective"] == {"seconds": 1800, "verdict": "met", "spare": 600, "why": REASON["text"]}
    assert run("--json", "jobs").json[0]["objective"] == found["objective"]


def test_a_job_without_an_objective_says_nothing_of_one(world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row("Succeeded", ended_at="2026-03-01T10:20:00Z"))
    assert "RTO" not in run("jobs", "J1").out
    assert run("--json", "jobs", "J1").json["objective"] is None


def test_who_follows_a_job_is_told_when_its_objective_will_be_missed(world: World, run: Run) -> None:
    put_job(world)
    world.reader.put_task(
        task_row("a", "Succeeded", started_at="2026-03-01T10:00:00Z", ended_at="2026-03-01T10:05:00Z")
    )

    def late() -> None:
        late_row = task_row(
            "b", "Succeeded", started_at="2026-03-01T10:05:00Z", ended_at="2026-03-01T10:45:00Z", position=1
        )
        world.reader.put_task(late_row)
        put_job(world, state="Succeeded", ended_at="2026-03-01T10:45:00Z")
        world.reader.looked = lambda: None

    looks = iter([lambda: None, late])
    world.reader.looked = lambda: next(looks, lambda: None)()
    told = run("watch", "J1").out
    assert "RTO 30 min: 18 min to spare" in told
    assert "RTO 30 min missed by 15 min: shop-search: an extra step" in told
