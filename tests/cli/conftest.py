from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cli_fakes import World

import drconsole.cli.store
from drconsole.cli import context, follow
from drconsole.cli.main import main


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Exactly one document, or this fails."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json["error"]
        return found


Run = Callable[..., Ran]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path))
    monkeypatch.setattr(drconsole.cli.store, "Reader", lambda path: made.reader)
    monkeypatch.setattr(context, "open_client", made.engine.connect)
    monkeypatch.setattr(context, "RETRY", 0.001)
    monkeypatch.setattr(follow, "POLL", 0.002)
    monkeypatch.setattr(follow, "PATIENCE", 0.05)
    made.make_store()
    return made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path))

    def call(*words: str) -> Ran:
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        return Ran(code, *capsys.readouterr())

    return call
