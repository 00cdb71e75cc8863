"""Check of where a credential may go: a real one never to this machine or over plain http, a made-up one nowhere
else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline import PipelineRequest
from azure.mgmt.core.policies import AsyncARMChallengeAuthenticationPolicy

from drconsole.documents.connection.loopback import host_of, is_loopback
from drconsole.providers.azure.redaction import redacted


class Forbidden(Exception):
    """A credential was about to go where it must not; nothing was sent."""


def check(url: str, *, made_up: bool) -> None:
    """Raise ``Forbidden`` where this credential must not go to this address."""
    if made_up:
        # Not every system keeps names under localhost to itself: some ask a name server for them.
        if not is_loopback(url) or host_of(url).endswith(".localhost"):
            raise Forbidden(f"a made-up credential stays on this machine, and {redacted(url)} is not on it")
        return
    if urlsplit(url).scheme.lower() != "https":
        raise Forbidden(f"a real credential is sent by https only, and {redacted(url)} is not")
    if is_loopback(url):
        raise Forbidden(f"a real credential is not sent to this machine itself ({redacted(url)})")


class GuardedAuthentication(AsyncARMChallengeAuthenticationPolicy):
    """Policy that adds the token where the rule allows it, and only to calls of the service that was connected to."""

    def __init__(self, credential: Any, *scopes: str, endpoint: str, made_up: bool) -> None:
        super().__init__(credential, *scopes)
        self._netloc = urlsplit(endpoint).netloc.lower()
        self._made_up = made_up

    async def on_request(self, request: PipelineRequest[Any]) -> None:
        url = request.http_request.url
        if urlsplit(url).netloc.lower() != self._netloc:
            raise Forbidden(f"the service named an address of another server ({redacted(url)})")
        check(url, made_up=self._made_up)
        if self._made_up:
            request.context.options["enforce_https"] = False
        await super().on_request(request)
