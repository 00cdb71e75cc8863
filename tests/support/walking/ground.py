"""Ground of a walk: one plan in a world that lives, what was done to it, and what was found wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.rig import Player, Rig

from drconsole.providers.port import Effect, Rehearsal

Row = dict[str, Any]


@dataclass
class Ground:
    """``wrong`` gathers what must not be, ``states`` the ways in which items were found to stand."""

    rig: Rig
    plan: str
    draws: random.Random
    states: set[tuple[Any, ...]]
    wrong: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What was done, for who reads a failure."""
    ended: set[str] = field(default_factory=set)
    """Names of items whose way on is another item."""
    player: Player = field(init=False)
    """Of this life."""

    @property
    def names(self) -> list[str]:
        return [str(item["name"]) for item in self.row("plan", self.plan)["items"]]

    @property
    def targets(self) -> list[str]:
        return [f"plan:{self.plan}", *(f"item:{name}" for name in self.names)]

    @property
    def rehearsal(self) -> Rehearsal:
        rehearsal = self.player.engine.provider.rehearsal
        assert rehearsal is not None
        return rehearsal

    def row(self, table: str, name: str) -> Row:
        return next(row for row in self.rig.store.rows(table) if row["name"] == name)

    def effects(self) -> list[Effect]:
        """What has really happened up to now."""
        return self.rehearsal.ledger()

    def wrongly(self, text: str) -> None:
        if text not in self.wrong:
            self.wrong.append(text)

    def note(self, text: str) -> None:
        self.said.append(text)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """No time passes in the world."""
        self.rehearsal.pause()
        try:
            yield
        finally:
            self.rehearsal.resume()

    def branch(self) -> Ground:
        """The same between two lives, to go another way from here."""
        draws = random.Random()
        draws.setstate(self.draws.getstate())
        return Ground(self.rig.branch(), self.plan, draws, self.states, [], [*self.said], {*self.ended})
