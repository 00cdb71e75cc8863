"""Every dialog, over sample rows; the real engine answers, over contoso before anything was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from coach_views import CHALLENGE, OVER, SECOND
from console_fakes import JOB, PLAN, SPEED, elsewhere, plain, real_answer
from dialog_support import typed
from handed_rows import BRIEF, handing_over
from led_rows import led_by_bea
from poll_rows import polled
from shots import Shot
from shots_screens import command, held_by_bea, others, rows_with, taught
from support.estates import contoso
from support.rig import Player, Rig
from support.whole import whole

from drconsole.cli.console_line import ConsoleLine
from drconsole.console.dialogs.coach import CoachDialog, DebriefDialog
from drconsole.console.dialogs.command_line import CommandLineDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.doctor import DoctorDialog
from drconsole.console.dialogs.handover.give import GiveDialog
from drconsole.console.dialogs.handover.take import TakeDialog
from drconsole.console.dialogs.help import HelpDialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.jobs.hold import HoldDialog
from drconsole.console.dialogs.jobs.lead import LeadDialog
from drconsole.console.dialogs.jobs.retry import RetryDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.dialogs.room.poll import PollDialog
from drconsole.console.dialogs.room.shelve import ShelveDialog
from drconsole.console.dialogs.states import KnownState, StatesDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.dialogs.welcome import WelcomeDialog
from drconsole.console.dialogs.who import WhoDialog
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rows.work.jobs import ConsequenceRow
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import SEEN_OTHERWISE, Refused

FINANCE = ("ledger-db", "ledger-app", "payroll", "tax-archive")
OLDER = 4
"""The point that is changed to, of those of payroll: the newest application consistent one."""
MISSING = {
    "id": "test-failover-missing",
    "level": "error",
    "overridable": True,
    "item": None,
    "message": "No test failover was done on shop in the last 30 days.",
    "possible_causes": "It was never rehearsed, or too long ago.",
    "recommended_action": "Do a test failover first, or accept this and say why.",
}
DIFFERENCE = [
    {
        "what": "point",
        "item": "shop-db",
        "shown": "latest 2026-03-01 02:55:00Z",
        "now": "latest-processed 2026-03-01 02:50:00Z",
    },
    {"what": "skipped", "item": "shop-mail", "shown": None, "now": "its agent is not connected"},
]
LEFT = [
    whole(ConsequenceRow, key="payroll", item="payroll", text="Its replication was stopped.", loses_replication=True),
    whole(
        ConsequenceRow,
        key="ledger-db",
        item="ledger-db",
        outcome="untouched",
        text="It goes on as before.",
        loses_replication=False,
    ),
]
SEEN = Refused(
    SEEN_OTHERWISE, "payroll does not run: seen off, seen 2026-03-02 08:22:00Z", extra={"seen": "target-not-running"}
)
SOUND = {"ok": True, "problems": [], "checks": {"sqlite": "ok", "journal": {"events": 12, "head": "4f"}}}
ILL = {**SOUND, "ok": False, "problems": ["event 7 does not hold the hash of event 6"]}


@cache
def _after_failover() -> dict[tuple[str, str], Mapping[str, Any]]:
    """What the engine answers once finance has failed over: to commits, and to changes of the point."""
    rig = Rig(contoso(), Grain.STEP, speed=SPEED)

    async def play(player: Player) -> Any:
        await player.start("failover", f"plan:{PLAN}")
        await player.ended(JOB)
        points = await player.ask("RecoveryPoints", {"item": "payroll"})
        custom = {"point": "custom", "point_id": points["points"][OLDER]["id"]}
        return [
            points,
            await player.ask("Preview", {"operation": "commit", "target": f"plan:{PLAN}", "options": {}}),
            await player.ask(
                "Preview", {"operation": "change-recovery-point", "target": "item:payroll", "options": custom}
            ),
        ]

    told: list[Any] = []

    async def tell(player: Player) -> None:
        told.extend(await play(player))

    assert elsewhere(lambda: rig.live(tell)) is None
    points, commit, change = map(plain, told)
    return {
        ("RecoveryPoints", ""): points,
        ("Preview", "commit"): commit,
        ("Preview", "change-recovery-point"): change,
    }


def after_failover(kind: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda body: _after_failover()[kind, str(body.get("operation") or "")]


def not_ready(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return real_answer("Preview", body) | {"ready": False, "findings": [MISSING]}


def operation(name: str, target: str, *then: str, **more: Any) -> Shot:
    """The dialog of an operation on ``plan:NAME`` or ``item:NAME``, and the keys that are pressed in it."""
    kind, _, key = target.partition(":")
    return Shot(OperationDialog, dialog=partial(OperationDialog, name, (kind, key)), then=then, **more)


def question(line: str, moment: str = "quiet", **more: Any) -> Shot:
    """What the console asks before it runs a typed command."""
    return Shot(ConfirmDialog, command(line), moment, **more)


def two_jobs() -> dict[str, Any]:
    """A job on the plan shop as well."""
    told = rows_with("running", "plan", {"shop": {"current_job": "j1-2"}})
    jobs = rows_with("running", "job", {"j1-2": {"id": "j1-2", "target": "shop"}})["rows"]["job"]
    return {"rows": {**told["rows"], "job": jobs}}


def at_half_past(patch: pytest.MonkeyPatch) -> None:
    class Clock:
        @staticmethod
        def now(zone: object) -> datetime:
            return datetime(2026, 3, 1, 9, 30)

    patch.setattr("drconsole.console.notices.datetime", Clock)


def with_states(patch: pytest.MonkeyPatch) -> None:
    world = whole(WorldRow, mode="SIMULATION", estate="contoso")
    known = {
        "contoso": KnownState(Path(), world),
        "vancouver": KnownState(Path(), {**world, "mode": "LIVE", "estate": "vancouver"}),
        "old": KnownState(Path(), why="its store is of a later version"),
    }
    patch.setattr(
        "drconsole.console.dialogs.states.looked_at", lambda folder: replace(known[folder.name], folder=folder)
    )


def briefed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("drconsole.console.state.handed.read", lambda db, asked, without="": BRIEF)


FOLDERS = [Path("/srv/drconsole") / name for name in ("contoso", "vancouver", "old")]
IN_SHELL = {"shell": ConsoleLine("/nonexistent/drconsole")}
CANCEL = Shot(
    CancelDialog,
    moment="running",
    dialog=partial(CancelDialog, JOB),
    answers={"CancelJob": Refused("not-confirmed", "a cancel is final", extra={"consequences": LEFT})},
)
HANDOVER = Shot(
    TakeDialog, ("5", "S"), "running", news=partial(handing_over, 4712), settings={"pid": 4712}, prepare=briefed
)
NOT_READY = {"Preview": not_ready}
FAILOVER = "failover", "plan:shop"
DIALOGS: dict[str, Shot] = {
    "coach-first": taught(Shot(CoachDialog, ("C",))),
    "coach": taught(Shot(CoachDialog, ("C",)), SECOND),
    "coach-challenge": taught(Shot(CoachDialog, ("C",)), CHALLENGE),
    "debrief": taught(Shot(DebriefDialog), OVER),
    "end-exercise": taught(Shot(ConfirmDialog, ("E",)), SECOND),
    "failover-coached": taught(operation(*FAILOVER), SECOND),
    "failover-ready": operation(*FAILOVER),
    "failover-two-operators": operation(*FAILOVER, news=others),
    "failover-not-ready": operation(*FAILOVER, answers=NOT_READY),
    "failover-accepted": operation(*FAILOVER, answers=NOT_READY, acts=("accept:test-failover-missing",)),
    "failover-refused": operation(
        *FAILOVER,
        "n",
        *typed("shop"),
        "enter",
        answers={
            "StartJob": Refused(
                "changed-since-preview", "it is no longer what was shown", extra={"difference": DIFFERENCE}
            )
        },
    ),
    "failover-point": operation(*FAILOVER, acts=("point:latest-multi-vm-app",)),
    "failover-options": operation(*FAILOVER, "3"),
    "failover-run": operation(*FAILOVER, "4"),
    "failover-confirm": operation(*FAILOVER, "5"),
    "failover-item": operation("failover", "item:wiki"),
    "planned-failover": operation("planned-failover", "plan:warehouse"),
    "planned-failover-confirm": operation("planned-failover", "plan:warehouse", "5"),
    "test-failover-check": operation("test-failover", "plan:shop"),
    "test-failover": operation("test-failover", "plan:shop", "3"),
    "test-failover-run": operation("test-failover", "plan:shop", "4"),
    "test-failover-confirm": operation("test-failover", "plan:shop", "5"),
    "resynchronize": operation("resynchronize", "item:wiki"),
    "disable-replication": operation("disable-replication", "item:wiki"),
    "commit": operation("commit", f"plan:{PLAN}", moment="done", answers={"Preview": after_failover("Preview")}),
    "change-point-custom": operation(
        "change-recovery-point",
        "item:payroll",
        moment="done",
        answers={"Preview": after_failover("Preview"), "RecoveryPoints": after_failover("RecoveryPoints")},
        acts=("point:custom", f"point-id:+{OLDER}"),
    ),
    "cancel": CANCEL,
    "cancel-hold": replace(CANCEL, shows=HoldDialog, acts=("hold",)),
    "answer": Shot(AnswerDialog, moment="waiting", dialog=partial(AnswerDialog, JOB), acts=(f"{JOB}\n",)),
    "answer-sure": Shot(
        ConfirmDialog,
        moment="waiting",
        dialog=partial(AnswerDialog, JOB),
        acts=(f"{JOB}\n+1",),
        then=("c", *typed("the vault is shut"), "enter"),
    ),
    "validate": Shot(ValidateDialog, moment="done", dialog=lambda: ValidateDialog(["payroll"]), acts=("ok",)),
    "validate-plan": Shot(
        ValidateDialog, moment="done", dialog=lambda: ValidateDialog(FINANCE, ("plan", PLAN)), then=("asterisk", "o")
    ),
    "validate-seen-otherwise": Shot(
        ConfirmDialog,
        moment="done",
        dialog=lambda: ValidateDialog(["payroll"]),
        answers={"Validate": SEEN},
        then=("o", "c", *typed("it answers"), "enter"),
    ),
    "validate-marked": Shot(ValidateDialog, ("2", "asterisk", "V"), "done"),
    "retry": Shot(RetryDialog, moment="done", dialog=partial(RetryDialog, JOB)),
    "resume": Shot(ConfirmDialog, ("5", "R"), "running", news=held_by_bea),
    "hold": Shot(HoldDialog, ("5", "H"), "running"),
    "hold-marked": Shot(HoldDialog, ("2", "asterisk", "H"), "running", news=two_jobs),
    "handover-give": replace(HANDOVER, shows=GiveDialog, news=partial(handing_over, 4712, state="declined")),
    "handover-take": replace(HANDOVER, then=("space", "space")),
    "handover-decline": replace(HANDOVER, shows=ConfirmDialog, then=("x",)),
    "handover-say": replace(HANDOVER, then=("space",) * 4),
    "lead": Shot(
        LeadDialog, ("5", "W"), "running", news=partial(led_by_bea, 4712), settings={"pid": 4712}, acts=("take",)
    ),
    "poll": Shot(PollDialog, ("5", "O"), "running", news=partial(polled, 4712), settings={"pid": 4712}),
    "poll-no-go": Shot(
        PollDialog,
        ("5", "O"),
        "running",
        news=partial(polled, 4712, "operator, commander"),
        settings={"pid": 4712},
        then=("n", "c", *typed("no power in Oslo")),
    ),
    "shelve": Shot(ShelveDialog, ("7", "Z"), "done", settings={"pid": 4712}),
    "engine-stop": question("engine-stop", "running"),
    "engine-drain": question("engine-drain", "running"),
    "reset": question("reset"),
    "overwrite": question("export /dev/null"),
    "not-now": Shot(ReadingDialog, ("3", "enter", "tab", "G", "enter", "G", "enter"), "done"),
    "instruction": Shot(ReadingDialog, ("2", "enter", "G", "enter"), "done"),
    "messages": Shot(ReadingDialog, (*command("theme"), "m"), prepare=at_half_past),
    "printed": Shot(ReadingDialog, command("train list"), settings=IN_SHELL),
    "who": Shot(WhoDialog, command("who"), news=others),
    "who-nobody": Shot(WhoDialog, command("who")),
    "doctor": Shot(DoctorDialog, dialog=DoctorDialog, answers={"Doctor": SOUND}),
    "doctor-not-sound": Shot(DoctorDialog, dialog=DoctorDialog, answers={"Doctor": ILL}),
    "states": Shot(StatesDialog, dialog=lambda: StatesDialog(FOLDERS, FOLDERS[0]), prepare=with_states),
    "help": Shot(HelpDialog, dialog=lambda: HelpDialog("keys and commands")),
    "help-end": Shot(HelpDialog, ("question_mark", "end"), "done"),
    "help-search": Shot(HelpDialog, dialog=lambda: HelpDialog("keys and commands"), then=typed("recovery")),
    "palette": Shot(HelpDialog, ("3", "ctrl+p"), "done"),
    "command-line": Shot(CommandLineDialog, dialog=CommandLineDialog, then=(*typed("filover shop"), "enter")),
    "welcome": Shot(WelcomeDialog, dialog=WelcomeDialog),
}
"""Name -> the way there."""
