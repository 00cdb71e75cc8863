"""What was seen last of an item's machines, in a line."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.rows.estate.items import ItemRow, MachinesRow, MustStayDownRow
from drconsole.render.estate.items.machine_now import machine_now

SITES = {"source": "Seattle", "target": "Azure", "authority": "Azure", "as_of": "2026-03-02T12:00:00Z"}


def seen(source: str | None, target: str | None) -> dict[str, Any]:
    shown = {"source-powered": source, "target-running": target}
    return {"machines": whole(MachinesRow, stays_down=None, left_off_by=None, cancelled=False, **shown)}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (seen("off", "stopped"), "✗ RUNS NOWHERE  stopped at Azure, off at Seattle, seen"),
        (seen("off", "absent"), "✗ RUNS NOWHERE  absent at Azure, off at Seattle, seen"),
        (seen("on", "running"), "✗ RUNS TWICE  running at Azure, on at Seattle, seen"),
        (seen("off", "running"), "✓ runs  at Azure, off at Seattle, seen"),
        (seen(None, None), "? UNKNOWN  no answer at Azure, no answer at Seattle, seen"),
        ({"source_powered": False, "target_powered": False}, "✗ RUNS NOWHERE  stopped at Azure, off at Seattle, seen"),
    ],
)
def test_what_is_seen_of_its_machines_is_said_with_its_time(known: dict[str, Any], said: str) -> None:
    item = whole(ItemRow, **{"source_powered": None, "target_powered": None, **SITES, **known})
    text, _ = machine_now(item)
    assert text.startswith(said)
    assert "12:00:00Z" in text


@pytest.mark.parametrize(
    ("silent_since", "when"),
    [(None, "since 2026-03-02 09:00:00Z"), ("2026-03-02T11:00:00Z", "seen 2026-03-02 09:00:00Z")],
)
def test_of_a_machine_that_must_stay_down_it_says_since_when_and_not_when_it_was_looked_at(
    silent_since: str | None, when: str
) -> None:
    down = whole(MustStayDownRow, seen="off", seen_at="2026-03-02T09:00:00Z", silent_since=silent_since)
    item = whole(ItemRow, **{**SITES, **seen("off", "running"), "must_stay_down": down})
    assert machine_now(item)[0] == f"✓ runs  at Azure, off at Seattle, {when}"
