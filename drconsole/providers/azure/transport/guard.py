"""Where a credential may go: a real one never to this machine or over plain http, a made-up one nowhere else."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline import PipelineRequest
from azure.mgmt.core.policies import AsyncARMChallengeAuthenticationPolicy

from drconsole.providers.azure.redaction import redacted


class Forbidden(Exception):
    """A credential was about to go where it must not; nothing was sent."""


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own, also as ``127.1``, ``[::ffff:127.0.0.1]`` or ``0.0.0.0``."""
    host = _host(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    found = _address(host)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found is not None and (found.is_loopback or found.is_unspecified)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".").lower()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, also in the forms that only the system's C library reads; None = it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def check(url: str, *, made_up: bool) -> None:
    """Raises ``Forbidden``."""
    if made_up:
        # Not every system keeps names under localhost to itself: some ask a name server for them.
        if not is_loopback(url) or _host(url).endswith(".localhost"):
            raise Forbidden(f"a made-up credential stays on this machine, and {redacted(url)} is not on it")
        return
    if urlsplit(url).scheme.lower() != "https":
        raise Forbidden(f"a real credential is sent by https only, and {redacted(url)} is not")
    if is_loopback(url):
        raise Forbidden(f"a real credential is not sent to this machine itself ({redacted(url)})")


class GuardedAuthentication(AsyncARMChallengeAuthenticationPolicy):
    """Puts the token in where the rule allows it, and only for the service that was connected to."""

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
