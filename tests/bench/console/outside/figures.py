"""How a figure comes about and is told: options of a row, arms in turns, medians, goals."""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from .states import States

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """How large a row is measured, and how often."""

    items: int
    rounds: int


Measure = Callable[[States, Options], Iterable["Figure"]]


class Time(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One number against its goal."""

    what: str
    found: float
    goal: float
    unit: str = ""
    """'' = a ratio."""
    sides: str = ""
    """What the number was made of."""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.goal if self.at_least else self.found <= self.goal

    @property
    def measured(self) -> str:
        return number(self.found, self.unit)

    @property
    def wanted(self) -> str:
        return f"{'at least' if self.at_least else 'at most'} {number(self.goal, self.unit)}"

    def __str__(self) -> str:
        return f"{self.what}: {self.measured} (goal: {self.wanted}; {'met' if self.met else 'NOT met'}); {self.sides}"


def number(value: float, unit: str = "") -> str:
    """``2.35``, ``23.5 s``, ``10,800 B/s``."""
    whole = unit.startswith("B") or (unit and value == int(value)) or value >= 100
    digits = 0 if whole else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()


def turns(arms: Mapping[str, Callable[[], T]], rounds: int, *, warm: bool = True) -> dict[str, list[T]]:
    """What each arm found, in rounds of shuffled order, so that a noisy moment hits none alone.

    ``warm``: a round before them that does not count.
    """
    found: dict[str, list[T]] = {name: [] for name in arms}
    draw = random.Random(1)
    for turn in range(rounds + warm):
        order = list(arms)
        draw.shuffle(order)
        for name in order:
            one = arms[name]()
            if turn >= warm:
                found[name].append(one)
    return found


def median(times: Sequence[Time]) -> Time:
    return Time(statistics.median(each.wall for each in times), statistics.median(each.cpu for each in times))


def over(what: str, goal: float, names: tuple[str, str], one: Sequence[Time], floor: Sequence[Time]) -> Figure:
    """A ratio of times. Of wall time's and CPU time's the worse one counts: neither waiting nor work is free."""
    mine, theirs = median(one), median(floor)
    wall, cpu = mine.wall / theirs.wall, mine.cpu / theirs.cpu
    sides = (
        f"wall {number(wall)} ({number(mine.wall * 1000)} over {number(theirs.wall * 1000)} ms), "
        f"CPU {number(cpu)} ({number(mine.cpu * 1000)} over {number(theirs.cpu * 1000)} ms); {names[0]} over {names[1]}"
    )
    return Figure(what, max(wall, cpu), goal, sides=sides)


def end_tidily() -> None:
    """Let SIGTERM take the way of an exception: engines are stopped, states removed."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def run(doc: str | None, measure: Measure, usual: Options) -> None:
    """The command of one row: print its figures."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=usual.items)
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seed", type=int, default=1, help="of the generated estates")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the states are made; else the temporary folder"
    )
    given = parser.parse_args()
    end_tidily()
    with States(given.folder, given.seed) as states:
        for figure in measure(states, Options(given.items, given.rounds)):
            print(figure, flush=True)
