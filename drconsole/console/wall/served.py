"""Process of one browser's wall: the server starts it and carries its picture; nothing that is typed there ends it.

``python -m drconsole.console.wall.served --state DIR``. It is sealed before it reads anything.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from drconsole.console.terminal.output.frame import Frame
from drconsole.console.wall.app import Setting, WallApp
from drconsole.console.wall.sealed import seal
from drconsole.settings.state import StatePaths


def argv_of(setting: Setting) -> list[str]:
    """Return the command that is the process of a browser's wall."""
    # In one word each: a name or a key may begin with a dash.
    options = [f"--state={setting.paths.folder}", f"--name={setting.name}", f"--theme={setting.theme}"]
    options += [f"--drill-days={setting.drill_days}", *(f"--plan={plan}" for plan in setting.plans)]
    return [sys.executable, "-m", "drconsole.console.wall.served", *options]


def setting_of(argv: Sequence[str]) -> Setting:
    """Return the setting that a command says."""
    parser = argparse.ArgumentParser(prog="drconsole.console.wall.served", allow_abbrev=False)
    parser.add_argument("--state", required=True, type=Path)
    parser.add_argument("--name", default="")
    parser.add_argument("--theme", default="wall")
    parser.add_argument("--drill-days", default=180, type=int)
    parser.add_argument("--plan", action="append", default=[])
    said = parser.parse_args(argv)
    return Setting(StatePaths.of(said.state), said.name, tuple(said.plan), said.theme, said.drill_days, leaves=False)


def main() -> int:
    """Show the wall until the browser is gone; return the exit code."""
    seal()
    app = WallApp(setting_of(sys.argv[1:]), frame=Frame())
    app.run(mouse=False)
    return int(app.return_code or 0)


if __name__ == "__main__":
    sys.exit(main())
