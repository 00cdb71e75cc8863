"""What the rules advise, as it is typed on the command line."""

from __future__ import annotations

from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.work.tasks import Finding
from drconsole.render.words.command_lines import command_of, typed


def command(found: Guide) -> str:
    """Of what is next; empty = nothing is to be typed."""
    return command_of(map(as_json, found.remedies))


def advice(finding: Finding) -> str:
    return typed(finding.recommended_action, map(as_json, finding.remedies))
