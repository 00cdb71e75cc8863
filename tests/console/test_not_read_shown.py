"""A provider that is not read stands in the first line of every screen, with how old what is shown is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from drconsole.console.state.model.model import Link
from drconsole.console.widgets.bars.status import condition

NOW = "2026-03-02T10:04:00Z"


def words(kind: str | None, link: Link = Link.HERE) -> list[str]:
    told = {"kind": kind, "as_of": "2026-03-02T10:00:00Z"}
    world = {"condition": told} if kind is not None else {}
    model: Any = SimpleNamespace(row=lambda *_: world, link=link, world_now=lambda _: NOW)
    return ["".join(text for text, _ in form.parts) for piece in condition(model, 0.0) for form in piece.forms]


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("throttled", ["THROTTLED, what is shown is 4 min old", "THROTTLED"]),
        ("vault-gone", ["VAULT GONE, what is shown is 4 min old", "VAULT GONE"]),
        ("no-answer", ["PROVIDER SILENT, what is shown is 4 min old", "PROVIDER SILENT"]),
        ("clocks-apart", ["CLOCKS APART"]),
        (None, []),
    ],
)
def test_the_first_line_says_what_is_wrong(kind: str | None, forms: list[str]) -> None:
    assert list(dict.fromkeys(words(kind))) == forms


def test_without_an_engine_it_is_not_said() -> None:
    assert words("throttled", Link.LOST) == []
