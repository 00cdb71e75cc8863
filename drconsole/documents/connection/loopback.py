"""Addresses of this machine: the one rule for a connection document and for what is sent."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Return whether an address is this machine's own, also as ``127.1``, ``[::ffff:127.0.0.1]`` or ``0.0.0.0``."""
    host = host_of(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    found = _address(host)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found is not None and (found.is_loopback or found.is_unspecified)


def host_of(url: str) -> str:
    """Host of an address, as it can be compared; empty = it names none. Raises ``ValueError`` for what is no URL."""
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
