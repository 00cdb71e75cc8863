"""A handover on the command line: the brief without an engine, the offer, and what takes it over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run, World, job_row

from drconsole.records.rows.room.handovers import BriefRow

OFFER: dict[str, Any] = {
    "id": "h1", "by_key": "user:1", "by": "ann", "to_key": "user:2", "to": "bob", "comment": "the shift ends",
    "offered_at": "2026-03-01T10:00:00Z", "until": "2026-03-01T10:30:00Z", "seats": ["operator"],
    "read_back": [{"key": "job:J1", "prompt": "What runs, and on what?"}], "state": "offered",
    "ended_at": None, "ended_by": None, "why": "", "leads": [],
}  # fmt: skip
LINE = {"key": "job:J1", "section": "runs", "text": "failover of Shop (job J1)", "about": [], "severity": "none"}
BRIEF: BriefRow = {
    "at": "2026-03-01T10:00:00Z", "world_at": "2026-03-01T12:00:00Z", "mode": "SIMULATION",
    "lines": [LINE], "seats": ["approver: bob"],
    "decisions": ["2026-03-01 09:00:00Z ann: started"], "anchor": {"head": "ab" * 32, "length": 7},
}  # type: ignore[typeddict-item]  # fmt: skip


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(type(world.reader), "brief", lambda self, asked, without="": BRIEF, raising=False)
    monkeypatch.setattr("drconsole.cli.commands.room.handover._brief", lambda context, without="": BRIEF)


def test_the_brief_is_read_written_and_given_as_json(run: Run, tmp_path: Path) -> None:
    out = run("handover").out
    assert "journal abababababababab:7" in out
    assert "Runs\n  failover of Shop (job J1)\n" in out
    assert run("handover", "--json").json == BRIEF
    file = tmp_path / "brief.md"
    assert run("handover", "-o", str(file)).code == 0
    text = file.read_text()
    assert text.startswith("**SIMULATION**\n\n# Handover\n")
    assert "## Runs\n\n- failover of Shop (job J1)" in text


def test_a_handover_is_offered_listed_and_ended(world: World, run: Run) -> None:
    world.engine.answers["OfferHandover"] = OFFER
    out = run("handover", "offer", "bob", "--comment", "the shift ends").out
    assert out.startswith("h1: ann to bob: the shift ends, with the seat operator; offered, until 2026-03-01 10:30:00Z")
    assert world.engine.asked[-1] == (
        "OfferHandover",
        {"to": "bob", "comment": "the shift ends", "keep_seats": False},
    )
    for verb, kind in (("decline", "DeclineHandover"), ("withdraw", "WithdrawHandover")):
        world.engine.answers[kind] = {**OFFER, "state": f"{verb}d".replace("withdrawd", "withdrawn")}
        assert "nothing passed" in run("handover", verb, "h1").out
    world.reader.put("handover", "h1", OFFER)
    assert [one["id"] for one in run("handover", "offers", "--json").json] == ["h1"]


def test_without_a_terminal_the_brief_that_was_read_is_named(world: World, run: Run, tmp_path: Path) -> None:
    world.reader.put("handover", "h1", OFFER)
    world.reader.put("job", "J1", job_row(id="J1"))
    world.engine.answers["AcceptHandover"] = {**OFFER, "state": "accepted", "leads": ["J1"]}
    assert run("handover", "accept", "h1", "--json").error["code"] == "needs-a-terminal"
    file = tmp_path / "brief.json"
    run("handover", "-o", str(file))
    said = run("handover", "accept", "h1", "--brief", str(file), "--read-back", "shop runs")
    assert said.out == "bob took over from ann: leads J1 and has the seat operator\n"
    assert world.engine.asked[-1] == (
        "AcceptHandover",
        {"handover": "h1", "gone_through": ["job:J1"], "read_back": ["shop runs"]},
    )
    file.write_text("no brief")
    assert run("handover", "accept", "h1", "--brief", str(file), "--json").error["code"] == "bad-brief"
    assert run("handover", "accept", "h9", "--json").error["code"] == "no-such-handover"
