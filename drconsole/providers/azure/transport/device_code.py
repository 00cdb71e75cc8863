"""Sign-in by a code that a person types in a browser, on any machine.

The SDK offers this sign-in without asyncio only, so it waits in a thread. Who asks for a token meanwhile is told what
to type. The token stays in this process's memory: a new engine asks for a new code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from azure.core.credentials import AccessToken, AccessTokenInfo
from azure.core.exceptions import ClientAuthenticationError

PATIENCE = 5.0
"""Seconds that a question waits for a token before its asker is told to sign in."""


class DeviceCode:
    """Asynchronous credential over the SDK's own.

    ``tell`` shows a person what to type, and a token is waited for until they have done it. Without it ``PATIENCE`` is
    waited, and the error says what to type.
    """

    def __init__(self, sync: Callable[..., Any], tell: Callable[[str], None] | None, **options: Any) -> None:
        """``sync``: the SDK's class; ``options``: its own, such as ``tenant_id``."""
        self._sync = sync(prompt_callback=self._prompted, **options)
        self._tell = tell
        self._signing_in: asyncio.Task[AccessTokenInfo] | None = None
        self.said = ""
        """What the person has to do; empty = nothing."""

    def _prompted(self, address: str, code: str, expires: datetime) -> None:
        self.said = f"open {address} in any browser and enter the code {code} (until {expires:%H:%M}Z)"
        if self._tell is not None:
            self._tell(f"to sign in, {self.said}")

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        info = await self.get_token_info(*scopes)
        return AccessToken(info.token, info.expires_on)

    async def get_token_info(self, *scopes: str, options: Any = None) -> AccessTokenInfo:
        """Return a token. Raises ``ClientAuthenticationError`` with what a person has to do."""
        if self._signing_in is None:
            self._signing_in = asyncio.ensure_future(asyncio.to_thread(self._sync.get_token_info, *scopes))
        task = self._signing_in
        try:
            found = await asyncio.wait_for(asyncio.shield(task), None if self._tell is not None else PATIENCE)
        except TimeoutError:
            raise ClientAuthenticationError(message=self.said or "a code is being asked for") from None
        except BaseException:
            if task.done():
                self._signing_in, self.said = None, ""
            raise
        self._signing_in, self.said = None, ""
        return found

    async def close(self) -> None:
        """Stop waiting. A thread that still waits for the person ends when the code expires."""
        if self._signing_in is not None:
            self._signing_in.cancel()
        self._sync.close()

    async def __aenter__(self) -> DeviceCode:
        return self

    async def __aexit__(self, *what: object) -> None:
        await self.close()
