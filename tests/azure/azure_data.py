"""Bodies of the service to read: recorded exchanges and examples of its specification, and our own excerpts.

``DRCONSOLE_AZURE_DATA`` names a folder with ``recorded/`` (exchanges) and ``spec/`` (``responses``).
Whatever lies there is taken: nothing here knows a file by its name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.estate.networks import networks
from drconsole.providers.azure.wire.estate.policies import policies
from drconsole.providers.azure.wire.estate.sites import sites

HERE = Path(__file__).parent
EXCERPTS = HERE / "excerpts"
_ERROR, _JOB, _OPERATION = "error", "replicationjobs", "operation"


@dataclass(frozen=True, slots=True)
class Body:
    """One JSON object of an answer, an element of a list by itself."""

    file: Path
    where: str
    """Which answer of the file, for messages."""
    status: int
    kind: str
    """Last segment of its ARM type in lower case, or what its form tells: ``error``, ``replicationjobs``, ...; empty =
    something else."""
    json: dict[str, Any]


def files() -> list[Path]:
    """Files of the folder named by the environment, then our excerpts."""
    named = os.environ.get("DRCONSOLE_AZURE_DATA")
    outside = sorted(path for path in Path(named).rglob("*.json")) if named else []
    return [*outside, *sorted(EXCERPTS.glob("*.json"))]


def bodies(file: Path) -> list[Body]:
    """Every body that a file's answers have."""
    return [
        Body(file, where, status, _kind(one), one)
        for where, status, whole in _answers(json.loads(file.read_text(encoding="utf-8")))
        for one in _single(whole)
    ]


def of_kind(found: list[Body], kind: str) -> list[dict[str, Any]]:
    return [body.json for body in found if body.kind == kind and body.status < 400]


def context_of(found: list[Body]) -> Context:
    """Lookups made of what a file itself tells."""
    known = sites(of_kind(found, "replicationfabrics"))
    return Context(
        sites=known,
        policies=policies(of_kind(found, "replicationpolicies")),
        networks=networks(
            of_kind(found, "replicationnetworks"),
            of_kind(found, "replicationnetworkmappings"),
            of_kind(found, "replicationprotecteditems"),
            known,
        ),
    )


def _answers(content: Any) -> Iterator[tuple[str, int, dict[str, Any]]]:
    exchanges = content if isinstance(content, list) else content.get("exchanges", [])
    for number, exchange in enumerate(exchanges):
        if isinstance(exchange.get("response"), dict):
            where = f"exchange {number}: {exchange['method']} {exchange['path']}"
            yield where, int(exchange["status"]), exchange["response"]
    if isinstance(content, dict):
        for status, answer in content.get("responses", {}).items():
            if isinstance(answer.get("body"), dict):
                yield f"response {status}", int(status), answer["body"]


def _single(whole: dict[str, Any]) -> list[dict[str, Any]]:
    value = whole.get("value")
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else [whole]


def _kind(body: dict[str, Any]) -> str:
    if isinstance(body.get("error"), dict) and "id" not in body:
        return _ERROR
    found = str(body.get("type") or "").rpartition("/")[2].lower()
    if found:
        return found
    if "/replicationjobs/" in str(body.get("id") or "").lower():
        return _JOB
    return _OPERATION if "percentComplete" in body else ""
