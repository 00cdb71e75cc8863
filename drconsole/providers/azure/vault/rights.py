"""Permissions at the vault of who signed in, as the service tells them, and what of that a state needs and lacks."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.providers.azure.calls import VAULT, Answer, Call, Transport, Urgency
from drconsole.providers.azure.permissions import CONTRIBUTOR, Granted, missing
from drconsole.providers.azure.wire.json import parts, texts
from drconsole.recovery.types.estate.estate import HealthError

MISSING = "MissingPermission"
"""Code of a warning of ours beside those of the vault."""
NAMED = 3
"""Operations that the warning names; the check of the connection names all."""
_PERMISSIONS = "2022-04-01"
"""API version of ``Microsoft.Authorization`` (our choice: any that lists permissions does)."""


async def ask(transport: Transport, urgency: Urgency) -> Answer:
    """Ask what may be done at the vault. Raises ``Unreachable``."""
    path = f"{VAULT}/providers/Microsoft.Authorization/permissions"
    return await transport.ask(Call("GET", path, {"api-version": _PERMISSIONS}), urgency)


def granted(answer: Answer) -> tuple[Granted, ...]:
    """Entries of the answer."""
    return tuple(Granted(texts(one, "actions"), texts(one, "notActions")) for one in parts(answer.body or {}, "value"))


def warning(entries: Sequence[Granted], *, read_only: bool) -> HealthError | None:
    """Return what is told all the time of permissions that are missing; None = none is.

    The one that a re-protect between Azure regions needs is left to the check of the connection: vaults without such
    items do not need it (our choice).
    """
    lacking = [one for one in missing(entries, read_only=read_only) if one.role != CONTRIBUTOR]
    if not lacking:
        return None
    named = ", ".join(one.needed_for for one in lacking[:NAMED])
    more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
    return HealthError(
        MISSING,
        f"Who signed in may not do all that this state needs: {named}{more}.",
        "Warning",
        possible_causes="The role at the vault does not have these actions.",
        recommended_action=f"Ask for the role {lacking[-1].role} at the vault, or connect read-only.",
    )
