"""Sites in the words of a step: where the machine counts that it is due for, and what is done there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.guide.subject import Subject
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.types.deed_words import power_on


def places(due: Sequence[Subject]) -> dict[str, str]:
    """Return the words in braces of ``Step.why`` that name sites: ``here`` is where it counts."""
    named = [(one.item.name, sides(one.item, one.status, one.known)[0]) for one in due]
    return {"here": _either(site for _, site in named), "power_on": power_on(named)}


def _either(sites: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(sites))
