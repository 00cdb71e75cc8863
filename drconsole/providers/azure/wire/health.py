"""Health as the service words it: errors of an item or a fabric, and the summary of a vault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.json import part, parts, text, texts, whole
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.words import Health


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
    return tuple(dict.fromkeys(error for one in found for error in _with_inner(one)))


def health(told: str) -> Health:
    """Level of a health; a word that is not known counts as none told (see ``doubts.of_item``, which tells it)."""
    try:
        return Health(told)
    except ValueError:
        return Health.NONE


def vault_health(body: JsonObject) -> VaultHealth:
    """Answer of ``replicationVaultHealth``."""
    properties = part(body, "properties")
    return VaultHealth(
        errors=health_errors(parts(properties, "vaultErrors")),
        items=_issues(properties, "protectedItemsHealth"),
        fabrics=_issues(properties, "fabricsHealth"),
        containers=_issues(properties, "containersHealth"),
        item_count=whole(properties, "protectedItemsHealth", "resourceCount"),
        fabric_count=whole(properties, "fabricsHealth", "resourceCount"),
    )


def _with_inner(error: JsonObject) -> Iterator[HealthError]:
    if text(error, "errorCode") or text(error, "errorMessage") or text(error, "summaryMessage"):
        yield HealthError(
            code=text(error, "errorCode"),
            message=text(error, "errorMessage") or text(error, "summaryMessage"),
            level=text(error, "errorLevel"),
            possible_causes=text(error, "possibleCauses"),
            recommended_action=text(error, "recommendedAction"),
        )
    for inner in parts(error, "innerHealthErrors"):
        yield from _with_inner(inner)


def _issues(properties: JsonObject, resources: str) -> tuple[Issue, ...]:
    return tuple(
        Issue(
            code=text(one, "summaryCode"),
            message=text(one, "summaryMessage"),
            severity=text(one, "severity"),
            category=text(one, "category"),
            about=tuple(dict.fromkeys(texts(one, "affectedResourceCorrelationIds"))),
        )
        for one in parts(properties, resources, "issues")
    )
