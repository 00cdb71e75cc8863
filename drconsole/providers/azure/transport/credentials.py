"""Credentials: what the connection's document names, and the made-up one of an emulator."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from azure.core.credentials import AccessToken, AccessTokenInfo

from drconsole.documents.connection.definition import Authentication, SignIn
from drconsole.providers.azure.transport.device_code import DeviceCode

for _name in ("azure", "msal"):
    # Without a log of ours (on the command line) the SDK's would go to the terminal: what it says is told by us.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_LASTS = 3600
"""Seconds that a made-up token says it lasts."""


class MadeUp:
    """Credential of nobody. It opens an emulator, and leaves this machine never (``guard``)."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken("made-up", int(time.time()) + _LASTS)

    async def get_token_info(self, *scopes: str, options: Any = None) -> AccessTokenInfo:
        return AccessTokenInfo("made-up", int(time.time()) + _LASTS)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> MadeUp:
        return self

    async def __aexit__(self, *what: object) -> None:
        await self.close()


def credential(how: Authentication, tell: Callable[[str], None] | None = None) -> Any:
    """An asynchronous token credential. ``tell``: a person reads what is said there; None = nobody does."""
    if how.kind is SignIn.EMULATOR:
        return MadeUp()
    from azure.identity import aio

    tenant, client = how.tenant or None, how.client or None
    if how.kind is SignIn.CLI:
        return aio.AzureCliCredential(tenant_id=how.tenant)
    if how.kind is SignIn.ENVIRONMENT:
        return aio.EnvironmentCredential()
    if how.kind is SignIn.MANAGED_IDENTITY:
        return aio.ManagedIdentityCredential(client_id=client)
    if how.kind is SignIn.WORKLOAD_IDENTITY:
        return aio.WorkloadIdentityCredential(tenant_id=tenant, client_id=client)
    if how.kind is SignIn.SERVICE_PRINCIPAL:
        return aio.CertificateCredential(how.tenant, how.client, certificate_path=how.certificate)
    from azure.identity import DeviceCodeCredential

    options = {"tenant_id": tenant, "client_id": client}
    return DeviceCode(DeviceCodeCredential, tell, **{name: value for name, value in options.items() if value})
