"""The wall for browsers on the command line: what it tells, and who may open it to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cli_fakes import Run

from drconsole.cli.commands.reading import wall

pytest.importorskip("textual_serve")
URL = "http://127.0.0.1:8080/?token=x"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each wall that was served is one for everybody."""
    found: list[bool] = []

    def serve(setting: Any, port: int, public: str | None, announce: Callable[[str], None], *, to_all: bool) -> int:
        found.append(to_all)
        announce(URL)
        return 0

    monkeypatch.setattr("drconsole.console.wall.web.server.serve", serve)
    monkeypatch.setattr(wall, "_setting", lambda context, args: None)
    return found


def test_it_tells_the_address_once_and_who_can_look(run: Run, served: list[bool]) -> None:
    ran = run("wall", "--web")
    assert (ran.code, ran.out.count(URL)) == (0, 1)
    assert "whoever has this address can look, told only now" in ran.out
    assert "everybody on this machine" in run("wall", "--web", "--open").out
    assert run("--json", "wall", "--web").json == {"url": URL}
    assert served == [False, True, False]


def test_only_the_owner_and_root_open_it_to_everybody(
    run: Run, served: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "owner_of_another", lambda folder: "keeper")
    ran = run("--json", "wall", "--web", "--open")
    assert (ran.code, ran.error["code"], ran.error["place"]) == (3, "not-permitted", "--open")
    assert served == []
    assert run("wall", "--web").code == 0
