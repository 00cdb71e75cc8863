"""Facts that never change of a world: what it is, and the estate's configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drconsole.documents.definition import EstateDefinition, Runbook
from drconsole.providers.simulator.state.file.codec import from_plain, to_plain
from drconsole.providers.simulator.state.file.storage import StateRow
from drconsole.providers.simulator.state.file.text import from_json, to_json
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, Network, Policy, ReplicationGroup, Site
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.words import Grain, Mode


@dataclass(frozen=True, slots=True)
class About:
    """Facts of a world that never change."""

    name: str
    story: str
    seed: int
    begins: int
    grain: Grain
    mode: Mode
    identity: str = ""
    """Tells it from every other world, also of the same estate; empty for a world of before identities."""

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> About:
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True)
class Definition:
    """The estate's configuration."""

    sites: tuple[Site, ...]
    networks: tuple[Network, ...]
    policies: tuple[Policy, ...]
    groups: tuple[ReplicationGroup, ...]
    items: tuple[Item, ...]
    plans: tuple[Plan, ...]
    runbooks: tuple[Runbook, ...]

    @classmethod
    def of(cls, estate: EstateDefinition) -> Definition:
        return cls(
            estate.sites,
            estate.networks,
            estate.policies,
            estate.groups,
            estate.items,
            estate.plans,
            estate.runbooks,
        )

    @classmethod
    def read(cls, rows: Iterable[StateRow]) -> Definition:
        parts: dict[str, list[Any]] = {kind: [] for kind in _PARTS}
        for kind, _, data in rows:
            parts[kind].append(from_plain(_PARTS[kind], from_json(data)))
        return cls(**{kind: tuple(values) for kind, values in parts.items()})

    def rows(self) -> Iterator[StateRow]:
        """Keyed by position, so that they come back in the document's order."""
        for kind in _PARTS:
            for number, value in enumerate(getattr(self, kind)):
                yield kind, f"{number:07d}", to_json(to_plain(value))


_PARTS: dict[str, type[Any]] = {
    "sites": Site,
    "networks": Network,
    "policies": Policy,
    "groups": ReplicationGroup,
    "items": Item,
    "plans": Plan,
    "runbooks": Runbook,
}
