"""Rows of a real estate come back as what the rules look at, and the rules say the same of them."""

from __future__ import annotations

from support.estates import contoso
from support.rig import Rig

from drconsole.records.view import busy_of, estate_of, look_of, validations_of
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.states.states import allowed_operations
from drconsole.recovery.states.taking_part import plan_allowed
from drconsole.recovery.types.words import Grain, TargetType


def rows_after(play):
    rig = Rig(contoso(), Grain.STEP)
    rig.live(play)
    return rig.store.rows("item"), rig.store.rows("plan")


async def fail_over(player):
    job = await player.run("failover", "shop")
    await player.ask("Validate", {"item": "shop-db", "result": "ok", "comment": "logged in"})
    return job


def test_what_is_allowed_follows_from_the_rows_as_it_did_from_the_provider():
    items, plans = rows_after(fail_over)
    view = estate_of(items, plans)
    for row in items:
        assert list(allowed_operations(view.items[row["key"]], view.statuses[row["key"]])) == row["allowed_operations"]
    for row in plans:
        assert list(plan_allowed(view.plans[row["key"]], view)) == row["allowed_operations"]


def test_the_guide_needs_no_engine():
    items, plans = rows_after(fail_over)
    found = next_step(look_of(items, plans), TargetType.PLAN, "shop")
    assert found.next_operation == "commit" or "validat" in found.why
    assert validations_of(items) == {"shop-db": "ok"}
    assert busy_of(items) == {}


def test_a_row_of_an_unknown_scenario_is_left_out_and_hurts_nothing():
    items, plans = rows_after(fail_over)
    strange = {**items[0], "scenario": "moon-to-mars", "key": "rover", "name": "rover"}
    assert "rover" not in estate_of([*items, strange], plans).items
