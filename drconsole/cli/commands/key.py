"""The encryption key of a command line, as a message carries it."""

from __future__ import annotations

import argparse
from typing import Any


def encryption_key(args: argparse.Namespace) -> dict[str, Any]:
    """The field of a message that carries the key, where one was named. Raises ``BadInput`` for a file that is none."""
    if args.encryption_key is None:
        return {}
    from drconsole.link.encryption_key import read, wire

    return {"encryption_key": wire(read(args.encryption_key))}
