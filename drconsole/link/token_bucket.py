"""Token bucket: so many at once, then so many a second."""

from __future__ import annotations


class TokenBucket:
    """Token bucket that counts what it withholds. Times are seconds of any steady clock."""

    def __init__(self, at_once: int, a_second: float) -> None:
        self._most = float(at_once)
        self._left = float(at_once)
        self._rate = a_second
        self._at: float | None = None
        self._withheld = 0

    def take(self, now: float) -> int | None:
        """Return how many were withheld before this one; None = withhold this one too."""
        since = 0.0 if self._at is None else now - self._at
        self._at = now
        self._left = min(self._most, self._left + since * self._rate)
        if self._left < 1:
            self._withheld += 1
            return None
        self._left -= 1
        withheld, self._withheld = self._withheld, 0
        return withheld
