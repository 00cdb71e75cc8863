"""Lookups that reading an item or a plan needs: its key, and the names of what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.estate.networks import Networks
from drconsole.providers.azure.wire.estate.policies import Policies
from drconsole.providers.azure.wire.estate.sites import Sites
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    source: str
    """Names of the sites, as the item was created."""
    target: str
    turned: bool
    """Whether the service's Primary is ``target``."""


@dataclass(frozen=True, slots=True)
class Context:
    sites: Sites = field(default_factory=Sites)
    policies: Policies = field(default_factory=Policies)
    networks: Networks = field(default_factory=Networks)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Canonical ARM id -> our key, of what has one that is not its id: an item that the service made anew."""

    ways: dict[tuple[str, ...], Way] = field(default_factory=dict)
    """What items tell of their way -> their way, as far as it was worked out (``machines.way``)."""

    def key(self, arm_id: str) -> str:
        """Our key of an item or a plan: by default its canonical id."""
        found = ids.canonical(arm_id)
        return self.keys.get(found, found)
