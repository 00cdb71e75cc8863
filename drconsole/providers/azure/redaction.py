"""Words that must not be read by anybody, taken out of texts: signed addresses, tokens, secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from drconsole.providers.port import Observation
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import TaskError

HIDDEN = "(not shown)"


def _without_query(address: re.Match[str]) -> str:
    return address[1] if address[2] is None else f"{address[1]}?{HIDDEN}"


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # aiohttp names its TLS context in what it raises, which helps nobody who reads it.
    (re.compile(r"\bssl:<[^>]*> ?"), ""),
    # Every address is matched, with a query or without: to look for the query alone would take a square of the time.
    (re.compile(r"(https?://[^\s\"'<>?]+)(\?[^\s\"'<>]*)?", re.IGNORECASE), _without_query),
    (re.compile(r"\b([a-z][a-z0-9+.-]{1,15}://)[^\s/@\"'<>?#]{1,500}@", re.IGNORECASE), rf"\1{HIDDEN}@"),
    (
        re.compile(r"\b(bearer|basic|sharedkey(?:lite)?|sharedaccesssignature)\s+[\w.~+/=%&:-]+", re.IGNORECASE),
        rf"\1 {HIDDEN}",
    ),
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}"), HIDDEN),
    (
        # As headers, JSON (also JSON inside a text of JSON), queries and connection strings name them.
        re.compile(
            r"((?<![a-z])(?:sig|pwd)|(?:sas|access|refresh|id)_?token|client_?(?:secret|assertion)|passw(?:or)?d"
            r"|(?:account|shared_?access|primary|secondary|subscription|functions|api)[-_]?key)"
            r"(\\?[\"']?\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s\"'&,;]+(?:\"[^\s\"]*\")?)",
            re.IGNORECASE,
        ),
        rf"\1\2{HIDDEN}",
    ),
)


def redacted(text: object) -> str:
    """The text without query strings of addresses, tokens and secrets. An operation's address carries a signature."""
    found = str(text)
    for pattern, instead in _RULES:
        found = pattern.sub(instead, found)
    return found


def in_errors(errors: Iterable[TaskError]) -> tuple[TaskError, ...]:
    """Errors of the service as they may be kept: its words may name an address with a signature."""
    return tuple(
        replace(
            one,
            message=redacted(one.message),
            possible_causes=redacted(one.possible_causes),
            recommended_action=redacted(one.recommended_action),
        )
        for one in errors
    )


def in_observation(seen: Observation) -> Observation:
    """Return what is seen of a job as it may be kept, the output of scripts and runbooks too."""
    return replace(seen, errors=in_errors(seen.errors), nodes=tuple(map(_in_node, seen.nodes)))


def _in_node(node: ObservedNode) -> ObservedNode:
    if not (node.errors or node.output or node.instructions):
        return node
    return replace(
        node,
        errors=in_errors(node.errors),
        output=redacted(node.output),
        instructions=redacted(node.instructions),
    )
