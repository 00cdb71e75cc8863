"""Which way a run goes, and where it leads, in the dialog of an operation; a real engine answers."""

from __future__ import annotations

import pytest
from circle_worlds import circles, one_is_over, walked
from dialog_support import choose, entries_of, opened, press, text_of, typed
from live_world import live_console
from support.rig import Player
from support.rows import outcomes

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.render.rows.entries import Entry


def entry_of(dialog: OperationDialog, begins: str) -> Entry:
    return next(each for each in entries_of(dialog) if each.text.lstrip().startswith(begins))


async def test_a_plan_on_both_sides_is_said_item_by_item_and_nothing_starts_before_a_direction_is_chosen() -> None:
    async with live_console(circles(), one_is_over) as (watched, session):
        dialog = OperationDialog("failover", ("plan", "sites"))
        done = await opened(watched.app, watched.pilot, dialog)
        shown = text_of(dialog)
        assert "mail: active at Malmo (Recovery)" in shown
        assert "files: active at Lund (Primary)" in shown
        assert "( ) Lund → Malmo, primary-to-recovery: 1 machine (files)" in shown
        assert "( ) Malmo → Lund, recovery-to-primary: 1 machine (mail)" in shown
        assert "Choose it below, under Direction" in shown
        assert "direction not chosen yet" in str(dialog.query_one("#about").render())
        assert dialog.steps()[0].mark.glyph == "‼", "something is to be chosen: that is no fault"
        await press(watched.app, watched.pilot, "n", *typed("sites"), "enter")
        assert session.asked("StartJob") == []

        await choose(watched.app, watched.pilot, dialog, "direction:recovery-to-primary")
        assert session.asked("Preview")[-1]["options"] == {"direction": "recovery-to-primary"}
        shown = text_of(dialog)
        assert "Fails over FROM Malmo TO Lund (recovery-to-primary)" in shown
        assert "‼ files: it would go primary-to-recovery, this run goes recovery-to-primary" in shown
        assert "plan sites: Malmo → Lund, 2 machines" in str(dialog.query_one("#about").render())

        await choose(watched.app, watched.pilot, dialog, "direction:primary-to-recovery")
        assert "Fails over FROM Lund TO Malmo (primary-to-recovery)" in text_of(dialog)
        assert "‼ mail: it would go recovery-to-primary, this run goes primary-to-recovery" in text_of(dialog)
        assert dialog.preview is not None
        digest = dialog.preview["digest"]
        assert digest in text_of(dialog)
        await press(watched.app, watched.pilot, "n", *typed("sites"), "enter")
        (body,) = session.asked("StartJob")
        assert (body["options"]["direction"], body["digest"]) == ("primary-to-recovery", digest)
        assert len(done) == 1
        await watched.hear()
    assert outcomes(watched.world.rig.store.row("job", done[0])) == {"files": "Succeeded", "mail": "Other"}


@pytest.mark.parametrize(
    ("plan", "stages", "operation", "says"),
    [
        ("sites", 0, "failover", "Fails over FROM Lund TO Malmo (primary-to-recovery)"),
        ("sites", 4, "planned-failover", "Fails over FROM Malmo TO Lund (recovery-to-primary)"),
        ("sites", 4, "test-failover", "A copy is started at Lund; the machines at Malmo go on untouched"),
        ("sites", 3, "reverse-replicate", "Replication will run FROM Malmo TO Lund; the machines go on at Malmo"),
        ("regions", 5, "re-protect", "Replication will run FROM West Europe TO North Europe"),
        ("hyperv", 5, "failback", "Comes home FROM North Europe TO Bergen (recovery-to-primary)"),
        ("hyperv", 6, "commit", "Makes the failover from North Europe to Bergen final (recovery-to-primary)"),
    ],
)
async def test_the_direction_is_said_in_words_and_sites(plan: str, stages: int, operation: str, says: str) -> None:
    async with live_console(circles(), walked(plan, stages)) as (watched, _):
        dialog = OperationDialog(operation, ("plan", plan))
        await opened(watched.app, watched.pilot, dialog)
        assert says in text_of(dialog)
        assert not [each for each in entries_of(dialog) if each.act.startswith("direction:")]


@pytest.mark.parametrize(
    ("plan", "stages", "operation", "wanted"),
    [
        (
            "hyperv",
            6,
            "commit",
            ("Commit deletes the machine of branch-db in North Europe and its disks", "failoverCommit", "is not prot"),
        ),
        ("regions", 5, "re-protect", ("THE MACHINE IS DELETED", "switchprotection", "for the first time")),
        ("hyperv", 5, "failback", ("stops for a person when the data is synchronized", "plannedFailover, job")),
        ("vmware", 0, "failover", ("each machine: has failed over and waits for commit (Azure shows",)),
    ],
)
async def test_what_it_leaves_and_what_site_recovery_calls_it(
    plan: str, stages: int, operation: str, wanted: tuple[str, ...]
) -> None:
    async with live_console(circles(), walked(plan, stages)) as (watched, _):
        dialog = OperationDialog(operation, ("plan", plan))
        await opened(watched.app, watched.pilot, dialog)
        shown = text_of(dialog)
        assert [text for text in wanted if text not in shown] == []


async def test_where_no_recovery_point_can_be_chosen_that_is_one_line() -> None:
    async with live_console(circles()) as (watched, _):
        dialog = OperationDialog("failover", ("plan", "sites"))
        await opened(watched.app, watched.pilot, dialog)
        assert "none to choose: a recovery point can be chosen only when failing over to Azure" in text_of(dialog)
        assert not [each for each in entries_of(dialog) if each.act.startswith("point:")]


async def test_the_way_back_of_vmware_has_choices_of_its_own() -> None:
    async with live_console(circles(), walked("modern", 5)) as (watched, session):
        dialog = OperationDialog("failback", ("plan", "modern"))
        await opened(watched.app, watched.pilot, dialog)
        acts = {each.act for each in entries_of(dialog) if each.act.startswith("point:")}
        assert acts == {"point:latest", "point:latest-app-consistent"}
        greyed = entry_of(dialog, "-  latest-processed")
        assert "on the way back from Azure this choice does not exist" in greyed.why_not
        await choose(watched.app, watched.pilot, dialog, "point:latest-app-consistent")
        assert session.asked("Preview")[-1]["options"]["point"] == "latest-app-consistent"
        assert "(•) latest-app-consistent" in text_of(dialog)


async def test_what_commits_by_itself_says_so_before_it_is_confirmed() -> None:
    """A re-protect of what is not committed commits it: its recovery points are gone, and nobody had said so."""

    async def not_committed(player: Player) -> None:
        await player.run("failover", "plan:vmware")

    async with live_console(circles(), not_committed) as (watched, _):
        dialog = OperationDialog("re-protect", ("plan", "vmware"))
        await opened(watched.app, watched.pilot, dialog)
        shown = text_of(dialog)
        assert "Commits the failover of" in shown
        assert "all its recovery points are deleted" in shown
        assert "Commit deletes all recovery points" in shown
        assert dialog.head_title == "re-protect and commit of plan vmware"
        assert "replication is reversed, recovery points are deleted" in str(dialog.border_title)


async def test_what_is_committed_already_is_not_said_to_be_committed_again() -> None:
    async def committed(player: Player) -> None:
        await player.run("failover", "plan:vmware")
        await player.run("commit", "plan:vmware")

    async with live_console(circles(), committed) as (watched, _):
        dialog = OperationDialog("re-protect", ("plan", "vmware"))
        await opened(watched.app, watched.pilot, dialog)
        assert dialog.head_title == "re-protect of plan vmware"
