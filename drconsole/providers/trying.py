"""Try of a connection: what signing in and reading showed. Nothing was changed."""

from __future__ import annotations

from drconsole.documents.connection.definition import Connection
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import Refused


@dataclass(frozen=True, slots=True)
class MissingPermission:
    """Action of the service that who signed in may not take."""

    action: str
    """As Azure's roles name it."""
    needed_for: str
    """Operation or question of ours, in words."""
    role: str
    """Built-in role that has it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Result of a try of a connection."""

    who: str
    """Who signed in, as the token names them."""
    endpoint: str
    mode: Mode
    emulator: bool
    read_only: bool
    items: int
    plans: int
    missing_permissions: tuple[MissingPermission, ...] = ()
    warnings: tuple[str, ...] = ()


def no_vault(why: Exception, connection: Connection) -> Refused:
    """Return the refusal of a connection that leads to no vault which answers."""
    return Refused(
        "vault-unreachable",
        str(why),
        place=f"{connection.endpoint}, vault {connection.vault}",
        advice="look at endpoint, subscription, resource_group and vault of the document, and at the sign-in",
    )
