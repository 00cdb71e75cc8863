"""Memory of one replicated item: a row of the world."""

from __future__ import annotations

from dataclasses import field
from typing import Any, ClassVar

from drconsole.providers.simulator.state.rows.row import Row
from drconsole.recovery.types.data import dataclass


@dataclass(slots=True)
class ItemState(Row):
    """A replicated item as it really is. ``condition`` is a key of ``conditions.CONDITIONS``.

    Source and target are those of replication as it goes now: ``back`` says that it goes from the recovery
    side to the primary side, and a turn (``turning``) changes their roles.
    """

    KIND: ClassVar[str] = "item"

    key: str
    provider_id: str
    born: int
    """Since when its writes are counted: the machine at the source held ``base`` blocks then."""
    lag: int
    """Microseconds between a write and its arrival."""
    condition: str = "protected"
    test: str = "none"
    """``none``; a test is open: ``copied``, ``created``, ``ending``; ``cleaned``."""
    segments: list[tuple[int, int | None]] = field(default_factory=list)
    """When the data was written that arrived as a stream; the last one open (None) while replication works."""
    extras: list[list[Any]] = field(default_factory=list)
    """Points beside the regular ones: id, time, consistency."""
    synced_to: int | None = None
    """All that was written up to here was fetched at once (a final synchronisation)."""
    point_id: str | None = None
    point_time: int | None = None
    last_test: int | None = None
    last_failover: int | None = None
    back: bool = False
    base: int = 0
    pauses: list[list[int]] = field(default_factory=list)
    """When the machine at the source was off and came on again."""
    source_on: bool = True
    source_off_at: int | None = None
    source_gone: bool = False
    """There is no machine at the source any more."""
    source_lost: bool = False
    """It was lost by a fault, not deleted."""
    source_name: str | None = None
    """None = as configured."""
    source_counted: bool = False
    """The machine at the source takes cores of its site's quota."""
    left: str | None = None
    """A machine that was left at the target side when replication turned; it is off."""
    left_damaged: bool = False
    """A failback began to write over it and did not come to its end."""
    machines: list[str] = field(default_factory=list)
    """Machines made of it at the target; the last one is its machine, more than one is an accident."""
    machine_on: bool = False
    machine_base: int = 0
    """Blocks that the machine held when it was made."""
    machine_born: int | None = None
    """Since when it writes."""
    machine_off_at: int | None = None
    machine_pauses: list[list[int]] = field(default_factory=list)
    made: int = 0
    """Machines ever made of it."""
    hydrated: bool = False
    """Its machine has been through the intermediate step."""
    address: str | None = None
    network: str | None = None
    """What the machine that was made last is attached to."""
    connection: str = ""
    """``connected``, ``no-address`` or ``not-attached``; empty where no machine was made."""
    test_machines: list[str] = field(default_factory=list)
    test_machine_on: bool = False
    test_point: str | None = None
    test_job: str | None = None
    """What made the test machine: the service names it until the cleanup."""
    agent_lost: int = 0
    """How many causes keep the agent from answering."""
    attended: bool = False
    """Somebody at its physical server switches it off when a failover begins."""
    unreachable: int = 0
    """How many causes keep the source from being reached."""
    hidden: list[str] = field(default_factory=list)
    """Ids of recovery points that went missing."""
    attempts: dict[str, int] = field(default_factory=dict)
    """How often each step was carried out."""
    busy: dict[str, str] = field(default_factory=dict)
    """What works on it: reference of a step run or id of a remote job -> scenario."""
    timer: list[Any] | None = None
    """When it goes on by itself, and to which condition."""
    starts: int = 0
    """How often replication began anew: enabled, or turned."""

    @property
    def row_key(self) -> str:
        return self.key

    @property
    def stands(self) -> bool:
        """Return whether data came as a stream and does so no longer."""
        return bool(self.segments) and self.segments[-1][1] is not None

    @property
    def machine(self) -> str | None:
        return self.machines[-1] if self.machines else None
