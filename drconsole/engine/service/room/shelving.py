"""Alarms that are shelved for a while, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from drconsole.engine.decider.beside import Shelf
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.room.agreed import shelved_row
from drconsole.engine.service.asked import Asked
from drconsole.link.messages import ShelveAlarm, UnshelveAlarm
from drconsole.records.rows.alarms import AlarmRow, ShelvedRow
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def shelve(engine: Engine, message: ShelveAlarm, asked: Asked) -> ShelvedRow:
    """Put an alarm aside. Raises ``BadInput`` where there is no such alarm, ``Refused`` where it is shelved."""
    # An engine's start does not wait for this.
    from drconsole.records.alarms.all_of_them import board, everything
    from drconsole.records.alarms.kinds import STAYS

    seen = await engine.seen(message.drill_days)
    told = board(seen)
    shelved = {one["id"] for one in told.shelved}
    # As it is told, in few lines, or as it is where it stands alone.
    found = [*told.standing, *(one for one in everything(seen) if one["id"] not in shelved)]
    found = list({one["id"]: one for one in reversed(found)}.values())
    alarm = _meant(found, message.alarm)
    if alarm is None:
        if (shelf := _shelf(engine, message.alarm)) is not None:
            raise Refused(
                "shelved-already",
                f"{shelf.event.alarm} is shelved until {stamp(shelf.until)}",
                place=message.alarm,
                advice="take it back first, to shelve it again",
            )
        raise _unknown(message.alarm, [one["id"] for one in found])
    if (advice := STAYS.get(alarm["kind"])) is not None:
        raise Refused(
            "not-to-be-shelved",
            "what weakens an approval stays on every screen until it is over",
            place=alarm["id"],
            advice=advice,
        )
    now = engine.wall()
    event = ev.AlarmShelved(
        alarm["id"],
        alarm["cause"],
        alarm["severity"],
        now + timedelta(seconds=message.seconds),
        message.comment.strip(),
        tuple(one["key"] for one in (*alarm["items"], *alarm["plans"])),
        alarm["count"],
    )
    answer = shelved_row(Shelf(event, now, asked.actor, event.until))
    recorded = engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    engine.deadlines.changed()
    await recorded
    return answer


async def unshelve(engine: Engine, message: UnshelveAlarm, asked: Asked) -> ShelvedRow:
    """Put an alarm back. Raises ``BadInput`` where it is not shelved."""
    shelf = _shelf(engine, message.alarm)
    if shelf is None:
        raise _unknown(message.alarm, list(engine.state.shelved), shelved=True)
    answer = shelved_row(shelf)
    event = ev.AlarmReturned(shelf.event.alarm, ev.Return.ASKED)
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    return answer


def _meant(found: Sequence[AlarmRow], said: str) -> AlarmRow | None:
    """Return the alarm of this id, or the only one that begins so."""
    exact = [one for one in found if one["id"] == said]
    begins = exact or [one for one in found if one["id"].startswith(said)]
    return begins[0] if len(begins) == 1 else None


def _shelf(engine: Engine, said: str) -> Shelf | None:
    shelved = engine.state.shelved
    begins = [said] if said in shelved else [key for key in shelved if key.startswith(said)]
    return shelved[begins[0]] if len(begins) == 1 else None


def _unknown(said: str, ids: Sequence[str], *, shelved: bool = False) -> BadInput:
    what = "shelved alarm" if shelved else "alarm"
    several = sum(one.startswith(said) for one in ids) > 1
    told = f"; there are {', '.join(ids[:8])}" if ids else ""
    return BadInput(
        "ambiguous" if several else "no-such-alarm",
        f"several alarms begin with '{said}'" if several else f"there is no {what} '{said}'",
        place=said,
        advice=f"look at the alarms{told}",
    )
