"""Evaluates on a fresh look, and says a preview in the fields of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from drconsole.engine.decider.owing.owed import known_of
from drconsole.engine.decider.state import works_on
from drconsole.engine.execution.looking import look_at
from drconsole.engine.execution.scripts.context import FAILOVER_TYPES
from drconsole.engine.projections.jobs import allowed_actions, planned_task
from drconsole.engine.projections.parts import about, forecast_json, points_json, stamp
from drconsole.engine.shown import Shown
from drconsole.providers.port import Unreachable
from drconsole.records.objectives import objective_row
from drconsole.records.rows.work.checks import CallRow, CheckRow, FindingRow, KeyRow, LeadsRow, PreviewRow
from drconsole.records.rows.work.jobs import ObjectiveRow, TaskNode
from drconsole.recovery.checks.landing.encryption import encrypting
from drconsole.recovery.evaluate import evaluate, needs_points, touched
from drconsole.recovery.forecast.objective import foretold
from drconsole.recovery.states.assessments.authority import second_machine
from drconsole.recovery.states.assessments.health import alarming
from drconsole.recovery.states.transitions import leads_to
from drconsole.recovery.steps.committing import committed_by
from drconsole.recovery.steps.translation import translate
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.known import SOURCE, TARGET, Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.plans import ActionKind
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead
from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.words import Direction, Operation, TargetType
from drconsole.recovery.types.work.errors import Refused
from drconsole.recovery.types.work.tasks import Finding, Preview, Request

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

LOOKED_AT = frozenset(
    {
        Operation.FAILOVER,
        Operation.PLANNED_FAILOVER,
        Operation.CHANGE_RECOVERY_POINT,
        Operation.COMMIT,
        Operation.RE_PROTECT,
        Operation.REVERSE_REPLICATE,
        Operation.FAILBACK,
        Operation.RESYNCHRONIZE,
        Operation.ENABLE_REPLICATION,
        Operation.DISABLE_REPLICATION,
    }
)
"""Before these both machines of an item that has failed over are looked at: whether both run, so that one of them loses
what it writes, whether there is a way back, and what it goes into."""
ALWAYS_LOOKED_AT = frozenset({Operation.ENABLE_REPLICATION, Operation.PLANNED_FAILOVER, Operation.RESYNCHRONIZE})
"""Those before which the machines of every item are looked at: of an item whose replication was removed the service no
longer tells whether it had failed over; the others need the machine that they go from."""


async def fresh(engine: Engine, request: Request, frozen: Mapping[str, ChosenPoint] | None = None) -> Preview:
    """Evaluate on a look at the world made for it. Raises ``Refused`` when the provider does not answer."""
    try:
        await engine.look(recorded_next=True)
        try:
            keys = touched(request, engine.estate.view)
            points = await engine.points(keys) if needs_points(request, engine.estate.view) else {}
        finally:
            engine.write_estate(set())  # of the look, where the points changed nothing or were not read
        known = await known_now(engine, request.operation, keys, _scripts(request, engine.estate.view))
    except Unreachable as error:
        raise Refused(
            "provider-unreachable",
            f"the provider does not answer: {error}",
            advice="nothing is decided on old data; try again when it answers",
        ) from None
    return evaluate(request, look_of(engine, known, points), frozen)


def look_of(engine: Engine, known: Known, points: Mapping[str, PointsRead] | None = None) -> Look:
    """Return what the engine has seen and knows at this moment."""
    state = engine.state
    return Look(
        engine.estate.view,
        engine.provider.clock.now(),
        points or {},
        busy=works_on(state),
        held=[job.id for job in state.jobs.values() if "resume" in allowed_actions(job)],
        validations={key: note.result for key, note in state.validations.items()},
        failures=state.failures,
        known=known,
        grain_of=engine.provider.grain,
        accepted_age=engine.accepted_age,
        parallel=engine.limits.group,
    )


async def known_now(
    engine: Engine, operation: Operation | None, keys: Sequence[str], paths: Sequence[str] = ()
) -> Known:
    """Return what the obligations show, and look anew where the operation depends on machines that may run or be gone.

    ``paths``: scripts that are looked at too. ``operation`` None: which one it will be depends on the look."""
    view = engine.estate.view
    anew = operation in ALWAYS_LOOKED_AT
    asked = [key for key in keys if key in view.statuses and (anew or _worth_a_look(key, view, operation))]
    looked = await machines_now(engine, asked if operation is None or operation in LOOKED_AT else ())
    return replace(looked, scripts=await engine.scripts.look(paths))


async def machines_now(engine: Engine, keys: Sequence[str]) -> Known:
    """Return what the obligations show, with a look at both machines of these items made now."""
    shown = await look_at(engine.provider, keys, (SOURCE, TARGET)) if keys else ()
    owed = known_of(engine.state)
    seen = {key: dict(probes) for key, probes in owed.seen.items()}
    silent: dict[str, tuple[str, ...]] = {}
    for one in shown:
        if one.ok is None:
            silent[one.item] = (*silent.get(one.item, ()), one.probe)
        else:
            seen.setdefault(one.item, {})[one.probe] = one.seen
    return replace(owed, seen=seen, silent=silent)


def _worth_a_look(key: str, view: EstateView, operation: Operation | None) -> bool:
    """Return whether it may have two machines. Where it is not known what comes next, also whether something is wrong
    with its replication: its machine may be gone."""
    item, status = view.items[key], view.statuses[key]
    return second_machine(item, status) or (operation is None and alarming(item.scenario, status))


def _scripts(request: Request, view: EstateView) -> list[str]:
    """Return the paths of a plan's scripts, where the operation runs actions at all.

    Which of them this run executes, its tree says."""
    plan = view.plans.get(request.target) if request.target_type is TargetType.PLAN else None
    if plan is None or request.operation not in FAILOVER_TYPES:
        return []
    return list(dict.fromkeys(action.path for action in plan.actions if action.kind is ActionKind.SCRIPT))


def finding_json(finding: Finding, names: Mapping[str, str]) -> FindingRow:
    return {
        "id": finding.id,
        "level": finding.level,
        "overridable": finding.overridable,
        **about(finding.item or None, names),
        "message": finding.message,
        "possible_causes": finding.possible_causes,
        "recommended_action": finding.recommended_action,
        "remedies": [as_json(one) for one in finding.remedies],
    }


def item_names(view: EstateView, *previews: Preview) -> dict[str, str]:
    """Return each item's name by its key; two may share a name."""
    keys = [key for one in previews for key in (*one.qualified, *(skipped.item for skipped in one.skipped))]
    return {key: view.items[key].name for key in keys if key in view.items}


def check_json(preview: Preview, view: EstateView) -> CheckRow:
    names = item_names(view, preview)
    return {
        "operation": preview.request.operation,
        "target": preview.request.target,
        "target_key": preview.request.target,
        "ready": preview.ready,
        "findings": [finding_json(finding, names) for finding in preview.findings],
        "items": [{"key": key, "name": name} for key, name in names.items()],
        "qualified": list(preview.qualified),
        "skipped": [{**about(one.item, names), "reason": one.reason} for one in preview.skipped],
        "site_recovery": calls_json(preview, view),
        "encryption_key": key_json(preview, view),
    }


def key_json(preview: Preview, view: EstateView) -> KeyRow:
    """Return whether the run needs the encryption key, which certificate that is, and whether one was given."""
    sites = (encrypting(view.items[key], view) for key in preview.encrypted if key in view.items)
    return {
        "certificate": next((site.encryption_certificate for site in sites if site is not None), ""),
        "needed": bool(preview.encrypted),
        "thumbprint": next(iter(preview.encrypted.values()), None),
        "given": preview.request.options.certificate is not None,
    }


def calls_json(preview: Preview, view: EstateView) -> list[CallRow]:
    """Return what Site Recovery's own API calls this, for each kind of machine the target has."""
    request = preview.request
    keys = [*preview.qualified, *(skipped.item for skipped in preview.skipped)]
    scenarios = dict.fromkeys(view.items[key].scenario for key in keys if key in view.items)
    direction = request.options.direction or Direction.PRIMARY_TO_RECOVERY
    rows = [translate(request.operation, scenario, direction, request.target_type) for scenario in scenarios]
    return [
        {
            "scenario": row.scenario,
            "direction": row.direction,
            "operation": row.call or None,
            "job": row.job or None,
            "reason": row.reason,
        }
        for row in rows
    ]


def leads_json(preview: Preview, view: EstateView, names: Mapping[str, str]) -> dict[str, LeadsRow]:
    """Return where each machine stands once the run has succeeded, by its key."""
    found: dict[str, LeadsRow] = {}
    for key in preview.qualified:
        after = leads_to(view.items[key], view.statuses[key], preview.request.operation)
        if after is not None:
            name, row = names.get(key, key), after.row
            found[key] = {"name": name, "protection_state": row.protection_state, "phase": row.phase}
    return found


def preview_json(shown: Shown, view: EstateView) -> PreviewRow:
    """A preview in the fields of the command line; tasks nested as a job's are. Who asks puts in who has to approve
    it."""
    preview = shown.preview
    names = item_names(view, preview)
    options = preview.request.options
    return {
        **check_json(preview, view),
        "approvals_needed": 0,
        "target_type": preview.request.target_type,
        "direction": options.direction,
        "options": {
            "point": options.point,
            "point_id": options.point_id,
            "shutdown": options.shutdown,
            "network": options.network,
        },
        "grain": preview.grain,
        "digest": preview.digest,
        "expires_at": stamp(shown.expires_at),
        "points": points_json(preview.points, names),
        "tasks": nested(preview, names),
        "scripts": [{"path": path, "content": content} for path, content in preview.scripts.items()],
        "forecast": forecast_json(preview.forecast, names),
        "objective": objective_json(preview),
        "warnings": list(preview.warnings),
        "lost_writes": [
            {
                "key": key,
                "name": names.get(key, key),
                "site": lost.site,
                "seconds": lost.seconds,
                "deletes": lost.deletes,
            }
            for key, lost in preview.lost_writes.items()
        ],
        "commits": list(committed_by(preview.qualified, view, preview.request.operation)),
        "leads_to": leads_json(preview, view, names),
    }


def objective_json(preview: Preview) -> ObjectiveRow | None:
    if preview.rto is None or not preview.qualified:
        return None
    return objective_row(foretold(preview.rto, preview.forecast))


def nested(preview: Preview, names: dict[str, str]) -> list[TaskNode]:
    roots: list[TaskNode] = []
    by_id: dict[str, TaskNode] = {}
    for spec in (preview.predicted or preview.tree).tasks:
        task = by_id[spec.id] = planned_task(spec, names)
        if (expected := preview.expected.get(spec.id)) is not None:
            task["expected_start"], task["expected_end"] = round(expected[0]), round(expected[1])
        (roots if spec.parent is None else by_id[spec.parent]["tasks"]).append(task)
    return roots
