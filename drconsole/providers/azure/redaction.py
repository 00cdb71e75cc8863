"""Words that must not be read by anybody, taken out of texts: signed addresses, tokens, secrets."""

from __future__ import annotations

import re

HIDDEN = "(not shown)"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(https?://[^\s\"'<>?]+)\?[^\s\"'<>]*", re.IGNORECASE), rf"\1?{HIDDEN}"),
    (re.compile(r"\b(bearer|basic|sharedaccesssignature)\s+[\w.~+/=%&-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}"), HIDDEN),
    (
        re.compile(
            r"\b(sig|sastoken|client_secret|client_assertion|access_token|refresh_token|password|accountkey)"
            r"([\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;]+",
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
