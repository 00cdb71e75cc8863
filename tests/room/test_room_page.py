"""The page of the incident room says of seats what the table of acts says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drconsole.recovery.types.seats import Seat
from drconsole.room.acts import ACTS

PAGE = Path(__file__).parents[2] / "docs" / "room.md"


def said_of(who: str) -> set[str]:
    page = PAGE.read_text(encoding="utf-8").split("## Seats")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.*) \| (.*) \|$", page, re.MULTILINE)
    return {act for acts, seats in rows if who in seats.split(", ") for act in acts.split(", ")}


@pytest.mark.parametrize("seat", [seat for seat in Seat if seat is not Seat.OBSERVER])
def test_a_seat_s_acts_are_those_of_the_table(seat: Seat) -> None:
    assert said_of(seat) == {act.words for act in ACTS.values() if seat in act.seats}


def test_the_owner_s_acts_are_those_of_the_table() -> None:
    assert said_of("the owner") == {act.words for act in ACTS.values() if act.owner}


def test_an_observer_reads_and_does_nothing_of_the_table() -> None:
    assert not any(Seat.OBSERVER in act.seats for act in ACTS.values())
