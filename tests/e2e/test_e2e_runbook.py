"""The runbook of a plan: every machine, every action in its place, the manual way of each step, and boxes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from e2e_hundred import HOSTILE, MACHINES, document, name_of
from e2e_state import Place
from support.documents import HtmlSeen, markdown_cells, markdown_kinds

pytest_plugins = ["e2e_fixtures"]

BOX = "☐"


def checklist(text: str) -> list[list[str]]:
    return [row for row in markdown_cells(text) if row[0] == BOX]


def runbook(place: Place, plan: str, form: str = "md") -> str:
    said: str = place.say("runbook", plan, "--format", form).done()["text"]
    return said


def test_the_checklist_follows_the_plan(place: Place) -> None:
    place.load()
    place.start()
    text = runbook(place, "shop")
    assert text.startswith("**SIMULATION**")
    assert markdown_kinds(text) <= {"heading", "paragraph", "bullet_list", "list_item", "table", "text", "strong"}
    (plan,) = (row for row in place.say("plans").done() if row["key"] == "shop")
    rows = {row["key"]: row for row in place.say("items").done()}
    steps = [row[2] for row in checklist(text)]
    assert [row[1] for row in checklist(text)] == [str(number) for number in range(1, len(steps) + 1)]
    downs = [step.split()[2] for step in steps if step.startswith("Shut down ")]
    assert downs == [item["key"] for group in reversed(plan["groups"]) for item in group["items"]]
    assert steps.index(f"Shut down {downs[-1]} at Seattle") < steps.index(f"Fail over {downs[-1]}")
    ups = [row for row in checklist(text) if row[2].startswith("Group ")]
    assert [row[2].split()[2] for row in ups] == [item["key"] for group in plan["groups"] for item in group["items"]]
    for row in ups:
        assert rows[row[2].split()[2]]["target_address"] in row[3]
    after = [steps.index(name) for name in ("Script: Warm the caches", "Runbook: Point the shop's name to Azure")]
    assert steps.index("Group 2: shop-web-01 runs at Azure West US 2") < after[0] < after[1]
    assert steps[-4:] == ["Validate", "Commit", "Keep the machines at Seattle down", "Re-protect"]
    assert all(row[3] for row in checklist(text)), "every step has its manual way"
    assert "nobody told this program" in text
    assert "likely" in text.split("## If it were run now")[1]


def test_without_an_engine_it_says_what_was_not_checked(place: Place) -> None:
    place.load()
    text = runbook(place, "finance")
    assert "Not checked: no engine answered" in text
    assert len([row for row in checklist(text) if row[2].startswith("Shut down ")]) == 4
    place.say("runbook", "shpo").refused(2, "unknown-plan")


def test_machines_that_run_there_already_are_left_out(place: Place, tmp_path: Path) -> None:
    place.load()
    place.start()
    place.say("run", "failover", "item:stock-app", "--confirm", "stock-app", "--wait")
    steps = [row[2] for row in checklist(runbook(place, "warehouse"))]
    assert "Leave out stock-app" in steps
    assert not [step for step in steps if "stock-app" in step and step != "Leave out stock-app"]
    for name in ("stock-db", "label-printer"):
        place.say("run", "failover", f"item:{name}", "--confirm", name, "--wait").done()
    text = runbook(place, "warehouse")
    assert "Fail over nothing" in [row[2] for row in checklist(text)]
    assert not [row for row in checklist(text) if row[2].startswith("Leave out")]
    rpo = [row[-1] for row in markdown_cells(text.split("## Recovery points")[1].split("\n## ")[0])[1:]]
    assert set(rpo) == {"(failed over)"}
    file = tmp_path / "plan.html"
    place.say("runbook", "warehouse", "-o", str(file)).done()
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("form", ["md", "html"])
def test_foreign_text_of_a_plan_stays_text(place: Place, form: str) -> None:
    place.load(document(place.folder))
    text = runbook(place, "crew", form)
    seen: Any
    if form == "html":
        found = HtmlSeen.of(text)
        assert found.faults == []
        assert not found.tags & {"script", "a", "b", "i", "link"}
        seen = found.text
        assert seen.count(BOX) > 3 * MACHINES
    else:
        assert "html" not in "".join(markdown_kinds(text))
        seen = "\n".join(cell for row in markdown_cells(text) for cell in row)
        assert len(checklist(text)) > 3 * MACHINES
    assert HOSTILE in seen
    assert f"Fail over {name_of(10)}" in seen
