from __future__ import annotations

from pathlib import Path

import pytest
from cli_fakes import Ran, Run, World

import drconsole.cli.store
from drconsole.cli import context
from drconsole.cli.following import follow
from drconsole.cli.main import main


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path))
    monkeypatch.setattr(drconsole.cli.store, "Reader", lambda path: made.reader)
    monkeypatch.setattr(context, "open_client", made.engine.connect)
    monkeypatch.setattr(context.Context, "nobody_there", lambda self: not made.engine.up)
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
