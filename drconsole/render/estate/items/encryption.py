"""Certificate that opens encrypted data, in words: which one it is, and where people keep it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.records.rows.estate.items import ItemRow
from drconsole.render.words.text import clean, listed

NAMED = 5
"""Machines that are named at most."""
NOT_SAID = "the estate does not say where it is kept"


def certificate_text(thumbprint: str | None, kept: str) -> str:
    """``A425398E..., kept in the safe of Zurich``. ``kept``: as the estate's document says; empty = it does not."""
    return f"{clean(thumbprint or 'not known')}, {f'kept: {clean(kept)}' if kept else NOT_SAID}"


def plan_certificates(items: Iterable[ItemRow], count: int) -> list[str]:
    """Return each certificate that machines of a plan need, with whose: ``s1, s2: certificate A425398E..., kept: ...``.

    Where all machines need the same one, no names stand before it. ``count``: machines of the plan.
    """
    named: dict[tuple[str, str], list[str]] = {}
    for item in items:
        if (sealed := item["encryption"]) is not None:
            named.setdefault((sealed["thumbprint"], sealed["certificate"]), []).append(clean(item["name"]))
    return [
        f"{f'{_some(names)}: ' if len(names) < count else ''}certificate {certificate_text(*certificate)}"
        for certificate, names in named.items()
    ]


def _some(names: list[str]) -> str:
    left = len(names) - NAMED
    return f"{listed(names[:NAMED])}{f' and {left} more' if left > 0 else ''}"
