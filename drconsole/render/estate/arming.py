"""Vault that a state is bound to, and who may act there, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.records.actors import names_of
from drconsole.records.clock import moment
from drconsole.render.words.text import clean, duration

if TYPE_CHECKING:
    from drconsole.records.rows.estate.estate import ArmedRow, PlaceRow

EMULATOR = "EMULATOR"
"""Word for an emulator that answers on this machine; the mode beside it is EXERCISE."""


def place_lines(place: PlaceRow) -> list[str]:
    """Return where a provider acts, a line each: what a person reads before anything is changed there."""
    cloud = f"{EMULATOR} on this machine" if place["emulator"] else clean(place["cloud"])
    return [
        f"cloud           {cloud}, {clean(place['endpoint'])}",
        f"tenant          {clean(place['tenant'] or 'as the sign-in says')}",
        f"subscription    {clean(place['subscription'])}",
        f"resource group  {clean(place['resource_group'])}",
        f"vault           {clean(place['vault'])}",
    ]


def leases(armed: Sequence[ArmedRow], now: datetime) -> list[tuple[ArmedRow, float]]:
    """Return who is armed at a moment of the wall's clock, and for how many seconds yet."""
    ends = [(one, moment(one["until"])) for one in armed]
    return [(one, (end - now).total_seconds()) for one, end in ends if end is not None and end > now]


def armed_lines(place: PlaceRow, armed: Sequence[ArmedRow], now: datetime) -> list[str]:
    """Return who may act at a vault, a line each."""
    if place["read_only"]:
        return ["read-only: nothing can be changed from this state"]
    held = leases(armed, now)
    if not held:
        return ["nobody is armed: nothing can be changed until somebody is"]
    ends = {True: ", or until that console closes", False: ""}
    return [
        f"{clean(one['who'])} is armed for another {duration(left)}{ends[one['with_console']]}" for one, left in held
    ]


def armed_word(place: PlaceRow, armed: Sequence[ArmedRow], operator: str, now: datetime) -> str:
    """Return in two or three words whether this operator may act: ``ARMED 58 min``, ``not armed``."""
    if place["read_only"]:
        return "vault read-only"
    own = [left for one, left in leases(armed, now) if operator in names_of(one["who"])]
    return f"ARMED {max(own) // 60 + 1:.0f} min" if own else "not armed"
