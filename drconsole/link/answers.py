"""Answers of the link itself: greeting, leaving, revision, presence. All others are rows of ``records``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypedDict

from drconsole.records.rows.status import ConsoleRow


class About(TypedDict):
    """Engine of a state, as it presents itself: its protocol and version, its epoch, its process."""

    protocol: int
    version: str
    mode: str
    epoch: int
    pid: int


class Hello(About):
    """Greeting of an engine: what it is, and the newest revision of its store."""

    rev: int


class Leaving(TypedDict):
    """Answer of an engine that goes: in which way, and what it leaves to the next one."""

    way: str
    pid: int
    under_way: int
    """Steps."""
    open_jobs: list[str]


class Revision(TypedDict):
    """Newest revision of the store."""

    rev: int


class Present(TypedDict):
    """Consoles that are open on a state."""

    consoles: list[ConsoleRow]


Answer: TypeAlias = Mapping[str, object]
"""Answer to a message, JSON-ready; which row it is, the type of the message says."""
