"""State of things as one object: told by the engine, or without one read from the store."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended
from drconsole.records.clock import NO_CLOCK, last_clock
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, POLLS, PROPOSALS, TASKS
from drconsole.recovery.types.approving import LASTING
from drconsole.recovery.types.words import CONTAINERS, RunState, TaskKind
from drconsole.recovery.types.work.errors import BadInput

if TYPE_CHECKING:
    from drconsole.cli.store import Store
    from drconsole.records.rows.estate.items import DebtRow
    from drconsole.records.rows.status import CountsRow, EngineRow, NeedsRow, StatusRow
    from drconsole.records.rows.work.jobs import JobRow, TaskRow

NO_STORE = frozenset({"no-estate", "store.missing"})
"""Codes of refusals where nothing was loaded yet."""
NO_ENGINE: EngineRow = {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
EMPTY: StatusRow = {
    "mode": None,
    "engine": NO_ENGINE,
    "clock": NO_CLOCK,
    "estate": None,
    "provider": None,
    "counts": {},
    "running_jobs": [],
    "needs_a_person": [],
    "obligations": {},
    "test_debt": [],
    "consoles": [],
}


def status(context: Context, args: argparse.Namespace) -> int:
    """Print the state of things: engine, clock, running jobs, what needs a person."""
    found = status_object(context)
    if context.json:
        context.output.document(found)
    else:
        from drconsole.cli.commands.reading.show_state import show_state

        show_state(context, found)
    return 0


def status_object(context: Context) -> StatusRow:
    """Return the state of things; the want of an engine or of a store is no error.

    Raises ``BadInput`` for no folder, and for a store that this program cannot read: of another version, or foreign.
    """
    folder = str(context.state)
    told = _told(context)
    if told is not None:
        return {**_to_copy(context, told), "state": folder}
    return {**_to_copy(context, from_store(context)), "state": folder, "engine": _not_answering(context)}


def engine_and_now(context: Context) -> tuple[EngineRow, str | None]:
    """Return how the engine is and the provider's clock, by its own word where it answers us; None = it does not."""
    told = _told(context)
    return (_not_answering(context), None) if told is None else (told["engine"], told["clock"]["now"])


def _told(context: Context) -> StatusRow | None:
    """Return the state of things as the engine tells it; None = none answers us."""
    if context.nobody_there():
        return None
    from drconsole.link.messages import Status

    return context.ask_if_running(Status())


def _not_answering(context: Context) -> EngineRow:
    if context.silent is not None:
        from drconsole.cli.output.failures import advice_of
        from drconsole.records.rows.refusal import told_with

        pid, why = told_with(context.silent).get("pid"), context.silent.message
        return {**NO_ENGINE, "running": None, "pid": pid, "why": why, "advice": advice_of(context.silent)}
    if context.barred:
        return {**NO_ENGINE, "running": None}
    return _none_runs(context)


def _none_runs(context: Context) -> EngineRow:
    """A store without its end shows an older state as if it were the newest: what is missing may wait for a person."""
    behind = context.behind()
    if behind is None:
        return NO_ENGINE
    from drconsole.cli.output.failures import advice_of

    return {**NO_ENGINE, "why": behind.message, "advice": advice_of(behind)}


def _to_copy(context: Context, found: StatusRow) -> StatusRow:
    """Return the same with commands that mean this same state, for scripts as for people."""

    if not (found["needs_a_person"] or found["test_debt"]):
        return found
    from drconsole.render.words.command_lines import debt_to_type, need_to_type

    def needed(need: NeedsRow) -> NeedsRow:
        told = need_to_type(need)
        return {**told, "command": context.output.here(told["command"])} if "command" in told else told

    def owed(debt: DebtRow) -> DebtRow:
        told = debt_to_type(debt)
        return {**told, "undo": context.output.here(told["undo"])}

    return {
        **found,
        "needs_a_person": [needed(need) for need in found["needs_a_person"]],
        "test_debt": [owed(debt) for debt in found["test_debt"]],
    }


def from_store(context: Context) -> StatusRow:
    """Return the state of things as the store has it. Raises ``BadInput`` for one that cannot be read."""
    from drconsole.records.waiting.waits import duties, waiting

    try:
        store = context.store()
    except BadInput as error:
        if error.code not in NO_STORE:
            raise
        return EMPTY.copy()
    with store:
        jobs, owed = store.rows(JOBS), store.rows(OBLIGATIONS)
        items = store.items_that_matter(owed)
        proposed = [row for row in store.rows(PROPOSALS) if row["state"] in LASTING]
        now = datetime.now(UTC)
        running = [job for job in jobs if not job_ended(job)]
        waits = waiting(
            running,
            store.rows(GATES),
            owed,
            items,
            lambda: ((item["key"], item["name"]) for item in store.names_of_items()),
            proposals=proposed,
            polls=store.rows(POLLS),
            wall=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        )
        world = store.world()
        counts: CountsRow = {
            "items": store.count(ITEMS),
            "plans": store.count(PLANS),
            "jobs": len(jobs),
            "running_jobs": len(running),
            "steps_under_way": _steps_under_way(store, running),
            "needs_a_person": len(waits),
        }
        clock = last_clock(world, store.stopped_cleanly(), now)
    found: StatusRow = {
        **EMPTY,
        "mode": world["mode"] if world is not None else None,
        "clock": clock,
        "estate": world["estate"] if world is not None else None,
        "provider": world["provider"] if world is not None else None,
        "counts": counts,
        # All of their rows: more than an engine tells of them, so that nobody has to look them up again.
        "running_jobs": [_held_against(job, clock["now"]) for job in running],
        "needs_a_person": waits,
        "obligations": duties(owed),
        "test_debt": [debt for item in items for debt in item["test_debt"]],
    }
    if proposed:
        found["proposals"] = proposed
    if world is not None and "events" in world:
        found["events"] = world["events"]
    if world is not None and (place := world.get("place")) is not None:
        # Arming lasts only as long as its engine: without one, nobody is armed.
        found["arming"] = {"place": place, "armed": []}
    return found


def _held_against(job: JobRow, now: str | None) -> JobRow:
    from drconsole.records.objectives import with_objective

    return with_objective(job, now)


def _steps_under_way(store: Store, running: list[JobRow]) -> int:
    return sum(_under_way(task) for job in running for task in store.rows(TASKS, job=job["id"]))


def _under_way(task: TaskRow) -> bool:
    """Return whether a task is a step of ours that has begun and neither ended nor waits for a person."""
    ours = task["kind"] not in {*CONTAINERS, TaskKind.OBSERVED}
    return ours and task["state"] == RunState.IN_PROGRESS
