"""Sites in the words of a step: where the machine counts that it is due for, and what is done there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.guide.subject import Subject
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.types.deed_words import power_on, shut_down


def places(due: Sequence[Subject]) -> dict[str, str]:
    """Return the words in braces of ``Step.why`` that name sites: ``here`` is where it counts."""
    named = [(one.item.name, *sides(one.item, one.status, one.known)) for one in due]
    return {
        "here": _either(here for _, here, _ in named),
        "power_on": power_on((name, here) for name, here, _ in named),
        "shut_down": shut_down((name, other, here) for name, here, other in named),
    }


def _either(sites: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(sites))
