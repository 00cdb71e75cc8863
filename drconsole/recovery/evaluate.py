"""Evaluation of a request: the one way from a request to its preview, for check, preview and start alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.recovery.checks import costs, plan_actions, prerequisites, qualify, scripts
from drconsole.recovery.checks.landing import encryption, networks
from drconsole.recovery.checks.points import choices
from drconsole.recovery.checks.points.chosen import IN_USE, UNREADABLE, choose
from drconsole.recovery.forecast.estimate import estimate
from drconsole.recovery.forecast.objective import rto_of
from drconsole.recovery.states.assessments.authority import as_seen
from drconsole.recovery.states.assessments.loss import data_loss
from drconsole.recovery.steps.committing import committed_by
from drconsole.recovery.steps.digest import digest_of
from drconsole.recovery.steps.expand import expand, predict
from drconsole.recovery.steps.shutting_down import by_hand, may_run
from drconsole.recovery.types.data import dataclass, replace
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import GrainOf, Look
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead
from drconsole.recovery.types.families import H2A
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.words import (
    FAILS_OVER,
    PLANNED,
    Direction,
    Grain,
    Health,
    Level,
    Operation,
    PointChoice,
)
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Finding, Preview, Request, RunOptions, TaskTree

POINT_GONE = "point-gone"
_NOTHING = TaskTree((), stop_on_failure=False)


def touched(request: Request, view: EstateView) -> tuple[str, ...]:
    """Keys of every item the request is about. Raises ``BadInput`` for a target that does not exist."""
    return qualify.target_items(request, view)


def needs_points(request: Request, view: EstateView) -> bool:
    """Return whether the recovery points must be read first: to choose one, or to say which are deleted."""
    if request.operation in choices.POINT_OPERATIONS or request.operation is Operation.DISABLE_REPLICATION:
        return True
    return bool(committed_by(qualify.target_items(request, view), view, request.operation))


def evaluate(request: Request, look: Look, frozen: Mapping[str, ChosenPoint] | None = None) -> Preview:
    """The preview of a request on one look at the world.

    ``frozen`` holds the points of an earlier preview: they are kept if they still exist, and are an error
    (``point-gone``) if not. ``ready`` is False as long as any error stands, also one that may be accepted. Raises
    ``BadInput`` for words that make no sense together, an unknown target and an operation that has no steps.
    """
    view = as_seen(look.view, touched(request, look.view), look.known)
    look = replace(look, view=view)
    sorted_out = qualify.qualify(request, look)
    full = replace(request, options=_defaults(request, view, sorted_out.items, sorted_out.direction))
    chosen = _choose(full, look, sorted_out.items, frozen or {})
    # A direction that was not said stays unsaid here: an item's state then explains more than the direction.
    asked = replace(full, options=replace(full.options, direction=request.options.direction))
    checked = prerequisites.check(asked, look, sorted_out, chosen)
    frozen_now = {key: found for key in checked.qualified if isinstance(found := chosen.get(key), ChosenPoint)}
    grain = _grain(full, view, checked.qualified, look.grain_of)
    tree, predicted = _trees(full, view, checked.qualified, frozen_now, grain)
    runs = predicted or tree
    unfit = tuple(scripts.findings(sorted_out.make, runs, look.known.scripts))
    dropped = plan_actions.dropped(sorted_out.make, runs)
    lost = costs.writes_lost(full, look, checked.qualified)
    foretold, expected = estimate(full, look, checked.qualified, frozen_now, runs)
    made = Preview(
        request=full,
        ready=checked.ready and not grain.findings and not unfit,
        findings=prerequisites.gravest_first((*grain.findings, *unfit, *checked.findings, *dropped)),
        qualified=checked.qualified,
        skipped=checked.skipped,
        points=frozen_now,
        tree=tree,
        grain=grain.grain,
        forecast=foretold,
        warnings=costs.warnings(full, view, checked.qualified, runs, lost, checked.findings),
        digest="",
        predicted=predicted,
        encrypted=encryption.encrypted_items(full, view, checked.qualified, sorted_out.direction),
        scripts=scripts.contents(runs, look.known.scripts),
        rto=rto_of(full, view),
        lost_writes=lost,
        expected=expected,
    )
    return replace(made, digest=digest_of(made))


# Options


def _defaults(request: Request, view: EstateView, items: Sequence[str], direction: Direction) -> RunOptions:
    """Every option with its default put in. Raises ``BadInput`` for one that the operation does not take."""
    _sensible(request)
    encryption.refuse_useless(request, view, direction)
    return replace(
        request.options,
        direction=direction,
        point=_point_default(request, view, items, direction),
        shutdown=_shutdown_default(request, view, items, direction),
        network=_network_default(request, view, items, direction),
    )


def _sensible(request: Request) -> None:
    operation, options = request.operation, request.options
    pointed = options.point is not None or options.point_id is not None
    if pointed and operation not in choices.POINT_OPERATIONS:
        raise BadInput("point-not-taken", f"{operation} takes no recovery point", option=Option.POINT)
    if options.shutdown and operation not in FAILS_OVER:
        raise BadInput("shutdown-not-taken", f"{operation} shuts no source down", option=Option.SHUTDOWN)
    if options.shutdown is False and operation in PLANNED:
        raise BadInput(
            "shutdown-needed",
            f"a {operation.value.replace('-', ' ')} always shuts the source down: that is why it loses no data",
            option=Option.SHUTDOWN,
            advice="use failover where the source must not be shut down",
        )
    if options.network is not None and operation is not Operation.TEST_FAILOVER:
        raise BadInput(
            "network-not-taken",
            f"{operation} takes no network: only a test failover chooses one",
            option=Option.NETWORK,
            advice="a failover attaches each machine to its own target network",
        )


def _point_default(
    request: Request, view: EstateView, items: Sequence[str], direction: Direction
) -> PointChoice | None:
    """Raises ``BadInput`` for a choice that is not offered there, and where the point must be said.

    Where no item qualifies the findings say more than a refused choice.
    """
    keys = items or qualify.target_items(request, view)
    known = [view.items[key] for key in keys if key in view.items]
    said = request.options.point
    if said is not None:
        reason = choices.why_not_offered(said, keys, view, direction, request.target_type)
        if reason is not None and items:
            raise BadInput("point-not-offered", f"{said} cannot be chosen: {reason}", option=Option.POINT)
        return said
    return choices.default_choice(request.operation, direction, known[0].scenario) if known else None


def _shutdown_default(request: Request, view: EstateView, items: Sequence[str], direction: Direction) -> bool:
    """Unsaid, a failover shuts its sources down unless none of them can be reached: two machines running at once are
    worse than an attempt that fails, also where nobody knows. In a disaster none is tried. One that is switched off has
    nothing to be shut down, but of a Hyper-V machine the synchronization still fetches what was not sent. Our choice;
    Site Recovery only offers the box to tick."""
    if request.operation in PLANNED:
        return True
    if request.operation is not Operation.FAILOVER:
        return False
    if request.options.shutdown is not None:
        return request.options.shutdown
    if direction is Direction.RECOVERY_TO_PRIMARY:
        return True  # what is reported is the primary site; the machine that is left runs on the other one
    reached = [view.items[key] for key in items if view.statuses[key].source_reachable is not False]
    able = (item for item in reached if not by_hand(item, direction))
    return any(item.scenario in H2A or may_run(view.statuses[item.key]) for item in able)


def _network_default(request: Request, view: EstateView, items: Sequence[str], direction: Direction) -> str | None:
    if request.operation is not Operation.TEST_FAILOVER or request.options.network is not None:
        return request.options.network
    return networks.default_test_network(items, view, direction)


# Points


def _choose(
    request: Request, look: Look, items: Sequence[str], frozen: Mapping[str, ChosenPoint]
) -> dict[str, ChosenPoint | Finding]:
    options = request.options
    if options.point is None:
        return {}
    direction = options.direction or Direction.PRIMARY_TO_RECOVERY
    going = [key for key in items if choices.exists(None, look.view.items[key].scenario, direction)]
    chosen = choose(
        options.point,
        options.point_id,
        going,
        look,
        operation=request.operation,
        shutdown=options.shutdown,
    )
    for key in going:
        kept = frozen.get(key)
        # One yet to be made has nothing to be frozen: what was confirmed is the choice.
        if kept is not None and kept.id is not None:
            chosen[key] = _still_there(request, look, kept, look.points.get(key))
    return chosen


def _still_there(request: Request, look: Look, kept: ChosenPoint, read: PointsRead | None) -> ChosenPoint | Finding:
    view = look.view
    name = view.items[kept.item].name
    if read is None or read.error is not None:
        why = read.error if read is not None else "they were not read"
        return _blocked(UNREADABLE, kept.item, f"The recovery points of {name} cannot be read: {why}.")
    wanted = (kept.id or "").casefold()
    if not any(point.id.casefold() == wanted and point.processed for point in read.points):
        return _blocked(POINT_GONE, kept.item, f"The recovery point {kept.id} of {name} is gone.")
    status = view.statuses[kept.item]
    at_it = status.failover_point_id == kept.id and status.failover_health is not Health.CRITICAL
    if request.operation is Operation.CHANGE_RECOVERY_POINT and at_it:
        return _blocked(IN_USE, kept.item, f"{name} is already at this point.")
    if kept.time is None:
        return kept
    return replace(kept, data_loss=data_loss(kept.time, view.items[kept.item], status, look.now))


def _blocked(kind: str, key: str, message: str) -> Finding:
    return Finding(
        f"{kind}:{key}",
        Level.ERROR.value,
        message,
        item=key,
        possible_causes="Points are pruned by the replication policy, and read again for every evaluation.",
        recommended_action="Preview again and confirm what it shows now.",
    )


# Trees


@dataclass(frozen=True, slots=True)
class _Grain:
    grain: Grain
    carried_out: bool
    findings: tuple[Finding, ...] = ()


def _grain(request: Request, view: EstateView, items: Sequence[str], grain_of: GrainOf) -> _Grain:
    keys = items or qualify.target_items(request, view)
    scenarios = dict.fromkeys(view.items[key].scenario for key in keys if key in view.items)
    grains = {grain_of(request.operation, scenario, request.target_type) for scenario in scenarios}
    known = sorted((grain for grain in grains if grain is not None), key=list(Grain).index)
    if not known:
        return _Grain(Grain.STEP, carried_out=False)
    if len(known) > 1:
        message = "The provider carries this out in different ways for the machines of the plan: not as one run."
        mixed = Finding(
            "grain-mixed",
            Level.ERROR.value,
            message,
            recommended_action="Use a recovery plan for each kind of machine.",
        )
        return _Grain(known[0], carried_out=False, findings=(mixed,))
    return _Grain(known[0], carried_out=None not in grains)


def _trees(
    request: Request,
    view: EstateView,
    items: Sequence[str],
    chosen: Mapping[str, ChosenPoint],
    grain: _Grain,
) -> tuple[TaskTree, TaskTree | None]:
    """Return what runs, and what we think a remote job will do. Nothing, where nobody takes part."""
    if not items or not grain.carried_out:
        return _NOTHING, None
    tree = expand(request, view, items, chosen, grain.grain)
    return tree, None if grain.grain is Grain.STEP else predict(request, view, items)
