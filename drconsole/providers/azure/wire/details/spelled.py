"""Fields of one kind of object in a fixed order, however an API spells their names."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject

_SHAPES = 512
"""Shapes that are kept of one kind."""
_MISSING = "\0"
"""Stands for the name of a field that a shape has not: no object has it."""


class Fields:
    """Reads the same fields of many objects.

    Objects of one kind have few shapes: which spelling each has is kept, since to fold all names of every object would
    take a seventh of a look at a vault.
    """

    def __init__(self, *names: str) -> None:
        """``names``: in lower case."""
        self._names = names
        self._spelled: dict[tuple[str, ...], tuple[str, ...]] = {}

    def of(self, body: JsonObject) -> list[object]:
        """Values in the order of the names; None for what is missing."""
        shape = tuple(body)
        spelled = self._spelled.get(shape)
        if spelled is None:
            spelled = self._learn(shape)
        return list(map(body.get, spelled))

    def _learn(self, shape: tuple[str, ...]) -> tuple[str, ...]:
        known = {name.lower(): name for name in shape}
        if len(self._spelled) >= _SHAPES:
            self._spelled.clear()
        found = self._spelled[shape] = tuple(known.get(name, _MISSING) for name in self._names)
        return found
