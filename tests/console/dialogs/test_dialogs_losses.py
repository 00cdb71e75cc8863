"""What each choice of a recovery point loses is one number: as the points were read, and as the preview says it."""

from __future__ import annotations

from dialog_support import choose, opened
from live_world import live_console
from support.estates import small
from support.rig import Player, Rig

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.recovery.types.words import Grain, PointChoice
from drconsole.render.operation.pages import Page
from drconsole.render.operation.point_picture import PointPicture


async def long_ago(player: Player) -> None:
    await player.run("failover", "plan:crew")
    await player.sleep(3600.0)


def drawn(dialog: OperationDialog) -> PointPicture:
    (picture,) = [each.picture for each in dialog.entries(Page.POINT) if isinstance(each.picture, PointPicture)]
    return picture


def lost(dialog: OperationDialog) -> dict[str, list[float | None]]:
    """Machine -> seconds by each choice, from the picture on the page."""
    picture = drawn(dialog)
    assert picture.columns
    assert PointChoice.LATEST_APP_CONSISTENT in picture.columns
    return {machine.name: [loss.seconds for loss in machine.losses] for machine in picture.machines}


async def test_a_preview_changes_no_number_that_the_points_have_said() -> None:
    """The console had worked it out from rows that do not say since when the source is off: 33 minutes became 26."""
    async with live_console(Rig(small(items=3), Grain.STEP, speed=1.0), long_ago, size=(120, 34)) as (watched, _):
        app, pilot = watched.app, watched.pilot
        dialog = OperationDialog("change-recovery-point", ("plan", "crew"))
        await opened(app, pilot, dialog)
        read = {row["id"]: row["data_loss"] for one in app.readings.values() for row in one.points}
        before = lost(dialog)
        assert before
        assert all(loss in read.values() for losses in before.values() for loss in losses)
        await choose(app, pilot, dialog, f"point:{PointChoice.LATEST_APP_CONSISTENT}")
        assert dialog.preview is not None
        previewed = {each["name"]: each["point"]["data_loss"] for each in dialog.preview["points"]}
        after = lost(dialog)
        assert after == before
        assert all(previewed[name] in losses for name, losses in after.items())
        machines = drawn(dialog).machines
        assert {machine.name: machine.lost for machine in machines} == previewed, "what is shaded is the same number"
        assert all(machine.chosen > machine.lost + 3000.0 for machine in machines), "it ends where they failed over"
