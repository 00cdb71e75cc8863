"""Comparison of a way that was played with what its lesson says of it. Pure."""

from __future__ import annotations

from drconsole.documents.lessons.definition import SOLUTION, Way
from drconsole.training.score.result import Met, Score, StepTaken


def missed(score: Score) -> tuple[str, ...]:
    """Return the ids of the objectives that were not met in full, in the lesson's order."""
    return tuple(one.id for one in score.objectives if one.result is not Met.MET)


def unlike(way: Way, score: Score, steps: tuple[StepTaken, ...]) -> tuple[str, ...]:
    """Return each difference in words: nothing = the way does what the lesson says.

    A wrong path misses what it names. A solution passes, too, and does every step.
    """
    found = []
    if set(missed(score)) != set(way.misses):
        said, misses = ", ".join(way.misses) or "nothing", ", ".join(missed(score)) or "nothing"
        found.append(f"the lesson says that this way misses {said}; it misses {misses}")
    if way.name != SOLUTION:
        return tuple(found)
    broken = [one.id for one in score.probes if one.broken_at is not None]
    if broken:
        found.append(f"a solution breaks no probe; it breaks {', '.join(broken)}")
    if score.dangerous:
        acts = ", ".join(sorted({act.kind.value for act in score.dangerous}))
        found.append(f"a solution does nothing dangerous; it does {acts}")
    left = [step.id for step in steps if step.done_at is None]
    if left:
        found.append(f"a solution does every step; it does not do {', '.join(left)}")
    return tuple(found)
