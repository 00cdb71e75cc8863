"""Names that the acts of a way use: each has to be one of its estate, of its lesson or of the program."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from drconsole.documents.definition import EstateDefinition
from drconsole.documents.faults import LONGEST, Loc, did_you_mean
from drconsole.documents.lessons.definition import Act, Answer, By, Decide, Look, Propose, Repair, Run, Validate
from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.steps.item_steps import ITEM_STEPS, JOB_NAMES
from drconsole.recovery.steps.plan_parts import PLAN_STEP_NAMES
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.known import DOUBTFUL
from drconsole.recovery.types.estate.targets import without_prefix
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.work.tasks import kind_of

ALL = "*"
"""Among the findings that a way accepts: every one that may be accepted."""
_STEPS = frozenset(step for steps in ITEM_STEPS.values() for step in steps)
_TASKS = (
    PLAN_STEP_NAMES
    | {name for step in _STEPS for name in (step.name, step.friendly_name)}
    | {name for job in JOB_NAMES.values() for name in (job.name, job.friendly_name)}
)
"""Names of tasks that are no action of a plan: one of them, too, may wait for an answer."""
_WAIT = frozenset(step.friendly_name for step in _STEPS if step.waits)

Note = Callable[[Loc, str, str], None]
"""Takes a fault: where, what is wrong, what would be right."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names that a lesson may use: keys and names of its estate, its people, and the console's screens."""

    items: frozenset[str]
    plans: frozenset[str]
    actions: frozenset[str]
    people: Collection[str]
    screens: Collection[str]

    @classmethod
    def of(cls, estate: EstateDefinition, people: Collection[str], screens: Collection[str]) -> Names:
        """Return the names of an estate, with those of people and screens."""
        return cls(
            items=frozenset(name for item in estate.items for name in (item.key, item.name)),
            plans=frozenset(name for plan in estate.plans for name in (plan.key, plan.name)),
            actions=frozenset(action.name for plan in estate.plans for action in plan.actions),
            people=people,
            screens=screens,
        )


def check(act: Act | None, loc: Loc, names: Names, note: Note) -> None:
    """Note each name of an act that is none."""
    for field, message, right in _wrong(act, names):
        note((*loc, *field), message, right)


def _wrong(act: Act | None, names: Names) -> Iterator[tuple[Loc, str, str]]:
    targets = names.items | names.plans
    match act:
        case By():
            if act.person not in names.people:
                yield ("as",), f"{act.person!r} has no seat", did_you_mean(act.person, names.people)
            yield from _wrong(act.act, names)
        case Propose():
            yield from _wrong(act.run, names)
        case Decide():
            yield from _of_estate("approve" if act.approves else "reject", without_prefix(act.target), targets)
        case Run():
            yield from _of_estate("target", without_prefix(act.target), targets)
            for number, finding in enumerate(act.accept):
                if finding != ALL and kind_of(finding) not in KINDS:
                    right = f"{_alike(kind_of(finding), KINDS)}The id of a finding of the check, or {ALL!r} for all"
                    yield ("accept", number), f"there is no finding {finding!r}", right
        case Validate():
            yield from _of_estate("validate", act.item, names.items)
            if act.accept is not None and act.accept not in DOUBTFUL:
                yield ("accept", 0), f"{act.accept!r} is nothing that is seen", f"One of {', '.join(DOUBTFUL)}"
        case Repair():
            yield from _of_estate("repair", act.item, names.items)
        case Answer():
            if act.task not in names.actions | _TASKS:
                known = names.actions | _WAIT
                right = f"{_alike(act.task, known)}What waits: {', '.join(sorted(known))}"
                yield ("answer",), f"no task {act.task!r} ever waits", right
        case Look():
            if act.screen not in names.screens:
                right = f"{_alike(act.screen, names.screens)}Screens: {', '.join(names.screens)}"
                yield ("look",), f"there is no screen {act.screen!r}", right
            elif act.item is not None and act.screen != "points":
                yield ("target",), f"{act.screen} are of no one item", "Leave `target:` out, or write `look: points`"
            elif act.item is not None:
                yield from _of_estate("target", act.item, names.items)


def _of_estate(field: str, word: str, known: Collection[str]) -> Iterator[tuple[Loc, str, str]]:
    if word not in known:
        yield (field,), f"the estate has no {word!r}", did_you_mean(word, known)


def _alike(word: str, known: Collection[str]) -> str:
    """Return ``Did you mean shop? ``, or nothing."""
    said = near(word[:LONGEST], known)
    return f"{said[0].upper()}{said[1:]} " if said else ""
