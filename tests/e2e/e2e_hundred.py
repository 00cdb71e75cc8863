"""A plan of a hundred machines whose names, scripts and people say what would break a document, and its failover."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from e2e_state import Place
from support.estates import HEAD
from support.patience import PATIENCE

HOSTILE = "<script>alert('x')</script> | \"q\" & *b* [l](javascript:x) `c` </td></table>"
"""Markup of HTML and Markdown, a column's border, quotes."""
MACHINES = 100
PLAN = "crew <b>&\"'|"
FAULTS = """
  - {kind: shutdown-fails, item: m3}
  - {kind: step-fails, item: m5, step: VmFailover, code: "28031"}
  - {kind: step-fails, item: m8, step: VmFoStartVmOnSecondary, code: "28031"}
"""


def name_of(number: int) -> str:
    """Every tenth machine has a hostile name."""
    return f"m{number} <i>|`*'\\\"&" if number % 10 == 0 else f"m{number}"


def document(folder: Path) -> Path:
    """Write the estate, with a script that says hostile things and fails."""
    script = folder / "says.sh"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{HOSTILE}\n\x1b[31mred\x07 =1+1\nEND\nexit 3\n")
    script.chmod(0o755)
    lines = [HEAD.format(seed=7).replace("protected_for: 20d", "protected_for: 20d, lag: 30s"), "items:"]
    for number in range(1, MACHINES + 1):
        lines.append(
            f"  - {{key: m{number}, name: {_quoted(name_of(number))}, scenario: vmware-to-azure, source: plant,"
            " target: cloud, os: windows, policy: day, network: plant-lan, churn: 2, agent_version: '9.62'}"
        )
    half = MACHINES // 2
    first, second = (", ".join(f"m{n}" for n in part) for part in (range(1, half + 1), range(half + 1, MACHINES + 1)))
    lines += [
        "plans:",
        f"  - {{key: crew, name: {_quoted(PLAN)}, source: plant, target: cloud, changed: 7d, rto: 30m, groups: [",
        f"      {{items: [{first}], post: [",
        f"        {{name: {_quoted(HOSTILE[:70])}, script: {script}}}, {{name: tills, manual: {_quoted(HOSTILE)}}}]}},",
        f"      {{items: [{second}]}}]}}",
        "faults:" + FAULTS.rstrip(),
    ]
    path = folder / "hundred.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def failed_over(place: Place) -> str:
    """Load it, fail it over with a hold, answers and a validation; return the job's id."""
    place.load(document(place.folder))
    place.start()
    checked = place.say("check", "failover", "plan:crew").answered()
    accept = [word for one in checked["findings"] if one["level"] == "error" for word in ("--accept", one["id"])]
    said = ("--comment", HOSTILE, "--confirm", PLAN, *accept)
    job: str = place.say("run", "failover", "plan:crew", *said).done()["id"]
    place.say("job", "hold", job, "--comment", f"=HOLD {HOSTILE}").done()
    place.say("job", "resume", job, "--comment", "go on").done()
    end = time.monotonic() + PATIENCE
    while not (row := place.say("jobs", job).done())["ended_at"]:
        assert time.monotonic() < end, row
        for wait in row["waits_for"]:
            outcome = "skip" if "skip" in wait["outcomes"] and "done" not in wait["outcomes"] else "done"
            place.say("job", "answer", job, wait["task"], "--outcome", outcome, "--comment", HOSTILE)
        time.sleep(0.1)
    place.say("validate", "item:m1", "--result", "failed", "--comment", HOSTILE).done()
    return job


def items(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report's items by key."""
    return {item["key"]: item for item in report["items"]}
