"""Verb of the command line, with its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Arg:
    """Argument of a verb, as argparse takes it."""

    names: tuple[str, ...]
    help: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verb:
    """Verb of the command line, with its arguments and the function that carries it out."""

    words: tuple[str, ...]
    """One word, or the name of a family, of one in it where there is one, and one of its words."""
    help: str
    handler: str
    """``room.module:function``, below ``drconsole.cli.commands``."""
    args: tuple[Arg, ...] = ()
    text: str = ""
    """``module:NAME`` of a text that stands below the help."""
    lines: bool = False
    """``--json`` prints JSON lines."""

    @property
    def name(self) -> str:
        """Return its words as they are typed."""
        return " ".join(self.words)
