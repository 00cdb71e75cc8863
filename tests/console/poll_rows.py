"""A poll that bea asks and cy answers, and an alarm that bea shelved: rows for tests and frames."""

from __future__ import annotations

from typing import Any

from console_fakes import samples
from led_rows import OWN, console_row
from support.polls import OVER, POLL, SHELF

__all__ = ["OVER", "POLL", "polled", "shelved"]


def polled(pid: int, seat: str = "operator", moment: str = "running", **poll: Any) -> dict[str, Any]:
    """News of the console of a process."""
    sample = samples()[moment]
    consoles = [console_row(OWN, "ann", pid, seat), console_row("user:2", "bea", 1), console_row("user:3", "cy", 2)]
    rows = {**{name: found for name, found in sample.tables.items() if found}, "task": sample.tasks}
    return {
        "rows": {**rows, "poll": {"q1": {**POLL, **poll}}},
        "status": {**sample.status, "consoles": consoles},
    }


def shelved() -> dict[str, Any]:
    """News of an alarm that is put aside, as the sample estate stands after its failover."""
    sample = samples()["done"]
    rows = {name: found for name, found in sample.tables.items() if found}
    items = [row for row in sample.tables["item"].values() if row["stand"] == "not-committed"]
    plan = next(row["key"] for row in sample.tables["plan"].values() if row["name"] == "finance")
    shelf = {**SHELF, "key": f"not-committed:{plan}", "alarm": f"not-committed:{plan}"}
    shelf |= {"about": [row["key"] for row in items], "count": len(items)}
    return {"rows": {**rows, "shelved": {shelf["key"]: shelf}}}
