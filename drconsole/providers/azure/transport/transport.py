"""Way to Resource Manager through the SDK's own client and pipeline.

Of the SDK it uses the client, the credential and the transport; neither its pollers nor its retries: a read is asked
again here, a POST never is. No policy registers a resource provider or follows a redirect unasked.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.core.pipeline import policies
from azure.core.rest import HttpRequest
from azure.mgmt.recoveryservicessiterecovery.aio import SiteRecoveryManagementClient
from pydantic_core import from_json

from drconsole.documents.connection.definition import Connection, SignIn
from drconsole.providers.azure.calls import VAULT, Answer, Call, JsonObject, Urgency
from drconsole.providers.azure.redaction import redacted
from drconsole.providers.azure.refusals import SKEW_TOLD, half_a_page, not_signed_in, unreachable
from drconsole.providers.azure.transport import guard
from drconsole.providers.azure.transport.limits import RATE, RateLimit
from drconsole.providers.azure.wire.running.jobs import retry_after
from drconsole.providers.port import NoAnswer, Unreachable

log = logging.getLogger(__name__)

CONNECT_LIMIT, READ_LIMIT = 10, 60
"""Seconds to connect, and between two pieces of an answer (the SDK's own: 300 each)."""
SILENT_CONNECT_LIMIT = 3
"""Seconds to connect to a service that gave no answer last."""
RETRIES = 3
"""How often a read is asked again; not at all of a service that gave no answer last."""
FIRST_PAUSE = 0.8
"""Seconds before the first time; doubled each time."""
AGAIN = frozenset({408, 429, 500, 502, 503, 504})
UNKNOWN = frozenset({408, 500, 502, 503, 504})
"""Statuses after which nobody knows whether a request had its effect."""
THROTTLED_LIMIT = 60.0
"""Seconds for which a change that was refused for being asked too often (429) waits to be sent again, under the same
id: it was refused before any effect (our choice: half of what the engine waits for an answer)."""
QUEUE_LIMIT = 15.0
"""Seconds that a question waits for its turn (our choice: less than the engine waits for an answer, so that nobody
takes the wait for the service's)."""
OFF_LOOP = 1_000_000
"""Bytes of a body from which it is parsed in a thread of its own."""


def vault_id(connection: Connection) -> str:
    """ARM id of the vault."""
    return (
        f"/subscriptions/{connection.subscription}/resourceGroups/{connection.resource_group}"
        f"/providers/Microsoft.RecoveryServices/vaults/{connection.vault}"
    )


class ArmTransport:
    """``calls.Transport`` over one connection; opened with its first request."""

    def __init__(self, connection: Connection, credential: Any, limit: RateLimit | None = None) -> None:
        """Raises ``guard.Forbidden`` where the credential must not go to the connection's endpoint."""
        made_up = connection.authentication.kind is SignIn.EMULATOR
        guard.check(connection.endpoint, made_up=made_up)
        self._endpoint = connection.endpoint.rstrip("/")
        self._vault = vault_id(connection)
        self._credential = credential
        self._limit = limit or RateLimit()
        self._silent = False
        """The service gave no answer to the last that was asked in all its tries."""
        self.skew = timedelta()
        verify: bool | str = connection.ca_file or True
        authentication = guard.GuardedAuthentication(
            credential, connection.scope, endpoint=self._endpoint, made_up=made_up
        )
        self._client = SiteRecoveryManagementClient(
            credential,
            connection.subscription,
            base_url=self._endpoint,
            credential_scopes=[connection.scope],
            policies=[
                policies.HeadersPolicy(),
                policies.UserAgentPolicy(sdk_moniker="drconsole"),
                policies.ProxyPolicy(),
                authentication,
            ],
            connection_verify=verify,
            # A proxy that the environment names is another machine, or may be: an emulator is asked without.
            use_env_settings=not made_up,
        )
        self.api_version: str = self._client._config.api_version

    async def close(self) -> None:
        await self._client.close()
        await self._credential.close()

    @property
    def closed_for(self) -> float:
        return self._limit.closed_for

    # Questions

    async def ask(self, call: Call, urgency: Urgency = Urgency.OPEN_VIEW) -> Answer:
        pause = FIRST_PAUSE
        for attempt in range(RETRIES + 1):
            last = attempt == RETRIES
            try:
                answer = await self._once(call, urgency)
            except ClientAuthenticationError as error:
                raise not_signed_in(redacted(error.message)) from None
            except guard.Forbidden as error:
                raise Unreachable(str(error)) from None
            except (AzureError, TimeoutError, OSError) as error:
                if last or self._silent:
                    self._silent = True
                    raise Unreachable(f"no answer from {urlsplit(self._endpoint).netloc}: {redacted(error)}") from None
            else:
                if answer.status not in AGAIN or last:
                    return answer
                said = retry_after(answer)
                if answer.status == 429:
                    self._limit.close_for(said if said is not None else pause)
                    continue
                pause = max(pause, said or 0.0)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    async def pages(self, call: Call, urgency: Urgency = Urgency.BACKGROUND) -> AsyncIterator[Sequence[JsonObject]]:
        seen: set[str] = set()
        while True:
            answer = await self.ask(call, urgency)
            if not answer.ok:
                raise unreachable(answer)
            value = answer.body.get("value") if answer.body is not None else None
            if answer.body is None or not isinstance(value, list):
                # Taken for an empty one, it would let every item of the vault be gone.
                raise half_a_page("what came is no whole list")
            yield value
            link = answer.body.get("nextLink")
            if not isinstance(link, str) or not link:
                return
            if link in seen:
                raise half_a_page("the service names a page again that was read already")
            seen.add(link)
            call = Call("GET", link)

    # Changes

    async def send(self, call: Call) -> Answer:
        end = asyncio.get_running_loop().time() + THROTTLED_LIMIT
        for _ in range(RETRIES):
            answer = await self._send_once(call)
            if answer.status != 429:
                return answer
            said = retry_after(answer)
            pause = said if said is not None else FIRST_PAUSE
            if asyncio.get_running_loop().time() + pause > end:
                return answer
            self._limit.close_for(pause)
        return await self._send_once(call)

    async def _send_once(self, call: Call) -> Answer:
        try:
            answer = await self._once(call, Urgency.ACTION)
        except ClientAuthenticationError as error:
            raise NoAnswer(f"nothing was sent: signing in failed: {redacted(error.message)}") from None
        except guard.Forbidden as error:
            raise NoAnswer(f"nothing was sent: {error}") from None
        except (AzureError, TimeoutError, OSError) as error:
            raise NoAnswer(f"no answer: {redacted(error)}") from None
        if answer.status in UNKNOWN:
            raise NoAnswer(f"the service answered {answer.status}: it may have begun")
        return answer

    # One request

    async def _once(self, call: Call, urgency: Urgency) -> Answer:
        await self._turn(urgency)
        headers = {"Accept": "application/json"}
        if call.request_id:
            headers["x-ms-client-request-id"] = call.request_id
        request = HttpRequest(
            call.method,
            self._url(call.path),
            params=self._query(call),
            headers=headers,
            json=dict(call.body) if call.body is not None else None,
        )
        limit = SILENT_CONNECT_LIMIT if self._silent else CONNECT_LIMIT
        response = await self._client.send_request(request, connection_timeout=limit, read_timeout=READ_LIMIT)
        content: bytes = response.content
        self._silent = False
        told = {str(name).lower(): str(value) for name, value in response.headers.items()}
        self._heed(told)
        log.debug("%s %s: %s", call.method, redacted(request.url), response.status_code)
        return Answer(response.status_code, told, await _body(content))

    async def _turn(self, urgency: Urgency) -> None:
        """Wait for the rate limit. Raises ``Unreachable`` where a question waits too long: it was never asked."""
        if urgency is Urgency.ACTION:
            await self._limit.take(urgency)
            return
        try:
            async with asyncio.timeout(QUEUE_LIMIT):
                await self._limit.take(urgency)
        except TimeoutError:
            raise Unreachable(
                f"not asked within {QUEUE_LIMIT:.0f} s: more questions wait here than {RATE:.0f} a second let through"
            ) from None

    def _url(self, path: str) -> str:
        if path.lower().startswith(("https://", "http://")):
            return path
        if path.startswith(VAULT):
            path = self._vault + path.removeprefix(VAULT)
        return self._endpoint + quote(path, safe="/-._~!$&'()*+,;=:@%")

    def _query(self, call: Call) -> dict[str, str]:
        if "api-version=" in call.path.lower():
            return dict(call.query)
        return {"api-version": self.api_version, **call.query}

    def _heed(self, headers: Mapping[str, str]) -> None:
        left = headers.get("x-ms-ratelimit-remaining-subscription-reads", "")
        if left.isascii() and left.isdecimal():
            self._limit.left(int(left))
        try:
            theirs = parsedate_to_datetime(headers["date"])
        except (KeyError, ValueError):
            return
        skew = theirs.astimezone(UTC) - datetime.now(UTC)
        if abs(skew) > SKEW_TOLD >= abs(self.skew):
            log.warning("the service's clock and this machine's are %.0f s apart", abs(skew.total_seconds()))
        self.skew = skew


async def _body(content: bytes) -> JsonObject | None:
    found = await asyncio.to_thread(_parsed, content) if len(content) >= OFF_LOOP else _parsed(content)
    return found if isinstance(found, dict) else None


def _parsed(content: bytes) -> object:
    if not content:
        return None
    # Half the time of json.loads for a page of items (measured). It takes no other encoding, no lone surrogate and no
    # deep nesting: json reads those, and what neither reads is no answer.
    for read in (from_json, json.loads):
        with contextlib.suppress(ValueError, RecursionError):
            return read(content)
    return None
