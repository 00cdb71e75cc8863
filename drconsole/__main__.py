"""``python -m drconsole``."""

from __future__ import annotations

from drconsole.cli.main import program

program()
