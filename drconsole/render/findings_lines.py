"""Findings that say the same of several machines, told once; and their advice with the console's keys. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drconsole.recovery.types.words import Level
from drconsole.render.keys import key_text
from drconsole.render.text import clean, prose

Finding = Mapping[str, Any]

VALIDATE_KEY = "V"
"""Opens the page that records what a person found of a machine."""

ADVICE_HERE = {
    "not-validated": f"Check the machine and record what you found: esc, then {key_text(VALIDATE_KEY)}.",
    "direction-to-choose": "Choose it below, under Which way; machines on the other side are skipped.",
    "encryption-key": "Name the file of the certificate at the bottom (e), then enter.",
}
"""How the kind of a finding begins -> its advice here, where the engine's is a command line."""
TEXTS = ("message", "possible_causes", "recommended_action")


def answered_here(finding: Finding) -> bool:
    """Whether the advice here is about this dialog or console."""
    return any(str(finding.get("id")).startswith(kind) for kind in ADVICE_HERE)


def grouped(findings: Sequence[Finding]) -> list[tuple[Finding, list[str]]]:
    """The first of each kind, with the names of the other machines. Errors stand alone: each is accepted by itself."""
    found: dict[tuple[str, ...], tuple[Finding, list[str]]] = {}
    for number, finding in enumerate(findings):
        item = str(finding.get("item") or "")
        alone = not item or finding.get("level") == Level.ERROR
        texts = (str(finding.get(part) or "").replace(item, "\0") for part in TEXTS)
        key = (str(number),) if alone else (str(finding.get("level")), *texts)
        if key in found:
            found[key][1].append(item)
        else:
            found[key] = (finding, [])
    return list(found.values())


def finding_text(finding: Finding, others: Sequence[str] = ()) -> str:
    """What it is, of whom else, its causes, and what helps; a line each."""
    here = (way for kind, way in ADVICE_HERE.items() if str(finding.get("id")).startswith(kind))
    advice = next(here, prose(finding.get("recommended_action") or ""))
    same = f"The same of {', '.join(map(clean, others))}." if others else ""
    lines = (prose(finding.get("message")), same, prose(finding.get("possible_causes") or ""), advice)
    return "\n    ".join(line for line in lines if line)
