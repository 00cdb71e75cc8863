"""Routes as a table: a method, a path with names to be found in it, and who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.refusals import Refused, arm
from drconsole.recovery.types.data import dataclass

Handler: TypeAlias = Callable[[Asked], EmulatorAnswer | Awaitable[EmulatorAnswer]]


@dataclass(frozen=True, slots=True)
class Route:
    """``path``: as ``replicationJobs/{job}``; segments are compared without regard to case."""

    method: str
    path: str
    handler: Handler

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.strip("/").split("/"))


class Table:
    """Routes, looked up by the number of segments. Those that stand first win."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_length: dict[int, list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            lowered = tuple(part if part.startswith("{") else part.lower() for part in route.segments)
            self._by_length.setdefault(len(lowered), []).append((lowered, route))

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """The route of a path and the names found in it; None = nothing is there. Refuses another method (405)."""
        parts = tuple(path.strip("/").split("/"))
        others: list[str] = []
        for pattern, route in self._by_length.get(len(parts), ()):
            found = _match(pattern, parts)
            if found is not None and route.method == method:
                return route, found
            if found is not None:
                others.append(route.method)
        if others:
            raise _other_method(method, others)
        return None


def _match(pattern: tuple[str, ...], parts: tuple[str, ...]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            found[wanted.strip("{}")] = part
        elif wanted != part.lower():
            return None
    return found


def _other_method(method: str, others: list[str]) -> Refused:
    allowed = ", ".join(dict.fromkeys(others))
    return arm(405, "MethodNotAllowed", f"{method} is not supported here; {allowed} is.", {"allow": allowed})


async def answer(route: Route, asked: Asked, found: Mapping[str, str]) -> EmulatorAnswer:
    given = route.handler(replace(asked, found=found))
    return given if isinstance(given, EmulatorAnswer) else await given
