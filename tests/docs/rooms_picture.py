"""Draws the rooms of drconsole and their imports, as Mermaid: what docs/architecture.md shows."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import grimp

PROJECT = Path(__file__).parents[2] / "pyproject.toml"

Arrows = set[tuple[str, str]]

INSIDE = ("recovery", "engine", "console", "providers.simulator")
"""Rooms with rooms of their own."""


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("drconsole", cache_dir=None)


def arrows(room: str = "") -> Arrows:
    """Who imports whom, directly, among the rooms of ``drconsole`` or of one room."""
    prefix = f"drconsole.{room}." if room else "drconsole."
    found: Arrows = set()
    for module in _graph().modules:
        for imported in _graph().find_modules_directly_imported_by(module):
            if module.startswith(prefix) and imported.startswith(prefix):
                ends = (module.removeprefix(prefix).split(".")[0], imported.removeprefix(prefix).split(".")[0])
                if ends[0] != ends[1] and not ends[0].startswith("__"):
                    found.add(ends)
    return found


def below(room: str, given: Arrows) -> set[str]:
    """All that a room imports, directly or by way of others."""
    found: set[str] = set()
    waiting = [room]
    while waiting:
        upper = waiting.pop()
        new = {to for origin, to in given if origin == upper} - found
        found |= new
        waiting += new
    return found


def reduced(given: Arrows) -> Arrows:
    """Without the arrows that follow from others (the transitive reduction): a picture that can be read."""
    return {
        (origin, to)
        for origin, to in given
        if not any(to in below(other, given) for start, other in given if start == origin and other != to)
    }


def _mermaid(given: Arrows) -> str:
    lines = [f"    {origin} --> {to}" for origin, to in sorted(reduced(given))]
    return "\n".join(("```mermaid", "flowchart TD", *lines, "```", ""))


def house() -> str:
    """The picture of all rooms, and below it every direct import."""
    given = arrows()
    rooms = sorted({room for ends in given for room in ends}, key=lambda room: (len(below(room, given)), room))
    rows = [
        f"| `{room}` | {', '.join(sorted(to for origin, to in given if origin == room)) or '-'} |" for room in rooms
    ]
    return _mermaid(given) + "\n| room | imports directly |\n|---|---|\n" + "\n".join(rows) + "\n"


def inside() -> str:
    return "\n".join(f"Inside `{room}`:\n\n{_mermaid(arrows(room))}" for room in INSIDE)


def walls() -> str:
    """Who may import whom: the contracts of import-linter, a line each, layers from the top down."""
    contracts = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return "".join(f"- {one['name']}{_layers(one)}.\n" for one in contracts)


def _layers(contract: dict[str, list[str]]) -> str:
    layers = [layer.replace("drconsole.", "") for layer in contract.get("layers", [])]
    return f": `{' > '.join(layers)}`" if layers else ""
