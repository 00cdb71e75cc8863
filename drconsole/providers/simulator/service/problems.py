"""Problems as the service tells them."""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import FAMILY, PROVIDER_NAME
from drconsole.providers.simulator.service.problem_texts import ALONE, BY_ITSELF, OTHER, TEXTS
from drconsole.providers.simulator.state.rows.rows import TaskErrorRow
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.work.tasks import TaskError


def problem(
    code: str, item: Item | None, detail: str = "", *, level: str = "Error", back: bool = False
) -> TaskErrorRow:
    """``back``: it happens where replication goes from the recovery to the primary side."""
    words = {
        "item": item.name if item else detail,
        "group": (item.source if back else item.target) if item else "",
        "provider": PROVIDER_NAME[FAMILY[item.scenario], back] if item else "Unknown",
        "detail": detail,
    }
    message, causes, action = (text.format(**words) for text in TEXTS.get(code, OTHER))
    return {
        "code": code,
        "message": message,
        "possible_causes": causes,
        "recommended_action": action,
        "level": level,
    }


def failure(code: str, item: Item | None, detail: str = "", *, back: bool = False) -> list[TaskErrorRow]:
    """As recorded, an item's failure gives two errors: the cause, then that the provider could not do it."""
    first = problem(code, item, detail, back=back)
    return [first] if item is None or code in ALONE else [first, problem("539", item, back=back)]


def caused_by_fault(code: str, item: Item | None, *, back: bool = False) -> list[TaskErrorRow]:
    """A failure for which there is no other cause."""
    return failure(code, item, BY_ITSELF.get(code, ""), back=back)


def as_errors(rows: list[TaskErrorRow], task: str | None = None) -> tuple[TaskError, ...]:
    return tuple(
        TaskError(
            row["code"],
            row["message"],
            row.get("possible_causes", ""),
            row.get("recommended_action", ""),
            row.get("task") or task,
            row.get("level", "Error"),
        )
        for row in rows
    )
