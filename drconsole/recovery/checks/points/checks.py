"""Checks of recovery points: whether each machine gets one, how old it is, and what the run loses by it."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.checks.points.choices import POINT_OPERATIONS, exists, why_not_offered
from drconsole.recovery.checks.points.chosen import MISSING
from drconsole.recovery.checks.source import switched_off
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.estate.rpo import rpo_objective
from drconsole.recovery.types.families import H2A
from drconsole.recovery.types.remedies import YES, Option, Remedy, choose
from drconsole.recovery.types.words import (
    Direction,
    Level,
    PointChoice,
    counted,
    difference,
    lasting,
)
from drconsole.recovery.types.work.tasks import Finding


def choice_offered(case: Case) -> Iterable[Finding]:
    choice = case.request.options.point
    if choice is None or not case.items:
        return
    reason = "the operation takes no choice of a recovery point"
    if case.request.operation in POINT_OPERATIONS:
        said = why_not_offered(choice, case.items, case.view, case.direction, case.request.target_type)
        if said is None:
            return
        reason = said
    yield case.make("choice-not-offered", choice=choice.value, reason=reason)


def recovery_point(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Nobody can accept a recovery point that is not there."""
    chosen = case.chosen.get(item.key)
    if isinstance(chosen, ChosenPoint) or not exists(None, item.scenario, case.direction):
        return None
    name = case.make.labels[item.key]
    if chosen is None:
        return Finding(
            f"{MISSING}:{name}", Level.ERROR.value, f"No recovery point is chosen for {item.name}.", item=item.key
        )
    return Finding(
        f"{chosen.id.split(':', 1)[0]}:{name}",
        chosen.level,
        chosen.message,
        item=item.key,
        possible_causes=chosen.possible_causes,
        recommended_action=chosen.recommended_action,
        remedies=tuple(case.make.aimed(one, item.key) for one in chosen.remedies),
    )


def older_point(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A custom point says how much older than the newest it is."""
    point, read = case.chosen.get(item.key), case.look.points.get(item.key)
    if not isinstance(point, ChosenPoint) or point.choice is not PointChoice.CUSTOM or point.time is None:
        return None
    newest = max((one.time for one in read.points if one.processed), default=None) if read is not None else None
    if newest is None or newest <= point.time:
        return None
    return case.make("point-older", item.key, older=difference((newest - point.time).total_seconds()))


def data_loss(case: Case) -> Iterable[Finding]:
    """Judge what the points lose against each item's objective, whatever the options: a shutdown fetches what has not
    arrived only where the machine then synchronizes (Hyper-V), and its points say so. Of several machines the greatest
    loss is told, and no sum: they lose the same minutes.

    A warning where more than half of an objective is lost (our choice: an objective that is nearly used up is no
    comfort), and where nothing stops a source that may run, so that the loss grows.
    """
    losses = {
        key: point.data_loss
        for key in case.items
        if isinstance(point := case.chosen.get(key), ChosenPoint) and point.data_loss is not None
    }
    shutdown = case.request.options.shutdown
    grows = not shutdown and any(
        not switched_off(case, case.view.items[key], case.view.statuses[key]) for key in losses
    )
    if not (grows or any(losses.values())):
        return
    over, much = [], False
    for key, seconds in losses.items():
        item = case.view.items[key]
        limit = rpo_objective(item, case.view.policies)
        if limit is not None and seconds > limit:
            over.append(f"{item.name} ({lasting(seconds)}, allowed: {lasting(limit)})")
        much = much or limit is None or seconds > limit / 2
    worst = max(losses, key=lambda key: losses[key])
    less = list(_less_loss(case, tuple(losses)))
    yield case.make(
        "data-loss",
        level=Level.WARNING if much or grows else Level.INFO,
        degree="at least" if grows else "about",
        worst=lasting(losses[worst]),
        on=case.view.items[worst].name,
        most=f", the most of {counted(len(losses), 'machine')}" if len(losses) > 1 else "",
        open="; and all that a source writes from now on" if grows else "",
        judged=f"More than the objective: {listed(over)}." if over else "That is within the objective of each.",
        advice=" ".join(text for text, _ in less),
        remedies=[remedy for _, remedy in less if remedy is not None],
    )


def _less_loss(case: Case, keys: tuple[str, ...]) -> Iterable[tuple[str, Remedy | None]]:
    """Only what helps: a shutdown does on Hyper-V, where it can be reached; elsewhere it stops writes and fetches
    nothing."""
    fetches = [case.view.items[key].name for key in keys if _synchronizes(case, key)]
    if fetches and not case.request.options.shutdown:
        said = f"Let the run shut the source down: {listed(fetches)} can be reached and would then send the rest."
        yield said, choose(Option.SHUTDOWN, YES)
    if len(fetches) < len(keys):
        said = "A shutdown does not fetch what has not arrived: wait until more has been sent, if there is time."
        yield said, None
    choices = {point.choice for key in keys if isinstance(point := case.chosen.get(key), ChosenPoint)}
    if choices - {PointChoice.LATEST}:
        yield "A newer recovery point loses less.", choose(Option.POINT, PointChoice.LATEST.value)


def _synchronizes(case: Case, key: str) -> bool:
    item, status = case.view.items[key], case.view.statuses[key]
    there = case.direction is Direction.PRIMARY_TO_RECOVERY
    return there and item.scenario in H2A and status.source_reachable is True and status.agent_connected
