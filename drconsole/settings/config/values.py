"""Values of the user's config file: what each room that reads them is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from drconsole.recovery.types.data import dataclass
from drconsole.settings.speed import Speed

Glyphs = Literal["auto", "unicode", "ascii"]
Mouse = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of how many steps may be under way at once."""

    overall: int = 256
    provider: int = 256
    group: int = 100
    """Limit in one phase of one job."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Settings of the engine."""

    speed: Speed | None = None
    """Set at every start where the provider's clock is ours; None = as it was."""


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Settings of the console."""

    log_in: str = "ssh {address}"
    """The command behind "Log in" of a validation; ``{address}`` and ``{item}`` are put in."""
    theme: str = "drconsole"
    glyphs: Glyphs = "auto"
    mouse: Mouse = "auto"
    drill_days: int = 180
    """How old the last test failover of a plan may be before the console says that one is due."""
    bell: bool = True
    title: bool = True


@dataclass(frozen=True, slots=True)
class PrerequisiteSettings:
    """Settings of the prerequisites check."""

    test_failover_days: int = 180
    """How long a successful test failover counts: every six months is the recommendation."""


@dataclass(frozen=True, slots=True)
class Config:
    """Config file with every default put in."""

    limits: Limits = field(default_factory=Limits)
    engine: EngineSettings = field(default_factory=EngineSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    prerequisites: PrerequisiteSettings = field(default_factory=PrerequisiteSettings)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Command of the console -> the keys that it is given instead of its own, as Textual names them."""
