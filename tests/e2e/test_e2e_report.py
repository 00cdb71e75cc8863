"""The after-action report of a hundred machines with faults: complete, equal to the journal, and proof against what
it quotes. The figures are recomputed here from the journal's own JSON."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from e2e_hundred import HOSTILE, MACHINES, failed_over, items, name_of
from e2e_state import Place
from signing.ssh_keys import allow, make_key, needs_ssh_keygen
from support.documents import HtmlSeen, markdown_cells, markdown_kinds


class Run:
    """The run, made once: its report in every form, and the journal that it is held against."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.job = failed_over(place)
        self.report: dict[str, Any] = place.say("report", self.job).done()
        self.journal: list[dict[str, Any]] = place.say("journal").done()
        self.own = [event for event in self.journal if event["job"] == self.job]

    def text(self, form: str) -> str:
        said: str = self.place.say("report", self.job, "--format", form).done()["text"]
        return said

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        return [event for event in self.own if event["kind"] in kinds]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    place = Place(tmp_path_factory.mktemp("report"))
    try:
        yield Run(place)
    finally:
        place.clear()


def seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def test_times_and_outcomes_are_those_of_the_journal(run: Run) -> None:
    (created,), (ended,) = run.of("job.created"), run.of("job.ended")
    rto = run.report["rto"]
    assert rto["actual"] == pytest.approx(seconds(created["world_at"], ended["world_at"]), abs=1e-6)
    assert rto["objective"] == created["rto"] == 1800
    assert rto["met"] is False, "a run that succeeded in part has met nothing"
    assert rto["forecast"]["likely"] == pytest.approx(created["forecast"]["likely"], abs=1)
    assert {key: item["outcome"] for key, item in items(run.report).items()} == ended["items"]
    assert Counter(ended["items"].values())["Failed"] == 2


def test_points_and_losses_are_those_of_the_journal(run: Run) -> None:
    used = {point["item"]: point for event in run.of("task.ended") for point in event["points"]}
    (ended,) = run.of("job.ended")
    for key, item in items(run.report).items():
        assert (item["point"] or {}).get("id") == used.get(key, {}).get("id")
        assert item["rpo"]["actual"] == ended["data_loss"].get(key)
        loss, limit = item["rpo"]["actual"], item["rpo"]["objective"]
        assert item["rpo"]["met"] == (None if loss is None or limit is None else loss <= limit)
    assert len(used) > MACHINES * 0.9


def test_phases_are_the_steps_of_the_journal(run: Run) -> None:
    (created,) = run.of("job.created")
    tasks = created["tree"]["tasks"]
    parents = {task["parent"] for task in tasks}
    begun = {event["task"]: event["world_at"] for event in reversed(run.of("task.begun"))}
    ends = {event["task"]: event["world_at"] for event in run.of("task.ended")}
    wanted: dict[str, set[tuple[str, str]]] = {}
    for task in tasks:
        if task["item"] and task["id"] not in parents and task["id"] in begun:
            wanted.setdefault(task["item"], set()).add((begun[task["id"]], ends[task["id"]]))
    for key, item in items(run.report).items():
        told = {(phase["started_at"], phase["ended_at"]) for phase in item["phases"]}
        assert {tuple(map(moment, pair)) for pair in told} == {tuple(map(moment, pair)) for pair in wanted[key]}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_every_decision_is_there_with_who_and_when(run: Run) -> None:
    acts = {"job.created", "job.held", "job.resumed", "job.cancel-requested", "task.answered", "act.begun"}
    wanted = [e for e in run.journal if e["actor"] != "engine" and (e["kind"] in acts or e["kind"].startswith("valid"))]
    told = run.report["decisions"]
    assert [(one["rev"], one["who"], moment(one["at"])) for one in told] == [
        (event["rev"], event["actor"], moment(event["world_at"])) for event in wanted
    ]
    assert {"job.held", "job.resumed", "task.answered", "validation.recorded"} <= {event["kind"] for event in wanted}
    (hold,) = run.report["holds"]
    (held,), (resumed,) = run.of("job.held"), run.of("job.resumed")
    assert hold["seconds"] == seconds(held["world_at"], resumed["world_at"])
    (validation,) = run.report["validations"]
    assert (validation["key"], validation["result"], validation["comment"]) == ("m1", "failed", HOSTILE)


def test_accepted_findings_stand_there_with_the_comment(run: Run) -> None:
    (created,) = run.of("job.created")
    assert created["accepted"]
    assert [one["id"] for one in run.report["accepted"]] == created["accepted"]
    assert {one["comment"] for one in run.report["accepted"]} == {HOSTILE}


def test_errors_of_every_step_are_there_with_advice(run: Run) -> None:
    wanted = Counter(
        (event["task"], error["code"], error["message"]) for event in run.of("task.ended") for error in event["errors"]
    )
    told = Counter((one["task"], one["code"], one["message"]) for one in run.report["errors"])
    assert told == wanted
    assert {"m3", "m5", "m8"} <= {one["key"] for one in run.report["errors"]}
    assert any(one["recommended_action"] for one in run.report["errors"])
    assert any("<script>" in one["output"] for one in run.report["errors"]), "what the script printed"


def test_what_is_open_is_what_the_rows_say(run: Run) -> None:
    rows = {row["key"]: row for row in run.place.say("items").done()}
    told = run.report["open"]
    uncommitted = {one["key"] for one in told if one["what"] == "uncommitted"}
    assert uncommitted == {key for key, row in rows.items() if "commit" in row["allowed_operations"]}
    down = {one["key"] for one in told if one["what"] == "stay-down"}
    assert down == {key for key, row in rows.items() if row["must_stay_down"]}
    assert {one["key"] for one in told if one["grave"]} >= {"m3", "m5", "m8"}


def test_the_anchor_is_the_chains_head_and_length(run: Run) -> None:
    with sqlite3.connect(f"file:{run.place.paths.db}?mode=ro", uri=True) as connection:
        (head,) = connection.execute("SELECT hash FROM journal ORDER BY rev DESC LIMIT 1").fetchone()
        (length,) = connection.execute("SELECT count(*) FROM journal").fetchone()
    assert run.place.say("report", run.job).done()["anchor"] == {"head": head, "length": length}


def test_the_html_file_is_well_formed_and_fetches_and_runs_nothing(run: Run) -> None:
    seen = HtmlSeen.of(run.text("html"))
    assert seen.faults == []
    assert not seen.tags & {"script", "iframe", "object", "embed", "link", "img", "form", "a", "b", "i"}
    assert not [name for name in seen.attributes if name.startswith("on") or name in ("href", "src", "style")]
    assert seen.text.startswith("SIMULATION")
    for part in (HOSTILE, name_of(10), "=HOLD", "Still open", "Decisions", "Recovery points", "Evidence at the end"):
        assert part in seen.text
    assert seen.lanes == MACHINES + 1
    assert not [sign for sign in seen.text if ord(sign) < 32 and sign != "\n"]


def test_markdown_shows_foreign_text_as_text(run: Run) -> None:
    text = run.text("md")
    assert text.startswith("**SIMULATION**")
    assert markdown_kinds(text) <= {"heading", "paragraph", "bullet_list", "list_item", "table", "text", "strong"}
    cells = markdown_cells(text)
    assert sum(HOSTILE in cell for row in cells for cell in row) >= 4
    assert {name_of(10), name_of(20), "m11"} <= {row[0] for row in cells}
    assert all(len(row) == len(cells[0]) for cells in _tables(text) for row in cells)


def _tables(text: str) -> list[list[list[str]]]:
    return [markdown_cells(part) for part in text.split("\n## ") if "\n| " in part]


def test_csv_has_a_line_a_machine_and_no_formula(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run.text("csv"))))
    assert [row["key"] for row in rows] == [item["key"] for item in run.report["items"]]
    for row, item in zip(rows, run.report["items"], strict=True):
        assert (row["item"], row["outcome"], row["mode"]) == (item["name"], item["outcome"], "SIMULATION")
        assert row["rpo_actual"] == ("" if item["rpo"]["actual"] is None else str(item["rpo"]["actual"]))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_files_are_written_once_and_json_is_the_same_document(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert run.place.say("report", run.job, "-o", str(file)).done() == {"format": "json", "file": str(file)}
    assert json.loads(file.read_text(encoding="utf-8"))["items"] == run.report["items"]
    run.place.say("report", run.job, "-o", str(file)).refused(2, "file-exists")
    run.place.say("report", run.job, "-o", str(file), "--force").done()
    run.place.say("report", run.job, "-o", str(tmp_path / "no" / "x.md")).refused(2, "not-written")


def test_a_job_that_is_not_there_is_refused(run: Run) -> None:
    run.place.say("report", "j0-0").refused(2, "unknown-job")


@needs_ssh_keygen
def test_a_signed_report_is_checked_by_ssh_keygen_alone(run: Run, tmp_path: Path) -> None:
    key, file = make_key(tmp_path / "alice"), tmp_path / "it's a report.md"
    allowed = allow(tmp_path / "allowed", "alice", key)
    told = run.place.say("report", run.job, "-o", str(file), "--sign", str(key)).done()
    assert told["signature"] == f"{file}.sig"
    assert run.report["anchor"]["head"] in file.read_text(encoding="utf-8")

    words = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "alice", "-n", "drconsole-report", "-s", f"{file}.sig"]
    good = subprocess.run(words, input=file.read_bytes(), capture_output=True, check=False)
    assert good.returncode == 0
    assert told["key"] in good.stdout.decode()
    changed = file.read_bytes().replace(b"Succeeded", b"Succeedee", 1)
    assert subprocess.run(words, input=changed, capture_output=True, check=False).returncode != 0

    other = tmp_path / "other.html"
    run.place.say("report", run.job, "-o", str(file), "--sign", str(key)).refused(2, "file-exists")
    run.place.say("report", run.job, "-o", str(other), "--sign", str(tmp_path / "none")).refused(2, "no-key")
    locked = make_key(tmp_path / "locked", "a secret")
    said = run.place.say("report", run.job, "-o", str(other), "--sign", str(locked)).refused(3, "key-locked")
    assert "ssh-add" in said["advice"]
    run.place.say("report", run.job, "--sign", str(key)).refused(2, "no-file")
    assert not other.exists()


def test_runs_since_a_day_are_those_of_the_journal(tmp_path: Path) -> None:
    place = Place(tmp_path)
    try:
        place.load()
        place.start()
        place.say("run", "test-failover", "warehouse", "--confirm", "warehouse", "--wait")
        place.say("run", "failover", "shop", "--confirm", "shop", "--wait")
        place.say("run", "commit", "item:shop-db", "--confirm", "shop-db", "--wait")
        report, journal = place.say("report", "--since", "1d").done(), place.say("journal").done()
        ends = {event["job"]: event for event in journal if event["kind"] == "job.ended"}
        wanted: dict[str | None, list[tuple[Any, ...]]] = {}
        for event in journal:
            if event["kind"] == "job.created":
                end = ends[event["job"]]
                took = seconds(event["world_at"], end["world_at"])
                rto, state = event["rto"], end["state"]
                met = None if rto is None else state == "Succeeded" and took <= rto
                plan = event["request"]["target"] if event["request"]["target_type"] == "plan" else None
                told = (event["job"], event["request"]["operation"], state, pytest.approx(took, abs=1e-6), met)
                wanted.setdefault(plan, []).append(told)
        told_runs = {
            plan["key"]: [(r["job"], r["operation"], r["state"], r["rto_actual"], r["rto_met"]) for r in plan["runs"]]
            for plan in report["plans"]
            if plan["runs"]
        }
        assert told_runs == wanted
        lines = {plan["key"]: plan for plan in report["plans"]}
        assert (lines["warehouse"]["tests"], lines["warehouse"]["failovers"]) == (1, 0)
        assert (lines["shop"]["tests"], lines["shop"]["failovers"], lines["shop"]["rto_met"]) == (0, 1, 1)
        assert lines["intranet"]["drill"]["state"] == "never"
        later = place.say("report", "--since", "2030-01-01").done()
        assert not [plan for plan in later["plans"] if plan["runs"]]
        place.say("report", "--since", "yesterday").refused(2, "bad-time")
        place.say("report").refused(2, "bad-words")
        assert HtmlSeen.of(place.say("report", "--since", "1d", "--format", "html").done()["text"]).faults == []
    finally:
        place.clear()


def test_errors_of_a_remote_job_stand_with_its_steps_alone(tmp_path: Path) -> None:
    place = Place(tmp_path)
    try:
        place.load(grain="plan")
        place.start()
        found = place.say("check", "failover", "intranet").answered()["findings"]
        accept = [word for one in found if one["level"] == "error" for word in ("--accept", one["id"])]
        said = ("--confirm", "intranet", "--comment", "drill", *accept, "--wait")
        place.say("run", "failover", "intranet", *said)
        (job,) = place.say("jobs").done()
        told = place.say("report", job["id"]).done()["errors"]
        assert Counter((one["key"], one["code"]) for one in told) == {
            ("wiki", "ShutdownFailed"): 1,
            ("wiki", "539"): 1,
            ("phone-system", "28031"): 1,
            ("phone-system", "539"): 1,
        }
    finally:
        place.clear()
