"""Recovery plans as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from drconsole.engine.decider.state import State
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.standing import Written, flagged
from drconsole.records.rows.common import ItemName
from drconsole.records.rows.estate.plans import ActionRow, PlanRow, PlanStateRow
from drconsole.recovery.states import states, taking_part
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.plans import Action, Plan


def plan_row(plan: Plan, view: EstateView, state: State, written: Mapping[str, Written], position: int) -> PlanRow:
    """Return the row of a plan. ``written``: item key -> what its row said last."""
    items = plan.items
    return {
        **plan_state_row(plan, view, state),
        "stands": counted_stands(written[key].stand for key in items if key in written),
        "flags": flagged(items, view, written),
        "position": position,
    }


def counted_stands(stands: Iterable[str]) -> dict[str, int]:
    """Return each stand with the number of items that have it, worst stand first."""
    found = Counter(map(Stand, stands))
    return {str(stand): found[stand] for stand in sorted(found, key=GRAVITY.__getitem__)}


def plan_state_row(plan: Plan, view: EstateView, state: State) -> PlanStateRow:
    status, items = view.plan_statuses.get(plan.key), plan.items
    own = [job.id for job in state.jobs.values() if job.created.request.target == plan.key]
    stands = taking_part.plan_standing(plan, view, state.busy, state.runs)
    allowed = [] if own else [str(op) for op in taking_part.allowed_where(stands)]
    left_out = taking_part.left_out(plan, view, state.busy, state.runs, stands=stands) if allowed else ()
    return {
        "name": plan.name,
        "key": plan.key,
        "source": plan.source,
        "target": plan.target,
        "items": [labelled(key, view) for key in items],
        "groups": [
            {
                "number": group.number,
                "items": [labelled(key, view) for key in group.items],
                "pre": [action_json(action) for action in group.pre],
                "post": [action_json(action) for action in group.post],
            }
            for group in plan.groups
        ],
        "actions": {
            "before_shutdown": [action_json(action) for action in plan.before_shutdown],
            "after_shutdown": [action_json(action) for action in plan.after_shutdown],
            "before_failover": [action_json(action) for action in plan.before_failover],
            "after_failover": [action_json(action) for action in plan.after_failover],
        },
        "allowed_operations": allowed,
        "left_out": [{**labelled(one.item, view), "reason": one.reason} for one in left_out],
        "state": plan_state(stands, bool(own)),
        "current_job": own[0] if own else None,
        "last_test_failover": stamp(status.last_test_failover) if status else None,
        "last_failover": stamp(status.last_failover) if status else None,
        "changed_at": stamp(plan.changed_at),
        "rto": plan.rto,
        "provider_allowed_operations": list(status.provider_allowed_operations) if status else [],
        "provider_scenario": status.current_scenario if status else None,
        "provider_scenario_status": status.scenario_status if status else None,
        "provider_scenario_status_description": status.scenario_status_description if status else None,
        "as_of": stamp(view.as_of),
    }


def labelled(key: str, view: EstateView) -> ItemName:
    """Return an item as rows name it: its key, with its name as a label beside it."""
    return {"key": key, "name": view.items[key].name if key in view.items else key}


def plan_state(stands: taking_part.PlanStanding, running: bool) -> str:
    """Return one word for where a plan's items stand: their common phase, or ``mixed``."""
    if running:
        return "running"
    phases = {str(states.phase_of(at)) for at, _, _ in stands.items}
    return phases.pop() if len(phases) == 1 else "mixed"


def action_json(action: Action) -> ActionRow:
    return {
        "name": action.name,
        "kind": action.kind,
        "operations": list(action.operations),
        "directions": list(action.directions),
        "instructions": action.instructions,
        "path": action.path,
        "timeout": action.timeout,
    }
