"""Verbs that read the store: status, lists, one thing in full, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_fakes import STATUS, Run, World, job_row, task_row
from support.whole import filled

import drconsole.cli.store
from drconsole.records.rows.status import StatusRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.reading.opening import NoStore

WEB01 = {"key": "web01", "name": "web01"}


def test_status_of_a_running_engine(world: World, run: Run) -> None:
    world.engine.answers["Status"] = STATUS
    assert run("status", "--json").json == {**filled(StatusRow, STATUS), "state": str(world.folder)}
    text = run("status").out
    for part in ("SIMULATION", "contoso", "J1", "Switch DNS", "drconsole job answer J1 t1 --outcome done"):
        assert part in text
    assert run("engine", "status", "--json").json == STATUS["engine"]


@pytest.mark.parametrize("code", ["store.older", "store.newer", "store.foreign"])
def test_status_says_when_the_store_is_of_another_version(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A failover may be under way in it: "nothing is loaded" would be the worst answer after an upgrade."""

    def refuse(path: Path) -> None:
        raise BadInput(code, "the store has schema 1", place=str(path), advice="start the engine once")

    world.engine.up = False
    monkeypatch.setattr(drconsole.cli.store, "Reader", refuse)
    found = run("--json", "status")
    assert (found.code, found.error["code"]) == (2, code)
    assert "start the engine once" in run("status").err


def test_status_of_a_state_in_which_no_engine_ever_ran_is_empty(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise NoStore("store.missing", "there is no store here yet")

    world.engine.up = False
    monkeypatch.setattr(drconsole.cli.store, "Reader", refuse)
    found = run("--json", "status")
    assert (found.code, found.json["estate"]) == (0, None)


def test_status_without_an_engine_is_read_from_the_store(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("world", "world", {"mode": "SIMULATION", "estate": "contoso", "provider": "simulator"})
    world.reader.put("job", "J1", job_row())
    world.reader.put("job", "J0", job_row("Succeeded", id="J0"))
    world.reader.put("gate", "J1/t1", {"job": "J1", "task": "t1", "friendly_name": "Switch DNS", "outcomes": ["done"]})
    world.reader.put("item", "i1", {"name": "web01"})
    ran = run("status", "--json")
    assert ran.code == 0
    found = ran.json
    assert found["engine"] == {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
    assert found["clock"] == {"now": None, "speed": None, "paused": None}
    assert (found["mode"], found["estate"], found["provider"]) == ("SIMULATION", "contoso", "simulator")
    assert [job["id"] for job in found["running_jobs"]] == ["J1"]
    assert [gate["task"] for gate in found["needs_a_person"]] == ["t1"]
    assert (found["counts"]["items"], found["counts"]["jobs"]) == (1, 2)
    assert "not running" in run("status").out


@pytest.mark.parametrize("line", ["plans", "items", "jobs", "journal", "jobs J1", "doctor"])
def test_reading_where_nothing_is_loaded_says_what_to_do(line: str, run: Run) -> None:
    ran = run(*line.split(), "--json")
    assert ran.code == 2
    assert "estate load" in ran.error["advice"]


def fill(world: World) -> None:
    world.engine.up = False
    world.reader.put(
        "plan",
        "p1",
        {
            "name": "Shop",
            "items": [WEB01],
            "groups": [{"number": 1, "items": [WEB01], "pre": [{"name": "DNS", "kind": "manual"}]}],
        },
    )
    world.reader.put("plan", "p2", {"name": "Bank", "groups": []})
    times = {"replicated_until": "2026-03-01T10:00:00Z", "as_of": "2026-03-01T10:01:30Z"}
    world.reader.put(
        "item", "i1", {"name": "web01", **times, "latest_recovery_points": {"latest_processed": times["as_of"]}}
    )
    world.reader.put("item", "i2", {"name": "twin", "replicated_until": None})
    world.reader.put("item", "i3", {"name": "twin"})
    world.reader.put("job", "J1", job_row("Failed", errors=[{"code": "E7", "message": "no quota"}]))
    world.reader.put("job", "J2", job_row(id="J2", started_at="2026-03-02T10:00:00Z"))
    world.reader.put_task(task_row("a", "Failed", parent="g", position=1))
    world.reader.put_task(task_row("g", "Failed", position=0))
    world.reader.events = [{"rev": rev, "at": "2026-03-01T10:00:00Z", "actor": "ann", "kind": "k"} for rev in (1, 2, 3)]


LISTS = [
    ("plans", lambda found: [each["name"] for each in found] == ["Shop", "Bank"]),
    ("items", lambda found: [each["rpo"] for each in found] == [90.0, None, None]),
    ("jobs", lambda found: [each["id"] for each in found] == ["J2", "J1"]),
    ("journal", lambda found: [each["rev"] for each in found] == [1, 2, 3]),
    ("journal --since 1 --limit 1", lambda found: [each["rev"] for each in found] == [2]),
    ("plans shop", None),
    ("plans plan:Shop", lambda found: found["key"] == "p1"),
    ("items web01", lambda found: found["rpo"] == 90.0),
    ("items i3", lambda found: found["name"] == "twin"),
    ("jobs J1", lambda found: found["tasks"][0]["tasks"][0]["id"] == "a"),
]


@pytest.mark.parametrize(
    ("line", "right"), [case for case in LISTS if case[1]], ids=[case[0] for case in LISTS if case[1]]
)
def test_reading_needs_no_engine(line: str, right: Any, world: World, run: Run) -> None:
    fill(world)
    ran = run(*line.split(), "--json")
    assert ran.code == 0
    assert right(ran.json)
    people = run(*line.split())
    assert people.code == 0
    assert people.out.strip()


def test_jobs_that_others_began_are_listed_with_ours_and_say_that_they_are_only_read(world: World, run: Run) -> None:
    fill(world)
    other = {"id": "0b49", "operation": "UnplannedFailover", "target": "hyperv", "state": "InProgress"}
    world.reader.put("foreign_job", "0b49", {**other, "started_at": "2026-03-03T10:00:00Z", "ended_at": None})
    listed = run("jobs", "--json").json
    assert (listed[0]["id"], listed[0]["origin"], listed[0]["allowed_actions"]) == ("0b49", "foreign", [])
    assert {*listed[0]} >= {*JobRow.__required_keys__}
    shown = run("jobs", "0b49")
    assert (shown.code, "UnplannedFailover of hyperv" in shown.out) == (0, True)
    assert "started outside of drconsole: you can only read it" in shown.out


def test_a_job_in_a_list_has_every_field_of_a_job(world: World, run: Run) -> None:
    fill(world)
    assert [job["tasks"] for job in run("jobs", "--json").json] == [[], []]
    assert run("jobs", "J1", "--json").json["tasks"]


def test_doctor_tells_a_store_that_breaks_its_examination_and_one_that_opens_not_at_all(
    run: Run, tmp_path: Path
) -> None:
    assert run("estate", "load", "contoso").code == 0
    path = tmp_path / "drconsole.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: -4 * 4096] + b"\xa5" * 4 * 4096)
    torn = run("doctor", "--json")
    assert (torn.code, torn.json["ok"]) == (1, False)
    assert len(torn.json["problems"]) > 1
    path.write_bytes(b"\xa5" * len(whole))
    for words in ("doctor", "status", "plans", "jobs", "watch J1", "engine status"):
        lost = run(*words.split(), "--json")
        assert (lost.code, lost.error["code"]) == (2, "store.damaged"), words


def test_a_word_that_is_ones_name_and_anothers_key_is_told_so(world: World, run: Run) -> None:
    """It said that all of them have that name, and called a name a key."""
    for key, name in (("k-1", "web"), ("web", "db")):
        world.reader.put("item", key, {"key": key, "name": name})
    ran = run("items", "web", "--json")
    assert (ran.code, ran.error["message"], ran.error["advice"]) == (2, "'web' may mean 2 items", "say which: k-1, db")


@pytest.mark.parametrize(
    ("line", "code", "advice"),
    [
        ("plans shop", "unknown-plan", "did you mean Shop?"),
        ("items wbe01", "unknown-item", "did you mean web01?"),
        ("items twin", "ambiguous", "i2, i3"),
        ("jobs J9", "unknown-job", "J"),
        ("watch J9", "unknown-job", "J"),
    ],
)
def test_an_unknown_name_says_the_nearest(line: str, code: str, advice: str, world: World, run: Run) -> None:
    fill(world)
    ran = run(*line.split(), "--json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert advice in ran.error["advice"]


def test_one_record_in_full_for_people(world: World, run: Run) -> None:
    fill(world)
    assert "1 min 30 s" in run("items", "web01").out
    assert "before: manual DNS" in run("plans", "Shop").out
    job = run("jobs", "J1").out
    assert "x FAILED" in job
    assert "E7: no quota" in job
    assert "  x FAILED  Task a" in job


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_doctor_exits_1_when_something_is_wrong(ok: bool, code: int, world: World, run: Run) -> None:
    problems = [] if ok else ["fold: job J1 differs"]
    owed = ["web must stay down at Oslo: off"]
    checks = {"schema": 1, "fold": {"rows": 3}}
    world.engine.answers["Doctor"] = {"ok": ok, "problems": problems, "checks": checks, "owed": owed}
    assert run("doctor", "--json").code == code
    people = run("doctor")
    assert people.code == code
    assert all(line in people.out for line in (*problems, *owed))
