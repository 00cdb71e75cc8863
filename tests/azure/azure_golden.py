"""What is read of every file, as text that can be compared. Run it to write that anew, with ``DRCONSOLE_AZURE_DATA``
set and ``tests/azure`` on PYTHONPATH; read the difference before you commit it."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from azure_data import HERE, Body, bodies, context_of, files, of_kind

from drconsole.providers.azure.wire import errors, events, health, items, plans, points

GOLDEN = HERE / "golden"
AS_OF = datetime(2024, 1, 1, tzinfo=UTC)


def golden_of(file: Path) -> Path:
    """Where the golden reading of a file's folder lies."""
    return GOLDEN / f"{file.parent.name}.json"


def reading(file: Path) -> dict[str, Any]:
    """Everything that is read of a file, by kind; what was answered several times stands once."""
    found = bodies(file)
    context = context_of(found)
    read: dict[str, list[object]] = {
        "sites": [*context.sites.all, *context.sites.unread],
        "policies": [*context.policies.all],
        "networks": [*context.networks.all],
        "items": [],
        "statuses": [],
        "unreadable": [],
        "plans": [plans.plan(one, context) for one in of_kind(found, "replicationrecoveryplans")],
        "plan_statuses": [plans.status(one, AS_OF, context) for one in of_kind(found, "replicationrecoveryplans")],
        "points": [*points.points(of_kind(found, "recoverypoints"), "item")],
        "events": [*events.events(of_kind(found, "replicationevents"))],
        "health": [health.vault_health(one) for one in of_kind(found, "replicationvaulthealth")],
        "errors": [error for one in found for error in _errors(one)],
    }
    for one in of_kind(found, "replicationprotecteditems"):
        configured = items.item(one, context)
        read["unreadable" if configured is None else "items"].append(configured or items.unreadable(one, context))
        if configured is not None:
            read["statuses"].append(items.status(one, AS_OF, context))
    return {kind: unique for kind, told in read.items() if (unique := _once([_plain(one) for one in told]))}


def _errors(body: Body) -> tuple[object, ...]:
    return errors.of_answer(body.status, body.json) if body.kind in ("error", "operation") else ()


def _plain(value: object) -> Any:
    """JSON of a value of ours; of a type of ours only what differs from its defaults."""
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _once(told: list[Any]) -> list[Any]:
    return [one for number, one in enumerate(told) if one not in told[:number]]


def main() -> None:
    read: dict[Path, dict[str, Any]] = {}
    for file in files():
        if what := reading(file):
            read.setdefault(golden_of(file), {})[file.name] = what
    for path, content in read.items():
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(content)} files")


if __name__ == "__main__":
    main()
