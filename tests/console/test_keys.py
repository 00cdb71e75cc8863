"""The console on an estate whose keys are no names: two items of one name stay two, and nothing is unknown."""

from __future__ import annotations

import pytest
from console_host import screen_lines
from dialog_support import choose, opened, press, text_of, typed
from live_world import Watched, live_console
from support.keyed import DB, FRONT, WEB_1, WEB_2, keyed
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.targets import choices_of, target_named
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean

LARGE = (120, 44)
BOTH = (f"web ({WEB_1})", f"web ({WEB_2})")
GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN], ids=str)


def rig(grain: Grain = Grain.STEP) -> Rig:
    return Rig(keyed(), grain, speed=60.0)


async def failed_over(player: Player) -> None:
    await player.run("failover", "front")


def text(watched: Watched) -> str:
    return "\n".join(screen_lines(watched.app))


async def test_the_plans_and_the_plans_page_name_every_item_and_offer_what_it_allows() -> None:
    async with live_console(rig(), size=LARGE) as (watched, _):
        await watched.pilot.press("2")
        await watched.pilot.pause()
        listed = text(watched)
        assert "front" in listed
        assert "is unknown" not in listed
        assert "Next: " in listed
        await watched.pilot.press("enter")
        await watched.pilot.pause()
        page = text(watched)
        assert all(each in page for each in (*BOTH, "db"))
        assert "not reported  " not in page.replace("RPO", "")
        assert "3 valid at " in page
        assert page.count("Protected") >= 3


@GRAINS
async def test_a_failover_goes_through_the_dialogue_with_every_machine_and_its_point(grain: Grain) -> None:
    async with live_console(rig(grain), size=LARGE) as (watched, session):
        dialog = OperationDialog("failover", ("plan", FRONT))
        done = await opened(watched.app, watched.pilot, dialog)
        assert dialog.preview is not None
        shown = text_of(dialog)
        assert all(each in shown for each in BOTH)
        assert "Machines that take part: 3" in shown
        assert "none to choose" not in shown
        await choose(watched.app, watched.pilot, dialog, "point:latest-processed")
        await press(watched.app, watched.pilot, "n", *typed("front"), "enter")
        (body,) = session.asked("StartJob")
        assert body["target"] == f"plan-key:{FRONT}"
        await watched.hear()
        job = watched.world.rig.store.row("job", done[0])
        assert outcomes(job) == dict.fromkeys([WEB_1, WEB_2, DB], "Succeeded")


async def test_the_jobs_page_tells_the_end_and_the_point_of_each() -> None:
    async with live_console(rig(), failed_over, size=(120, 70)) as (watched, _):
        (job,) = watched.world.rig.store.rows("job")
        await watched.app.open("job.page:JobScreen", job["id"])
        await watched.pilot.pause()
        await watched.hear()
        page = text(watched)
        for each in BOTH:
            assert f"✓ Succeeded  {each}" in page
        assert page.count("point used: ") == 3


async def test_each_machine_of_a_plan_is_validated_by_itself() -> None:
    async with live_console(rig(), failed_over, size=LARGE) as (watched, session):
        await watched.pilot.press("2", "V")
        for _ in range(3):
            await watched.pilot.pause()
            await press(watched.app, watched.pilot, "space", "c", "o", "k", "enter")
        await watched.hear()
        said = [body["item"] for body in session.asked("Validate")]
        assert said == [f"item-key:{key}" for key in (WEB_1, WEB_2, DB)]
        rows = watched.world.rig.store.rows("item")
        assert {row["key"] for row in rows if row["validation"]} == {WEB_1, WEB_2, DB}


async def test_the_points_page_of_a_plan_reads_every_item() -> None:
    async with live_console(rig(), size=LARGE) as (watched, session):
        await watched.pilot.press("2", "enter", "4")
        await watched.pilot.pause()
        page = text(watched)
        assert all(each in page for each in BOTH)
        assert "ledger" not in page
        assert "plan front" in page.splitlines()[0]
        await press(watched.app, watched.pilot, "r")
        assert [body["item"] for body in session.asked("RecoveryPoints")] == [
            f"item-key:{key}" for key in (WEB_1, WEB_2, DB)
        ]
        assert set(watched.app.readings) == {WEB_1, WEB_2, DB}
        assert all(reading.points for reading in watched.app.readings.values())
        assert getattr(watched.app.screen, "points_listed", "") == "", "the latest ones of each are not all of one"
        await press(watched.app, watched.pilot, "enter")
        assert getattr(watched.app.screen, "points_listed", "") == WEB_1, "which a coach is told"


async def test_the_items_page_and_the_list_tell_two_of_one_name_apart() -> None:
    async with live_console(rig(), size=LARGE) as (watched, _):
        await watched.pilot.press("3")
        await watched.pilot.pause()
        assert all(each in text(watched) for each in BOTH)
        await watched.pilot.press("enter")
        await watched.pilot.pause()
        page = text(watched)
        assert f"item {BOTH[0]}" in page
        assert "Plans front" in page


async def test_a_name_that_two_have_is_refused_on_the_command_line_with_words_that_mean_one() -> None:
    async with live_console(rig()) as (watched, _):
        model = watched.app.model
        for said, ways in (("web", (WEB_1, WEB_2)), ("item:ledger", ("item-key:ledger", "item-key:mail"))):
            with pytest.raises(BadInput) as caught:
                target_named(model, said)
            assert caught.value.advice == " or ".join(ways)
            assert [target_named(model, way)[1] for way in ways] == [way.removeprefix("item-key:") for way in ways]
        assert target_named(model, "front") == ("plan", FRONT)
        assert choices_of(model, ("plan", FRONT), None, [WEB_2])["latest-processed"] == ""
        assert clean(model.label("item", model.row("item", WEB_1) or {})) == BOTH[0]
