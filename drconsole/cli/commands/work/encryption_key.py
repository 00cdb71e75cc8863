"""Encryption key of a command line, as a message carries it."""

from __future__ import annotations

import argparse


def encryption_key(args: argparse.Namespace) -> str | None:
    """Return the key of the file that was named, None where none was. Raises ``BadInput`` for a file that is none."""
    if args.encryption_key is None:
        return None
    from drconsole.link.encryption_key import read, wire

    return wire(read(args.encryption_key))
