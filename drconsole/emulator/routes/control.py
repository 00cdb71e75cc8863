"""Routes of the emulator itself, below ``/_emulator``: its clock, its faults, what really happened in its world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer, JsonObject, ok
from drconsole.emulator.faults import KINDS, WireFaults
from drconsole.emulator.refusals import Refused, arm
from drconsole.emulator.roles import ROLES
from drconsole.emulator.routes.route import Route, Table
from drconsole.recovery.types.work.errors import BadInput

MAX = "max"


def get_clock(asked: Asked) -> EmulatorAnswer:
    clock = asked.simulator.clock
    return ok(
        {
            "now": clock.now().isoformat(),
            "speed": MAX if clock.speed is None else clock.speed,
            "paused": clock.paused,
        }
    )


def set_clock(asked: Asked) -> EmulatorAnswer:
    """``speed``: world seconds in a wall second, or ``max``; ``paused``: true or false. Either may be left out."""
    said = asked.call.body or {}
    unknown = [name for name in said if name not in ("speed", "paused")]
    if unknown or not said:
        raise _bad("BadClock", f"the clock takes speed and paused, not {', '.join(unknown) or 'nothing'}")
    rehearsal = asked.simulator.rehearsal
    if "speed" in said:
        rehearsal.set_speed(_speed(said["speed"]))
    if "paused" in said:
        if not isinstance(said["paused"], bool):
            raise _bad("BadClock", "paused must be true or false")
        (rehearsal.pause if said["paused"] else rehearsal.resume)()
    return get_clock(asked)


def _speed(value: object) -> float | None:
    if value == MAX:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad("BadClock", "speed must be a number above 0, or max")
    return float(value)


def pause(asked: Asked) -> EmulatorAnswer:
    asked.simulator.rehearsal.pause()
    return get_clock(asked)


def resume(asked: Asked) -> EmulatorAnswer:
    asked.simulator.rehearsal.resume()
    return get_clock(asked)


def get_ledger(asked: Asked) -> EmulatorAnswer:
    """Effects: what really happened, counted by what happened, not by what was answered."""
    keys = asked.scene.ids
    effects: list[JsonObject] = [
        {
            "seq": one.seq,
            "at": one.at.isoformat(),
            "item": keys.item_name(one.item) if one.item else "",
            "what": one.what,
            "request": one.work,
            "detail": one.detail,
        }
        for one in asked.simulator.rehearsal.ledger()
    ]
    return ok({"effects": effects})


def get_role(asked: Asked) -> EmulatorAnswer:
    return ok({"role": asked.memory.role, "actions": list(ROLES[asked.memory.role])})


def set_role(asked: Asked) -> EmulatorAnswer:
    """``role``: what every client may do from now on."""
    role = (asked.call.body or {}).get("role")
    if role not in ROLES:
        raise _bad("BadRole", f"role must be one of {', '.join(ROLES)}")
    asked.memory.role = str(role)
    return get_role(asked)


class FaultRoutes:
    """Faults of the world and of the way to it, in one list."""

    def __init__(self, faults: WireFaults) -> None:
        self._faults = faults

    def get(self, asked: Asked) -> EmulatorAnswer:
        return ok({"faults": [*asked.simulator.rehearsal.faults(), *self._faults.shown()]})

    def add(self, asked: Asked) -> EmulatorAnswer:
        """One fault, as an estate document has it, or one of ``faults.KINDS``."""
        said: Mapping[str, Any] = asked.call.body or {}
        ident = self._faults.add(said) if said.get("kind") in KINDS else asked.simulator.rehearsal.inject(said)
        return EmulatorAnswer(201, body={"id": ident})


def table(faults: WireFaults) -> Table:
    of_faults = FaultRoutes(faults)
    return Table(
        (
            Route("GET", "_emulator/clock", get_clock),
            Route("POST", "_emulator/clock", set_clock),
            Route("POST", "_emulator/clock/pause", pause),
            Route("POST", "_emulator/clock/resume", resume),
            Route("GET", "_emulator/faults", of_faults.get),
            Route("POST", "_emulator/faults", of_faults.add),
            Route("GET", "_emulator/ledger", get_ledger),
            Route("GET", "_emulator/role", get_role),
            Route("POST", "_emulator/role", set_role),
        )
    )


def as_refused(error: BadInput) -> Refused:
    """Bad input to the world, as an answer."""
    place = f" ({error.place})" if error.place else ""
    advice = f"; {error.advice}" if error.advice else ""
    return arm(400, error.code, f"{error}{place}{advice}")


def _bad(code: str, message: str) -> Refused:
    return arm(400, code, message)
