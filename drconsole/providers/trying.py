"""Try of a connection: what signing in and reading showed. Nothing was changed."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Mode


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
    """What a try of a connection found."""

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
