"""Unit of systemd for the engine: it survives a logout where logind kills a user's processes."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path

from drconsole.engine.process.leaving import SIGNAL_SECONDS
from drconsole.recovery.types.work.errors import BadInput, Refused

_UNIT = """\
# Install: drconsole engine unit | sudo tee /etc/systemd/system/drconsole.service
#          sudo systemctl daemon-reload && sudo systemctl enable --now drconsole
[Unit]
Description=drconsole engine for {state_text}
Documentation=man:systemd.service(5)
RequiresMountsFor={state}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
User={user}
ExecStart={command}
Restart=on-failure
RestartSec=2
# {bad_input}: nothing is loaded; {refused}: another engine holds the state. Neither is cured by starting again.
RestartPreventExitStatus={bad_input} {refused}
# Only the engine is told to go: a script in its middle goes on, and the next engine finds what became of it.
KillMode=process
TimeoutStopSec={timeout}
OOMScoreAdjust=-500
UMask=0077
# An encryption key is in the engine's memory while its job runs.
LimitCORE=0

[Install]
WantedBy=multi-user.target
"""


def systemd_unit(state: Path, executable: str | None = None, user: str | None = None) -> str:
    """Return a system unit that runs this state's engine as ``user`` (default: whoever asks).

    ``executable``: the ``drconsole`` to run; by default the one on PATH, else this interpreter's module.
    Raises ``BadInput`` for a path that no unit file can hold.
    """
    command = [*_program(executable), "--state", str(state), "engine", "run"]
    return _UNIT.format(
        state=_quoted(str(state)),
        state_text=_escaped(str(state)),
        user=user or pwd.getpwuid(os.geteuid()).pw_name,
        command=" ".join(_quoted(word).replace("$", "$$") for word in command),
        bad_input=BadInput.exit_code,
        refused=Refused.exit_code,
        timeout=int(SIGNAL_SECONDS) + 25,
    )


def _program(executable: str | None) -> list[str]:
    found = executable or shutil.which("drconsole")
    return [os.path.abspath(found)] if found else [sys.executable, "-m", "drconsole"]


def _quoted(word: str) -> str:
    """Return one word of a unit file (systemd.syntax(7), systemd.unit(5) for ``%``)."""
    text = _escaped(word)
    if any(character in text for character in " \t\"'\\;"):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


def _escaped(text: str) -> str:
    if any(ord(character) < 32 for character in text):
        raise BadInput("path", "a unit file cannot hold a path with control characters", place=text)
    return text.replace("%", "%%")
