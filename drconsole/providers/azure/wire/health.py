"""Health as the service words it: errors of an item or a fabric, and the summary of a vault."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.json import objects, part, parts, texts, whole, word
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.words import Health

_Told = tuple[str, str, str, str, str]
"""Fields of a ``HealthError``, in their order."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One cause in a vault's summary, with all whom it is about."""

    code: str
    message: str
    severity: str
    category: str
    about: tuple[str, ...]
    """Correlation ids, as ``eventCorrelationId`` of an item has them; each once."""


@dataclass(frozen=True, slots=True)
class VaultHealth:
    errors: tuple[HealthError, ...]
    items: tuple[Issue, ...]
    fabrics: tuple[Issue, ...]
    containers: tuple[Issue, ...]
    item_count: int | None = None
    fabric_count: int | None = None


def health_errors(found: Iterable[JsonObject]) -> tuple[HealthError, ...]:
    """Health errors, each followed by those inside it; what is said twice, once."""
    every: list[_Told] = []
    for one in found:
        _gather(one, every)
    if len(every) > 1:
        every = list(dict.fromkeys(every))
    return tuple([HealthError(*told) for told in every])


def health(told: str) -> Health:
    """Level of a health; a word that is not known counts as none told (see ``doubts.of_item``, which tells it)."""
    return _HEALTHS.get(told, Health.NONE)


_HEALTHS = {str(one): one for one in Health}


def vault_health(body: JsonObject) -> VaultHealth:
    """Answer of ``replicationVaultHealth``."""
    properties = part(body, "properties")
    return VaultHealth(
        errors=health_errors(parts(properties, "vaultErrors")),
        items=_issues(properties, "protectedItemsHealth"),
        fabrics=_issues(properties, "fabricsHealth"),
        containers=_issues(properties, "containersHealth"),
        item_count=whole(part(properties, "protectedItemsHealth"), "resourceCount"),
        fabric_count=whole(part(properties, "fabricsHealth"), "resourceCount"),
    )


def _gather(error: JsonObject, every: list[_Told]) -> None:
    code, message = word(error, "errorCode"), word(error, "errorMessage") or word(error, "summaryMessage")
    if code or message:
        level = word(error, "errorLevel")
        every.append((code, message, level, word(error, "possibleCauses"), word(error, "recommendedAction")))
    if inside := error.get("innerHealthErrors"):
        for inner in objects(inside):
            _gather(inner, every)


def _issues(properties: JsonObject, resources: str) -> tuple[Issue, ...]:
    return tuple(
        Issue(
            code=word(one, "summaryCode"),
            message=word(one, "summaryMessage"),
            severity=word(one, "severity"),
            category=word(one, "category"),
            about=tuple(dict.fromkeys(texts(one, "affectedResourceCorrelationIds"))),
        )
        for one in parts(properties, resources, "issues")
    )
