"""The simulated world: it lives on its own time, and things happen in it in the order of that time.

``due`` holds what is foreseen; ``advance.advance`` lets it happen. ``commit`` writes what changed in one
transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappush
from pathlib import Path
from typing import Any

from drconsole.documents.definition import Runbook
from drconsole.providers.port import Effect
from drconsole.providers.simulator.state.about import About, Definition
from drconsole.providers.simulator.state.clock import ClockState
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.state.file import storage
from drconsole.providers.simulator.state.moments import as_datetime
from drconsole.providers.simulator.state.rows.effects import effect_from_row, effect_row
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.row import Row
from drconsole.providers.simulator.state.rows.rows import STATE_KINDS, FaultState, Job, Meta, Node, PlanState, Run
from drconsole.recovery.types.estate.estate import Item, Network, Policy, ReplicationGroup, Site
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.sqlite import connect_reader

# What is due at the same moment happens in this order.
FAULT, RUN_ENDS, TIMER, LANDS, JOB_LANDS = range(5)


class World:
    """A world in memory; ``file`` keeps it where it has one. Made by ``birth`` or ``World.read``."""

    def __init__(self, about: About, definition: Definition, clock: ClockState) -> None:
        self.about = about
        self.definition = definition
        self.draws = Draws(about.seed)
        self.sites: dict[str, Site] = {one.name: one for one in definition.sites}
        self.networks: tuple[Network, ...] = definition.networks
        self.policies: dict[str, Policy] = {one.name: one for one in definition.policies}
        self.groups: tuple[ReplicationGroup, ...] = definition.groups
        self.configured: dict[str, Item] = {one.key: one for one in definition.items}
        self.plans: dict[str, Plan] = {one.key: one for one in definition.plans}
        self.runbooks: dict[str, Runbook] = {one.name: one for one in definition.runbooks}
        self.clock = clock
        self.meta = Meta()
        self.revision = 0
        """Goes up with every change of an item or plan, while this life of the world lasts."""
        self.run_count = self.job_count = 0
        self.items: dict[str, ItemState] = {}
        self.plan_states: dict[str, PlanState] = {}
        self.runs: dict[int, Run] = {}
        self.jobs: dict[str, Job] = {}
        self.nodes: dict[str, dict[str, Node]] = {}
        self.faults: dict[str, FaultState] = {}
        self.ledger: list[Effect] = []
        self.changed_items: dict[str, int] = {}
        """Item -> revision of its last change, oldest change first; the same for plans."""
        self.changed_plans: dict[str, int] = {}
        self.file: storage.Storage | None = None
        self._plans_of: dict[str, list[str]] = {}
        self._members: dict[str, frozenset[str]] = {}
        for plan in definition.plans:
            self._members[plan.key] = frozenset(plan.items)
            for key in plan.items:
                self._plans_of.setdefault(key, []).append(plan.key)
        self._index()

    def _index(self) -> None:
        self.run_of_reference: dict[str, Run] = {}
        self.runs_of_key: dict[str, list[Run]] = {}
        self.job_of_reference: dict[str, Job] = {}
        self.jobs_of_key: dict[str, list[Job]] = {}
        self._faults_of: dict[str, list[FaultState]] = {}
        self.behind: dict[str, int] = {}
        """Items whose data falls behind by itself, as none comes or it has only begun to -> when they were told last,
        the longest ago first."""
        self.due: list[tuple[int, int, str]] = []
        self._dirty: dict[tuple[str, str], Row] = {}
        self._saved_effects = len(self.ledger)
        self._everything = False

    # Making and reading

    @classmethod
    def read(cls, path: Path) -> World:
        """The world of a file. Raises ``BadInput`` where there is none, or it is damaged (``world.damaged``)."""
        file = storage.Storage(path)
        try:
            world = cls._of(str(path), file.about(), file.definition(), file.state(), file.effects())
        except BaseException:
            file.close()
            raise
        world.file = file
        world.meta.generation += 1
        world.touch(world.meta)
        return world

    @classmethod
    def examine(cls, path: Path, immutable: bool) -> World:
        """The world of a file, to look at and without changing it. Raises ``BadInput`` and ``sqlite3.Error``."""
        with contextlib.closing(connect_reader(path, immutable=immutable)) as db:
            effects = ((int(key), data) for _, key, data in storage.rows_of(db, "effect"))
            definition, state = storage.rows_of(db, "definition"), storage.rows_of(db, "state")
            return cls._of(str(path), storage.about_of(db), definition, state, effects)

    @staticmethod
    def mark_of(path: Path, immutable: bool) -> tuple[str, int]:
        """Return the identity of the world in a file, and how often it was opened. Raises as ``examine``."""
        with contextlib.closing(connect_reader(path, immutable=immutable)) as db:
            about = About.from_plain(storage.about_of(db))
            (data,) = db.execute("SELECT data FROM state WHERE kind = ?", (Meta.KIND,)).fetchone()
        return about.identity, Meta.decode(data).generation

    @classmethod
    def _of(
        cls,
        path: str,
        about: Mapping[str, Any],
        definition: Iterable[storage.StateRow],
        state: Iterable[storage.StateRow],
        effects: Iterable[storage.EffectRow],
    ) -> World:
        try:
            world = cls(About.from_plain(about), Definition.read(definition), ClockState(0, 0))
            world.take_state(state, (effect_from_row(data) for _, data in effects))
        except BadInput:
            raise
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise storage.Damaged(path, "what is in it", f"is not what was written ({error!r})") from error
        return world

    def save_as(self, path: Path) -> None:
        """Make a file of this world. Raises ``BadInput`` where one exists."""
        effects = ((one.seq, effect_row(one)) for one in self.ledger)
        storage.Storage.create(path, self.about.to_plain(), self.definition.rows(), self.state_rows(), effects)

    def take_state(self, rows: Iterable[storage.StateRow], effects: Iterable[Effect]) -> None:
        """Become what these rows say."""
        self.items, self.plan_states, self.runs, self.jobs, self.nodes, self.faults = {}, {}, {}, {}, {}, {}
        self.ledger = list(effects)
        self.changed_items, self.changed_plans = {}, {}
        self._index()
        for kind, _, data in rows:
            if kind == ClockState.KIND:
                self.clock = ClockState.decode(data)
            else:
                row = STATE_KINDS[kind].decode(data)
                self._take_in(row)
                self._revised(row)

    def state_rows(self) -> Iterator[storage.StateRow]:
        rows: list[Row] = [self.clock, self.meta, *self.items.values(), *self.plan_states.values()]
        rows += [*self.runs.values(), *self.jobs.values(), *self.faults.values()]
        rows += [node for nodes in self.nodes.values() for node in nodes.values()]
        yield from ((row.KIND, row.row_key, row.encode()) for row in rows)

    def place(self, row: Row) -> None:
        """Take a new row in, and arrange for what it makes due."""
        self._take_in(row)
        self.touch(row)

    def _take_in(self, row: Row) -> None:
        if isinstance(row, ItemState):
            self.items[row.key] = row
            if row.timer is not None:
                self._schedule(row.timer[0], TIMER, row.key)
        elif isinstance(row, Run):
            self._place_run(row)
        elif isinstance(row, Job):
            self.jobs[row.id] = self.job_of_reference[row.id] = self.job_of_reference[row.alias] = row
            self.jobs_of_key.setdefault(row.key, []).append(row)
            self.job_count = max(self.job_count, row.number)
            if not row.landed:
                self._schedule(row.lands_at, JOB_LANDS, row.id)
        elif isinstance(row, Node):
            self.nodes.setdefault(row.job, {})[row.id] = row
        elif isinstance(row, FaultState):
            self.faults[row.id] = row
            self._faults_of.setdefault(row.kind, []).append(row)
            self._schedule_fault(row)
        elif isinstance(row, PlanState):
            self.plan_states[row.key] = row
        elif isinstance(row, Meta):
            self.meta = row

    def _place_run(self, run: Run) -> None:
        self.run_count = max(self.run_count, run.id)
        if run.ended and run.owner is not None:
            return
        self.runs[run.id] = run
        if run.owner is None:
            self.run_of_reference[run.reference] = run
            self.runs_of_key.setdefault(run.key, []).append(run)
        if run.state == "sent":
            self._schedule(run.lands_at, LANDS, run.row_key)
        elif run.state == "running" and run.ends_at is not None:
            self._schedule(run.ends_at, RUN_ENDS, run.row_key)

    # Change

    def touch(self, row: Row) -> None:
        """This row changed: it is written with the next commit, and told to who asks what changed."""
        self._dirty[row.KIND, row.row_key] = row
        self._revised(row)

    def _revised(self, row: Row) -> None:
        if isinstance(row, ItemState):
            self.tell(row.key)
            self._note_behind(row)
            for plan in self._plans_of.get(row.key, ()):
                self._revise(self.changed_plans, plan)
        elif isinstance(row, PlanState):
            self._revise(self.changed_plans, row.key)

    def _note_behind(self, item: ItemState) -> None:
        begun = item.segments[-1][0] if item.segments else None
        if begun is not None and item.stands:
            self.behind.setdefault(item.key, self.clock.world)
            return
        self.behind.pop(item.key, None)
        if begun is not None and begun > self.clock.world - item.lag:
            self.behind[item.key] = begun

    def tell(self, item: str) -> None:
        """Tell this item to whoever asks what changed, although none of its rows may have."""
        self._revise(self.changed_items, item)

    def _revise(self, changes: dict[str, int], key: str) -> None:
        self.revision += 1
        changes.pop(key, None)
        changes[key] = self.revision

    def emit(self, at: int, item: str, what: str, work: str, detail: str = "", site: str = "") -> None:
        """Something really happened, at ``site`` where it was at one."""
        if site:
            detail = f"{detail} at={site}".lstrip()
        self.ledger.append(Effect(len(self.ledger) + 1, as_datetime(at), item, what, work, detail))

    @property
    def changed(self) -> bool:
        """Return whether there is something to commit."""
        return bool(self._dirty) or self._everything

    def commit(self) -> None:
        """Make durable what changed since the last commit."""
        if self.file is not None and (self._dirty or self._everything):
            dirty = ((kind, key, row.encode()) for (kind, key), row in self._dirty.items())
            rows = self.state_rows() if self._everything else dirty
            new = self.ledger[self._saved_effects :]
            self.file.save(rows, ((one.seq, effect_row(one)) for one in new), everything=self._everything)
        self._dirty.clear()
        self._everything = False
        self._saved_effects = len(self.ledger)

    # Time

    def _schedule(self, at: int, what: int, ident: str) -> None:
        heappush(self.due, (at, what, ident))

    def _schedule_fault(self, fault: FaultState) -> None:
        if fault.phase == "waiting":
            self._schedule(fault.starts_at, FAULT, fault.id)
        elif fault.phase == "active" and fault.ends_at is not None:
            self._schedule(fault.ends_at, FAULT, fault.id)

    def run_ends(self, run: Run, at: int) -> None:
        """Let the step end at ``at``, whatever was foreseen before."""
        run.ends_at = at
        self._schedule(at, RUN_ENDS, run.row_key)
        self.touch(run)

    def fault_turns(self, fault: FaultState) -> None:
        self._schedule_fault(fault)
        self.touch(fault)

    def set_timer(self, item: ItemState, at: int, condition: str) -> None:
        item.timer = [at, condition]
        self._schedule(at, TIMER, item.key)
        self.touch(item)

    # Small things others ask

    def members(self, plan: str) -> frozenset[str]:
        return self._members.get(plan, frozenset())

    def faults_of(self, kind: str) -> list[FaultState]:
        return self._faults_of.get(kind, [])

    def provider_id(self, kind: str, key: str, number: int = 0) -> str:
        folder = "replicationProtectedItems" if kind == "item" else "replicationRecoveryPlans"
        return f"/Subscriptions/simulation/vaults/{self.about.name}/{folder}/{self.draws.guid(kind, key, number)}"

    def replace_all(self) -> None:
        """The next commit writes everything anew."""
        self._everything = True
