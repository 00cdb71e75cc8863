"""Arming as it is asked for: nobody acts on a vault who has not said that they will."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.engine.execution.arming import place_row
from drconsole.engine.service.asked import Asked
from drconsole.link.messages import AnswerTask, Arm, CancelJob, Message, ResumeJob, RetryJob, StartJob
from drconsole.providers.port import Place
from drconsole.records.rows.status import ArmingRow
from drconsole.recovery.types.remedies import Act, Option, Remedy, choose
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import Refused

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

ACTS = (StartJob, RetryJob, ResumeJob, AnswerTask)
"""What begins or goes on with something at the vault. Whoever holds a job or says what was validated changes nothing
there."""


async def arm(engine: Engine, message: Arm, asked: Asked) -> ArmingRow:
    """Arm the asker, or take it back. Raises ``Refused`` where there is nothing to be armed for."""
    place = engine.provider.place
    if place is None:
        raise Refused(
            "nothing-to-arm",
            f"{engine.provider.name} is {engine.provider.mode}: nobody has to be armed here",
            advice="act as it is",
        )
    if message.off:
        return await _off(engine, place, asked)
    _writable(place)
    if message.confirm is not None and message.confirm != place.vault:
        raise Refused(
            "not-confirmed",
            f"'{message.confirm}' is not the vault's name",
            option=Option.CONFIRM,
            advice="repeat it",
            remedies=(choose(Option.CONFIRM, place.vault),),
        )
    console = asked.peer.pid if message.with_console else None
    lease = engine.arming.arm(asked.actor, engine.wall(), console)
    return await _told(engine, ev.Armed(place.vault, lease.until, message.with_console), asked)


async def _off(engine: Engine, place: Place, asked: Asked) -> ArmingRow:
    if not engine.arming.disarm(asked.actor):
        return arming_row(engine)
    return await _told(engine, ev.Disarmed(place.vault, asked.actor, "asked"), asked)


async def _told(engine: Engine, event: ev.Armed | ev.Disarmed, asked: Asked) -> ArmingRow:
    engine.tell_world()
    row = arming_row(engine)
    await engine.record(event, actor=asked.actor, intent=asked.answered(row))
    return row


def arming_row(engine: Engine) -> ArmingRow:
    """Return where the provider acts, and who may."""
    return {"place": place_row(engine.provider.place), "armed": engine.arming.rows(engine.wall())}


def require(engine: Engine, message: Message[Any], asked: Asked) -> None:
    """Raise ``Refused`` where the message acts on a vault, and its asker is not armed or the state is read-only."""
    place = engine.provider.place
    if place is None or not _acts(message):
        return
    _writable(place)
    if not engine.arming.is_armed(asked.actor, engine.wall()):
        raise Refused(
            "not-armed",
            f"{asked.actor} is not armed for the vault {place.vault}",
            place=place.vault,
            advice="look again at where this acts, then arm",
            remedies=(Remedy(Act.ARM),),
        )


def _acts(message: Message[Any]) -> bool:
    """A cancel that is not confirmed asks what it would leave behind, and does nothing."""
    return isinstance(message, ACTS) or (isinstance(message, CancelJob) and message.confirm is not None)


def _writable(place: Place) -> None:
    if place.read_only:
        raise Refused(
            "read-only-connection",
            f"this state reads the vault {place.vault}, and may change nothing there",
            place=place.vault,
            advice="stop its engine, then connect the state by a document with `read_only: false`",
        )


def gone(engine: Engine, pid: int) -> None:
    """Take away what was armed with a console whose last connection ended."""
    place = engine.provider.place
    for who in engine.arming.ended_with(pid):
        engine.tell_world()
        engine.record(ev.Disarmed(place.vault if place is not None else "", who, "console-gone"), actor=who)
