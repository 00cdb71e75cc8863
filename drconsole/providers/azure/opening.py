"""Opening a connection: the real parts of a provider, made of what a state keeps or of a connection document."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from drconsole.documents.connection.definition import Connection, SignIn
from drconsole.documents.connection.loopback import is_loopback
from drconsole.providers.azure import permissions
from drconsole.providers.azure.calls import VAULT as VAULT_ID
from drconsole.providers.azure.calls import Call, Transport, Urgency
from drconsole.providers.azure.clock import EmulatorClock, WallClock
from drconsole.providers.azure.identities import VAULT, Identities
from drconsole.providers.azure.provider import AzureProvider
from drconsole.providers.azure.redaction import redacted
from drconsole.providers.azure.refusals import clocks, refused
from drconsole.providers.azure.transport import guard
from drconsole.providers.azure.transport.credentials import credential
from drconsole.providers.azure.transport.transport import ArmTransport, vault_id
from drconsole.providers.azure.vault import rights
from drconsole.providers.azure.wire.json import text
from drconsole.providers.port import Unreachable
from drconsole.providers.trying import Tried, no_vault
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.settings.state import LOADING

_NAMES = ("upn", "unique_name", "preferred_username", "app_displayname", "appid", "oid")
"""Claims of a token that say who signed in, the most readable first."""


def is_emulator(connection: Connection) -> bool:
    """Return whether it is an emulator, by its endpoint and no name: this machine is one, everything else is Azure."""
    return is_loopback(connection.endpoint)


def open_state(folder: Path) -> AzureProvider:
    """The provider of a state that is bound to a vault. Raises ``BadInput``."""
    return _provider(Identities.read(folder / VAULT))


def connect(folder: Path, connection: Connection) -> AzureProvider:
    """Keep a connection under its file's name of a load; the provider that looks at its vault. Raises ``BadInput``."""
    identities = Identities(connection, path=folder / f"{VAULT}{LOADING}")
    provider = _provider(identities, _to_the_person)
    identities.save()
    return provider


def reconnect(folder: Path, connection: Connection) -> None:
    """Keep another connection to the vault that the state has. Raises ``BadInput``, and ``Refused``: another vault."""
    identities = Identities.read(folder / VAULT)
    before = identities.connection
    if vault_id(before).lower() != vault_id(connection).lower() or is_emulator(before) != is_emulator(connection):
        raise Refused(
            "another-vault",
            f"this state is bound to the vault {before.vault}, and the document names another one",
            place=vault_id(connection),
            advice="name another state with --state: a vault has a state of its own",
        )
    _may_be_sent(connection)
    identities.connection = connection
    identities.save()


def examine(folder: Path) -> list[str]:
    """Return what is wrong with the state's file, in words."""
    try:
        Identities.read(folder / VAULT)
    except BadInput as error:
        return [error.message]
    return []


def compare(folder: Path, told: Mapping[str, Any]) -> list[str]:
    """Return what tells that the file is not of the state whose store tells this."""
    provider = told.get("provider")
    return [] if provider in (None, "azure") else [f"the store tells of the provider '{provider}', not of a vault"]


async def attempt(connection: Connection) -> Tried:
    """Sign in and read; nothing is changed or kept. Raises ``DrError``."""
    key = _credential(connection, _to_the_person)
    transport = ArmTransport(connection, key)
    try:
        who = _who((await key.get_token(connection.scope)).token)
        warnings: list[str] = []
        granted = await _granted(transport, warnings)
        items = await _count(transport, "replicationProtectedItems")
        plans = await _plans(transport, connection, warnings)
        if (apart := clocks(transport.skew)) is not None:
            warnings.append(f"the clocks are apart: {apart.said}")
        emulator = is_emulator(connection)
        lacking = permissions.missing(granted, read_only=connection.read_only) if granted is not None else ()
        return Tried(
            who=who,
            endpoint=connection.endpoint,
            mode=Mode.EXERCISE if emulator else Mode.LIVE,
            emulator=emulator,
            read_only=connection.read_only,
            items=items,
            plans=plans,
            missing_permissions=lacking,
            warnings=tuple(warnings),
        )
    except DrError:
        raise
    except Unreachable as error:
        raise no_vault(error, connection) from None
    except Exception as error:
        raise _sign_in_failed(connection, error) from None
    finally:
        await transport.close()


def _to_the_person(text: str) -> None:
    """Say what has to be done now, beside the output."""
    sys.stderr.write(f"drconsole: {text}\n")
    sys.stderr.flush()


def _provider(identities: Identities, tell: Callable[[str], None] | None = None) -> AzureProvider:
    connection = identities.connection
    transport = ArmTransport(connection, _credential(connection, tell))
    emulated = is_emulator(connection)
    clock = EmulatorClock(transport) if emulated else WallClock()
    return AzureProvider(connection, transport, clock, identities, emulated=emulated)


def _credential(connection: Connection, tell: Callable[[str], None] | None) -> Any:
    """Raises ``BadInput`` where it must not go to the endpoint, and ``Refused`` where what it needs is not here."""
    _may_be_sent(connection)
    try:
        return credential(connection.authentication, tell)
    except (ValueError, TypeError, OSError) as error:  # a variable or a file that is missing, or is none
        raise _sign_in_failed(connection, error) from None


def _sign_in_failed(connection: Connection, error: Exception) -> Refused:
    return Refused(
        "sign-in-failed",
        f"signing in failed: {redacted(getattr(error, 'message', '') or error)}",
        place=str(connection.authentication.kind),
        advice="sign in again, or sign in another way (authentication.kind)",
    )


def _may_be_sent(connection: Connection) -> None:
    """Raise ``BadInput`` where the credential must not go to the endpoint."""
    try:
        guard.check(connection.endpoint, made_up=connection.authentication.kind is SignIn.EMULATOR)
    except guard.Forbidden as error:
        raise BadInput("credential-forbidden", str(error), place="endpoint") from None


async def _plans(transport: Transport, connection: Connection, warnings: list[str]) -> int:
    """Number of plans that the state will show; a name of the document that is no plan's is a warning."""
    found: list[set[str]] = []
    async for page in transport.pages(Call("GET", f"{VAULT_ID}/replicationRecoveryPlans"), Urgency.OPEN_VIEW):
        found += [{text(one, "name").lower(), text(one, "properties", "friendlyName").lower()} for one in page]
    wanted = {name.lower() for name in connection.plans}
    known = set[str]().union(*found)
    warnings += [f"the vault has no plan '{name}'" for name in connection.plans if name.lower() not in known]
    return sum(not wanted or bool(wanted & names) for names in found)


async def _count(transport: Transport, name: str) -> int:
    count = 0
    async for page in transport.pages(Call("GET", f"{VAULT_ID}/{name}"), Urgency.OPEN_VIEW):
        count += len(page)
    return count


async def _granted(transport: Transport, warnings: list[str]) -> tuple[permissions.Granted, ...] | None:
    """Return what may be done at the vault; None = the service does not say, which is a warning."""
    answer = await rights.ask(transport, Urgency.OPEN_VIEW)
    if not answer.ok:
        warnings.append(f"what may be done at the vault is not told ({refused(answer)})")
        return None
    return rights.granted(answer)


def _who(token: str) -> str:
    """Return who a token names; nothing else of it is kept."""
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return "nobody (a made-up credential)" if token == "made-up" else "somebody whose token cannot be read"  # noqa: S105
    return next((str(claims[name]) for name in _NAMES if claims.get(name)), "somebody whom the token does not name")
