"""The prerequisites check: what blocks an operation or should be known before it, and who takes part.

Pure: the same evaluation serves ``check``, ``preview``, the engine's start of a job and the tests. Sources: [S],
the conditions of each operation's page, and Site Recovery's own error codes; each check names its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.points.chosen import IN_USE
from drconsole.recovery.checks.qualify import Qualified, nobody_qualifies, target_of
from drconsole.recovery.checks.tables import run_checks
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.remedies import Act, Option, Remedy
from drconsole.recovery.types.words import Level, Operation, TargetType
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.tasks import Finding, Request, Skipped

_ORDER = {level.value: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Checked:
    """``findings`` gravest first; ``qualified`` are item keys in plan order."""

    findings: tuple[Finding, ...]
    qualified: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @property
    def ready(self) -> bool:
        """Return whether nothing blocks, with no finding accepted."""
        return bool(self.qualified) and not any(finding.level == Level.ERROR for finding in self.findings)


def check(request: Request, look: Look, sorted_out: Qualified, chosen: Mapping[str, ChosenPoint | Finding]) -> Checked:
    """Everything that stands in an operation's way or should be said before it.

    ``request`` carries its options with the defaults put in. ``sorted_out`` is what ``qualify.qualify`` says of the
    request on this look; ``chosen`` comes from ``chosen.choose`` for the items that it lets through.
    """
    already = _already_there(request, sorted_out.items, chosen)
    items = tuple(key for key in sorted_out.items if key not in already)
    case = Case(request, look, chosen, sorted_out.direction, items, sorted_out.make)
    findings = [*sorted_out.findings, *run_checks(case)]
    if already and not items:
        nobody = nobody_qualifies(sorted_out.make, tuple(already.values()), target_of(request, look.view))
        findings.append(nobody)
    return Checked(gravest_first(findings), items, (*sorted_out.skipped, *already.values()))


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _ORDER[finding.level]))


def _already_there(
    request: Request, items: Iterable[str], chosen: Mapping[str, ChosenPoint | Finding]
) -> dict[str, Skipped]:
    """Items of a plan that are at the wanted recovery point already: nothing to change at them."""
    if request.operation is not Operation.CHANGE_RECOVERY_POINT or request.target_type is not TargetType.PLAN:
        return {}
    found = {key: chosen.get(key) for key in items}
    return {
        key: Skipped(key, finding.message)
        for key, finding in found.items()
        if isinstance(finding, Finding) and finding.id.startswith(f"{IN_USE}:")
    }


def resolve_accepted(findings: Sequence[Finding], accepted: Sequence[str]) -> tuple[str, ...]:
    """The ids that the operator's words accept. A kind alone (``test-failover-missing``) accepts all of its kind.

    Raises ``BadInput`` for what was not found, ``Refused`` for what nobody may accept.
    """
    ids: dict[str, None] = {}
    for word in accepted:
        meant = [finding for finding in findings if finding.id == word] or [
            finding for finding in findings if finding.id.split(":", 1)[0] == word
        ]
        if not meant:
            raise BadInput(
                "unknown-finding",
                f"There is no finding {word} to accept.",
                option=Option.ACCEPT,
                advice="say the id of one that was found",
                remedies=(Remedy(Act.CHECK),),
            )
        firm = [finding for finding in meant if not finding.overridable]
        if firm:
            raise Refused(
                "not-overridable",
                f"The finding {firm[0].id} cannot be accepted: {firm[0].message}",
                option=Option.ACCEPT,
                advice=firm[0].recommended_action,
                remedies=firm[0].remedies,
            )
        ids.update(dict.fromkeys(finding.id for finding in meant))
    return tuple(ids)


def unaccepted(findings: Sequence[Finding], accepted: Sequence[str]) -> tuple[Finding, ...]:
    """The errors that still block. Raises as ``resolve_accepted``."""
    passed = frozenset(resolve_accepted(findings, accepted))
    return tuple(finding for finding in findings if finding.level == Level.ERROR.value and finding.id not in passed)
