"""Failure that stands on an item: what its last run could not do there, in the provider's words."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation


@dataclass(frozen=True, slots=True)
class Failure:
    """The first error that the provider told of; the others lean on it."""

    job: str
    operation: Operation
    code: str
    message: str
    possible_causes: str = ""
    recommended_action: str = ""
