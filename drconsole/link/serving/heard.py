"""Checks of what a client sends around its messages: its hello, and the id of a request."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

from drconsole.link.answers import Hello
from drconsole.link.messages import PROTOCOL
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.settings.operator import require_name

_REQUEST_ID = re.compile(r"[0-9A-Za-z_.:-]{1,64}")


def require_protocol(hello: Mapping[str, Any], ours: Hello) -> None:
    """Raise ``Refused`` for a hello of another protocol than ours."""
    protocol = hello.get("protocol")
    if type(protocol) is not int or protocol != PROTOCOL:
        raise Refused(
            "protocol",
            f"a hello of protocol {PROTOCOL} comes first, not {_shown(protocol)}",
            place="hello.protocol",
            advice=f"use drconsole {ours['version']}, or restart the engine with this one",
            extra={"protocol": PROTOCOL, "version": ours["version"], "pid": ours["pid"]},
        )


def told_name(hello: Mapping[str, Any]) -> str:
    """Return the name that a person gave; empty = none, or what is no name: nonsense must keep nobody away."""
    with contextlib.suppress(BadInput):
        return require_name(str(hello.get("as") or ""), "hello.as")
    return ""


def request_id_of(message: Mapping[str, Any]) -> str:
    """Return the id of a request. Raises ``BadInput``."""
    found = message.get("id")
    if not isinstance(found, str) or not _REQUEST_ID.fullmatch(found):
        raise BadInput("malformed", "a request needs an id", place="id", advice="up to 64 letters and digits (a ULID)")
    return found


def _shown(value: object) -> str:
    return "none" if value is None else repr(value)[:40]
