"""Result of reading a config file. Apart from the check, which nobody loads who has no such file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from drconsole.recovery.types.data import dataclass
from drconsole.settings.config.faults import Fault
from drconsole.settings.config.values import Config

_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of a check: what counts, and what is wrong."""

    config: Config = field(default_factory=Config)
    faults: tuple[Fault, ...] = ()
    """Faults in the order of their lines."""
    lines: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """``table.key`` of every value that was taken from the file -> its line."""

    def key_lines(self) -> Mapping[str, int]:
        """Return command of the console -> the line that gives it keys."""
        return {name.removeprefix("keys."): line for name, line in self.lines.items() if name.startswith("keys.")}
