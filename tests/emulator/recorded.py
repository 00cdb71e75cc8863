"""Recorded bodies by kind of object, and the shape of a body: which keys it has, with which types."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = os.environ.get("DRCONSOLE_AZURE_DATA", "")

SINGLE = {
    "replicationfabrics": "fabric",
    "replicationprotectioncontainers": "container",
    "replicationprotectioncontainermappings": "container mapping",
    "replicationprotecteditems": "item",
    "recoverypoints": "recovery point",
    "replicationprotectableitems": "protectable item",
    "replicationalertsettings": "alert setting",
    "replicationrecoveryplans": "plan",
    "replicationpolicies": "policy",
    "replicationnetworks": "network",
    "replicationnetworkmappings": "network mapping",
    "replicationjobs": "job",
    "replicationevents": "event",
    "replicationvaulthealth": "vault health",
    "replicationoperationstatus": "operation status",
}
"""Segment of a path -> kind of what lies there."""

Shape = dict[str, set[str]]
"""Path of a key (``properties.tasks[].name``) -> types that it was seen with."""


def exchanges() -> Iterator[tuple[str, str, Any]]:
    """(api-version, path, body) of each recorded or specified GET that was answered, newest versions first."""
    found = []
    for file in sorted(Path(DATA, "recorded").glob("*.json")):
        for one in json.loads(file.read_text()):
            path, _, query = one["path"].partition("?")
            if one["method"] == "GET" and one["status"] == 200 and one["response"]:
                found.append((query.partition("api-version=")[2][:10], path, one["response"]))
    yield from sorted(found, key=lambda one: one[0], reverse=True)


def kind_of(path: str, body: Any) -> tuple[str, list[Any]]:
    """The kind of object behind a path, and the objects in the body; empty = none that the emulator has.

    A list of plans is a kind of its own."""
    parts = [part.lower() for part in path.split("/vaults/")[-1].split("/")[1:]]
    kind = SINGLE.get(parts[-1] if len(parts) % 2 else parts[-2], "") if parts else ""
    if not kind:
        return "", []
    if "value" in body:
        return ("plan in a list" if kind == "plan" else kind), body["value"]
    return kind, [body]


def instance_of(kind: str, body: Any) -> str:
    """``instanceType`` of what makes one body of a kind differ from another; empty where nothing does."""
    properties = body.get("properties") or {}
    for name in ("providerSpecificDetails", "customDetails", "fabricSpecificSettings"):
        details = properties.get(name)
        if isinstance(details, dict) and "instanceType" in details and kind != "event":
            return str(details["instanceType"])
    return ""


def shape(body: Any) -> Shape:
    """Keys at every depth; all entries of a list count as one."""
    found: Shape = {}
    _walk(body, "", found)
    return found


FREE = ("affectedObjectDetails", "tags", "targetVmTags", "targetNicTags", "consistencyPoints")
"""Objects whose keys are data."""


def _walk(value: Any, path: str, found: Shape) -> None:
    if isinstance(value, dict) and path.rpartition(".")[2] not in FREE:
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}".lstrip("."), found)
    elif isinstance(value, list):
        found.setdefault(path, set()).add("list")
        for inner in value:
            if isinstance(inner, dict | list):
                _walk(inner, f"{path}[]", found)
    if path and not isinstance(value, list):
        found.setdefault(path, set()).add(_type(value))


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    return {dict: "object", list: "list", str: "string", int: "number", float: "number"}[type(value)]


def merge(shapes: Iterator[Shape]) -> Shape:
    found: Shape = {}
    for one in shapes:
        for path, types in one.items():
            found.setdefault(path, set()).update(types)
    return found
