"""Deeds at machines in words: which machine, and at which site. Advice without both is followed at the wrong one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

NAMED = 3
"""Machines that are named at most at one site."""


def power_on(machines: Iterable[tuple[str, str]]) -> str:
    """``power db on at Seattle``. Of each machine: its name, and the site of its valid copy."""
    return "; ".join(f"power {named(names)} on at {site}" for site, names in _grouped(machines).items())


def shut_down(machines: Iterable[tuple[str, str, str]]) -> str:
    """``shut wiki down at Seattle; the valid copy is at Azure``. Of each machine: its name, where it must not run, and
    where its valid copy is."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, down, valid in machines:
        found[down, valid].append(name)
    parts = [
        f"shut {named(names)} down at {down}; the valid {'copy is' if len(names) == 1 else 'copies are'} at {valid}"
        for (down, valid), names in found.items()
    ]
    return ". Then ".join(parts)


def named(names: Sequence[str]) -> str:
    """``db, web, mail and 2 more``."""
    told = ", ".join(names[:NAMED])
    return f"{told} and {len(names) - NAMED} more" if len(names) > NAMED else told


def _grouped(machines: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, place in machines:
        found[place].append(name)
    return found
