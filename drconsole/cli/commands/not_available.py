"""Commands of the contract that this version does not carry out."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.cli.words import arguments


def not_available(context: Context, args: argparse.Namespace) -> int:
    """Refuse the command. Raises ``BadInput``, always."""
    raise arguments.not_available(f"drconsole {args.verb.name}", args.verb.name)
