"""A state with names that shells stumble over, and a ``drconsole`` to complete."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.room_names import add_room

from drconsole.cli.commands.estate import estate

NAMES = {"wiki": "web 1", "payroll": "it's", "newsletter": 'a;b $(touch gone) "q" `x`', "lab-files": "star*?[x]"}
"""Name in contoso -> the name that it gets."""
JOBS = (("j1-1", "Succeeded", "2026-01-01T00:00:00Z"), ("j2-1", "InProgress", None))


def make(folder: Path) -> Path:
    """The state folder: contoso without an engine, some names changed, two jobs, a task that waits, a room."""
    state = folder / "state"
    estate.make(state, "contoso")
    with sqlite3.connect(state / "drconsole.db") as store:
        for name, other in NAMES.items():
            store.execute(
                "UPDATE item SET body = json_set(body, '$.name', ?) WHERE json_extract(body, '$.name') = ?",
                (other, name),
            )
        for key, run_state, ended in JOBS:
            body = {"operation": "failover", "target": "shop", "state": run_state, "ended_at": ended}
            store.execute("INSERT INTO job VALUES (?, NULL, ?, ?, 900)", (key, run_state, json.dumps(body)))
        gate = {"job": "j2-1", "task": "gate-7", "friendly_name": "Call the bank"}
        store.execute("INSERT INTO gate VALUES ('g', 'j2-1', NULL, ?, 901)", (json.dumps(gate),))
    store.close()
    add_room(state / "drconsole.db")
    return state


def program(folder: Path) -> Path:
    """A folder with a ``drconsole`` that completes as ours does, and else prints its words."""
    file = folder / "bin" / "drconsole"
    file.parent.mkdir()
    file.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = __complete ]; then exec {sys.executable} -m drconsole "$@"; fi\n'
        "printf '<<%s>>' \"$@\"\n",
    )
    file.chmod(0o755)
    return file.parent


def environment(folder: Path) -> Mapping[str, str]:
    """Where a shell finds both, and nothing of the person who tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRCONSOLE_", "XDG_"))}
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(program(folder)), os.environ["PATH"]])
    return kept | {
        "PATH": path,
        "HOME": str(folder),
        "PYTHONPATH": str(root),
        "DRCONSOLE_STATE": str(make(folder)),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "PS1": "$ ",
    }


def need(name: str) -> str:
    """Where this program is; without it there is nothing to test, and where it was promised, that is a failure."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("DRCONSOLE_TERMINAL_TESTS") == "required":
            pytest.fail(f"{name} is needed (Debian: {name})")
        pytest.skip(f"{name} is needed (Debian: {name})")
    return found
