"""Verbs about estate documents."""

from __future__ import annotations

import json
from pathlib import Path

from cli_fakes import Run


def test_bundled_estates_are_listed_and_right(run: Run) -> None:
    found = run("estate", "list", "--json").json
    assert "contoso" in [estate["name"] for estate in found]
    assert run("estate", "check", "contoso", "--json").json["ok"] is True
    assert "contoso" in run("estate", "list").out


def test_a_wrong_estate_is_refused_with_file_line_and_path(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("estate: 1\nname: x\nplans: 7\n", encoding="utf-8")
    for verb in ("check", "load"):
        ran = run("--state", str(tmp_path / "state"), "estate", verb, str(file), "--json")
        assert ran.code == 2
        assert str(file) in ran.error["place"]
        assert not (tmp_path / "state").exists()


def test_an_action_that_can_never_run_is_a_warning_of_the_check(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "strange.yaml"
    file.write_text(
        "name: x\nsites: [{name: S, kind: vmware}, {name: C, kind: azure}]\npolicies: [{name: day}]\n"
        "items: [{name: a, scenario: vmware-to-azure, source: S, target: C, policy: day, agent_version: '9.62'}]\n"
        "plans:\n  - name: p\n    source: S\n    target: C\n    groups: [{items: [a]}]\n"
        "    before_shutdown: [{name: gate, manual: Look., operations: [test-failover]}]\n",
        encoding="utf-8",
    )
    told = run("estate", "check", str(file), "--json")
    assert told.code == 0 and told.json["ok"] is True
    (warning,) = told.json["warnings"]
    assert (warning["line"], warning["path"]) == (10, "plans[0].before_shutdown[0]")
    assert "a test failover has no shutdown" in warning["message"]
    assert "warning: " in run("estate", "check", str(file)).out
    assert run("estate", "check", "contoso", "--json").json["warnings"] == []


def test_a_generated_estate_is_right_and_always_the_same(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    assert run("estate", "generate", "--items", "50", "--seed", "3", "-o", str(file)).code == 0
    assert run("estate", "check", str(file), "--json").json["counts"]["items"] == 50
    assert run("estate", "generate", "--items", "50", "--seed", "3").out == file.read_text(encoding="utf-8")


def test_the_schema_is_a_json_document_also_without_asking(run: Run) -> None:
    assert json.loads(run("estate", "schema").out) == run("estate", "schema", "--json").json


def test_the_names_in_an_estate_are_shown(run: Run) -> None:
    found = run("estate", "show", "contoso", "--json").json
    (machine,) = [item for item in found["items"] if item["name"] == "stock-db"]
    assert (machine["scenario"], machine["plans"]) == ("hyperv-to-azure", ["warehouse"])
    told = run("estate", "show", "contoso").out
    for name in (
        "warehouse: stock-db > stock-app, label-printer",
        "action Call the bank",
        "contoso-test",
        "switch-dns",
    ):
        assert name in told
    assert f"file: {found['file']}" in told
