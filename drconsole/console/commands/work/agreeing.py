"""Commands of what the people of a room agree: polls, and alarms that are put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console
from drconsole.console.state.looking import without_seat
from drconsole.console.state.room.polled import open_poll
from drconsole.recovery.types.work.errors import BadInput, Refused

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed
    from drconsole.records.rows.alarms import AlarmRow


class Polls(Command):
    """See the go/no-go polls; answer the open one, or as the commander ask and close one"""

    id = "poll"
    title = "Go or no-go"
    keys = ("O",)
    bar = "poll"
    verb = "poll"

    def in_bar(self, app: Console) -> bool:
        return open_poll(app.model) is not None

    async def run(self, app: Console, argument: str = "") -> None:
        await self._open(app)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        act = {"poll ask": "ask", "poll close": "close"}.get(typed.verb, typed.outcome)
        if act == "ask":
            await self._open(app, act, typed.comment, typed.subject, typed.seconds)
            return
        poll = open_poll(app.model)
        if typed.subject and (poll is None or poll["id"] != typed.subject):
            raise Refused("poll-over", f"no poll {typed.subject} is open", place=typed.subject, advice="see :poll")
        await self._open(app, act, typed.comment)

    async def _open(self, app: Console, act: str = "", said: str = "", proposal: str = "", seconds: int = 0) -> None:
        from drconsole.console.dialogs.room.poll import PollDialog

        dialog = PollDialog(act, proposal, seconds)
        dialog.begin_with(comment=said)
        if (told := await app.push_screen_wait(dialog)) is not None:
            app.say(told)


class Shelve(Command):
    """Put the alarm under the cursor aside for at most 30 minutes, or a shelved one back"""

    id = "shelve"
    title = "Shelve the alarm"
    keys = ("Z",)
    bar = "shelve"
    verb = "alarms shelve ALARM --for 20m --comment TEXT"
    words = ("unshelve",)
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        return None if _alarm_here(app) is not None else ""

    def bar_text(self, app: Console) -> str:
        alarm = _alarm_here(app)
        return "unshelve" if alarm is not None and "shelved" in alarm else self.bar

    async def run(self, app: Console, argument: str = "") -> None:
        alarm = _alarm_here(app)
        if alarm is None:
            raise Refused("not-now", "which alarm?", advice="put the cursor on one, on the page of alarms")
        await self._act(app, alarm)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._act(app, _named(app, typed.subject), typed.seconds, typed.comment)

    async def _act(self, app: Console, alarm: AlarmRow, seconds: int = 0, comment: str = "") -> None:
        from drconsole.link.messages import ShelveAlarm
        from drconsole.room.acts import act_of
        from drconsole.room.members import in_order

        seats = in_order(act_of(ShelveAlarm.kind).seats)
        if (seat := without_seat(app.model, app.session, seats)) is not None:
            raise Refused("no-seat", seat.why)
        if "shelved" in alarm:
            from drconsole.link.messages import UnshelveAlarm

            await app.ask(UnshelveAlarm(alarm["id"]))
            app.say(f"{alarm['id']} stands among the alarms again")
            return
        from drconsole.console.dialogs.room.shelve import ShelveDialog

        dialog = ShelveDialog(alarm)
        dialog.begin_with(minutes=str(max(1, seconds // 60)) if seconds else "", comment=comment)
        if (told := await app.push_screen_wait(dialog)) is not None:
            app.say(f"{alarm['id']} {told}")


def _alarm_here(app: Console) -> AlarmRow | None:
    return app.here.alarm() if app.here is not None else None


def _named(app: Console, said: str) -> AlarmRow:
    """Return the alarm of this id, or the only one that begins so. Raises ``BadInput``."""
    from drconsole.console.state.model.alarming import board_of, engine_of

    model, days = app.model, app.session.checked.config.console.drill_days
    board = board_of(model, engine_of(model), model.world_now(app.monotonic()), days)
    found = [one for one in (*board.standing, *board.shelved) if one["id"].startswith(said)]
    exact = [one for one in found if one["id"] == said] or found
    if len(exact) != 1:
        raise BadInput("no-such-alarm", f"there is no one alarm '{said}'", place=said, advice="see the page of alarms")
    return exact[0]


COMMANDS: tuple[Command, ...] = (Polls(), Shelve())
