"""Lessons that are made of runs: of a simulation whose run went wrong, and what none can be made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cli_fakes import Run

from drconsole.settings.state import StatePaths
from drconsole.training.exercise import end_engine

pytestmark = pytest.mark.slow


@pytest.fixture
def state(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    folder = str(tmp_path / "life")
    assert run("--state", folder, "estate", "load", "contoso").code == 0
    assert run("--state", folder, "engine", "start", "--speed", "600").code == 0
    yield folder
    end_engine(StatePaths.of(Path(folder)))


def newest(run: Run, state: str) -> str:
    return str(run("--state", state, "--json", "jobs").json[0]["id"])


def test_a_run_that_went_wrong_becomes_a_lesson_with_its_faults_and_a_way_out(
    run: Run, state: str, tmp_path: Path
) -> None:
    found = run("--state", state, "--json", "check", "failover", "intranet").json["findings"]
    accepted = [word for one in found if one["overridable"] for word in ("--accept", one["id"])]
    words = ("run", "failover", "intranet", "--confirm", "intranet", "--comment", 'power | "x" # no', "--wait")
    assert run("--state", state, *words, *accepted).code == 1
    file = tmp_path / "last-night.yaml"
    made = run("--state", state, "--json", "train", "from-job", newest(run, state), "-o", str(file))
    assert made.code == 0, made.err
    assert made.json["solution"] == "by-the-book"
    lesson = yaml.safe_load(file.read_text())
    assert [(one["fault"]["kind"], one["fault"]["item"]) for one in lesson["injects"]] == [
        ("shutdown-fails", "wiki"),
        ("step-fails", "phone-system"),
    ]
    assert lesson["ways"]["as-it-was"]["acts"][0]["comment"] == 'power | "x" # no'
    estate = yaml.safe_load((tmp_path / "last-night.estate.yaml").read_text())
    assert [item["name"] for item in estate["items"]] == ["wiki", "badge-reader", "phone-system"]
    assert (estate["plans"][0]["rto"], [len(one["items"]) for one in estate["plans"][0]["groups"]]) == ("600s", [1, 2])
    assert "Not known, as no row tells it" in (tmp_path / "last-night.estate.yaml").read_text()
    checked = run("train", "check", str(file))
    assert checked.code == 0
    steps = [step["id"] for step in lesson["steps"]]
    assert f"why is still to be written for {len(steps)} steps: {', '.join(steps)}" in checked.err
    assert run("train", "check", "first-look").err == ""
    played = run("--json", "train", "play", str(file), "--solution").json
    assert (played["passed"], played["score"]) == (True, 100)
    assert all(step["done_at"] is not None for step in played["steps"])
    wrong = run("--json", "train", "play", str(file), "--path", "as-it-was").json
    assert {one["id"] for one in wrong["objectives"] if one["result"] != "met"} == {
        *lesson["ways"]["as-it-was"]["misses"]
    }
    again = run("--state", state, "--json", "train", "from-job", newest(run, state), "-o", str(file))
    assert (again.code, again.error["code"]) == (2, "file-exists")


def test_decisions_that_were_right_are_the_solution(run: Run, state: str, tmp_path: Path) -> None:
    for words in (
        ("run", "planned-failover", "warehouse", "--confirm", "warehouse", "--wait"),
        *(("validate", name, "--result", "ok", "--comment", "seen") for name in ("stock-db", "stock-app")),
        ("validate", "label-printer", "--result", "ok", "--comment", "seen"),
        ("run", "commit", "warehouse", "--confirm", "warehouse", "--wait"),
    ):
        assert run("--state", state, *words).code == 0, words
    file = tmp_path / "good.yaml"
    commit, job = (one["id"] for one in run("--state", state, "--json", "jobs").json)
    assert run("--state", state, "--json", "train", "from-job", job, "-o", str(file)).json["solution"] == "as-it-was"
    acts = yaml.safe_load(file.read_text())["ways"]["solution"]
    assert [next(iter(act)) for act in acts] == ["run", "validate", "validate", "validate", "run"]
    assert run("--json", "train", "play", str(file), "--solution").json["passed"] is True
    refused = run("--state", state, "--json", "train", "from-job", commit, "-o", str(tmp_path / "no.yaml"))
    assert (refused.code, refused.error["code"]) == (2, "no-lesson")
    assert "planned-failover" in refused.error["advice"]
    odd = run("--state", state, "--json", "train", "from-job", job, "-o", str(tmp_path / "x.txt"))
    assert (odd.code, odd.error["code"]) == (2, "bad-words")
