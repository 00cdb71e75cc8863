"""Draws of chance, by name instead of by order (a keyed hash).

A draw depends on the seed and on what it is for (item, step, attempt), never on what was drawn
before: whoever acts first, the same thing happens to the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b


class Draws:
    """Numbers that follow from ``seed`` and a key of strings and integers."""

    __slots__ = ("_base", "seed")

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._base = blake2b(f"{seed}\x1e".encode(), digest_size=16)

    def _digest(self, key: tuple[object, ...]) -> bytes:
        state = self._base.copy()
        state.update("\x1f".join(map(str, key)).encode())
        return state.digest()

    def number(self, *key: object) -> int:
        """A whole number below 2**64."""
        return int.from_bytes(self._digest(key)[:8], "big")

    def series(self, *key: object) -> Callable[[int], int]:
        """Many numbers below 2**64 under one key, by their place in the series."""
        begun = self._base.copy()
        begun.update(("\x1f".join(map(str, key)) + "\x1f").encode())

        def at(place: int) -> int:
            state = begun.copy()
            state.update(b"%d" % place)
            return int.from_bytes(state.digest()[:8], "big")

        return at

    def share(self, *key: object) -> float:
        """A number from 0 to just below 1."""
        return (self.number(*key) >> 11) / (1 << 53)

    def between(self, low: int, high: int, *key: object) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.number(*key) % (high - low + 1)

    def pick(self, choices: Sequence[int], *key: object) -> int:
        return choices[self.number(*key) % len(choices)]

    def guid(self, *key: object) -> str:
        """An identifier as the service writes them."""
        text = self._digest(("guid", *key)).hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
