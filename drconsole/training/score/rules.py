"""Rules of the score: objectives, measured over the last scene, and what a lesson takes amiss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.documents.lessons.definition import Objective
from drconsole.training.predicates.evaluate import evaluate
from drconsole.training.predicates.fields import Value
from drconsole.training.predicates.nodes import Node, in_seconds
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.result import DangerousAct, Held, Measured, Met, Score

TOLERANCE = 1.5
"""A number up to so many times its target is partly met (our choice)."""
HINT_COST = 2
"""Points of 100 that each hint takes off (our choice): to ask is better than to guess, and to know is better than to
ask."""
HINTS_COST_AT_MOST = 20
"""Points of 100 that all hints take off at most (our choice): nobody fails for asking."""


def measure(objective: Objective, node: Node, scene: Scene) -> Measured:
    """Return an objective with what was measured."""
    value = evaluate(node, scene)
    met = _met(value, objective.target)
    return Measured(
        objective.id, objective.text, objective.weight, met, value, objective.target, seconds=in_seconds(node)
    )


def _met(value: Value, target: bool | int | float) -> Met:
    if isinstance(target, bool):
        return Met.MET if (value is True) is target else Met.NOT_MET
    if not isinstance(value, int | float) or isinstance(value, bool):
        return Met.NOT_MET
    if value <= target:
        return Met.MET
    return Met.PARTLY if value <= target * TOLERANCE else Met.NOT_MET


def score(
    objectives: Sequence[Objective],
    nodes: Mapping[str, Node],
    scene: Scene,
    dangerous: Sequence[DangerousAct],
    probes: Sequence[Held],
    hints: int = 0,
) -> Score:
    """Return the score. ``nodes``: the parsed measure of each objective, by its id. Partly met counts half; hints cost,
    and do not keep a lesson from being passed."""
    measured = tuple(measure(one, nodes[one.id], scene) for one in objectives)
    share = {Met.MET: 1.0, Met.PARTLY: 0.5, Met.NOT_MET: 0.0}
    points = sum(one.weight * share[one.result] for one in measured)
    passed = (
        all(one.result is Met.MET for one in measured)
        and not dangerous
        and all(probe.broken_at is None for probe in probes)
    )
    cost = cost_of(hints)
    return Score(
        points, sum(one.weight for one in measured), passed, measured, tuple(dangerous), tuple(probes), hints, cost
    )


def cost_of(hints: int) -> int:
    """Return what so many hints take off, of 100."""
    return min(hints * HINT_COST, HINTS_COST_AT_MOST)


def price_of_next(hints: int) -> int:
    """Return what one more hint takes off, of 100, after so many."""
    return cost_of(hints + 1) - cost_of(hints)
