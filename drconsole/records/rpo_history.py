"""RPO of the last 24 hours of an item: the worst of each quarter of an hour of the provider's clock, packed. Pure.

A provider tells an item when something of it changed. So a quarter in which it was looked at and the item was not told
has the value that was told last; a quarter in which nobody looked has none: not reported.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Container, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from drconsole.recovery.types.estate.points import RpoPast


QUARTER = 900
"""Seconds of a quarter of an hour."""
SLOTS = 96
"""Quarters of an hour in 24 hours."""
_BYTES = 2
"""Bytes of a packed number, the least significant first."""
_NOT_REPORTED = 0xFFFF
MOST = 0xFFFE
"""Seconds; more (18 hours) is told as this."""


class Sample(NamedTuple):
    """An item's RPO as it was told once, in seconds; None = not reported, or it does not apply."""

    key: str
    quarter: int
    seconds: float | None
    past: RpoPast | None = None
    """What the provider knows of before; it counts where nothing was kept yet."""


class History(NamedTuple):
    """A row of it; the order of the fields is the order of the table's columns."""

    key: str
    until: int
    """The quarter of the last value."""
    last: int
    """What was told last; it holds until something else is told."""
    packed: bytes
    """``SLOTS`` numbers of two bytes, oldest first."""


@lru_cache(maxsize=64)
def quarter_of(at: datetime) -> int:
    """Number of the quarter of an hour, counted from 1970. Cached: one look tells all its items one time."""
    return int(at.timestamp()) // QUARTER


def added(stored: History | None, sample: Sample, looked: Container[int]) -> History:
    """Return the row with one more sample. ``looked``: quarters in which the provider was looked at."""
    number = _number(sample.seconds)
    if stored is None:
        stored = _begun(sample)
    if sample.quarter < stored.until:
        # Reported late, or by a clock that was set back: the value that is kept may only become worse.
        return _set(stored, sample.quarter, number) if stored.until - sample.quarter < SLOTS else stored
    if sample.quarter > stored.until:
        before = _moved(stored, sample.quarter - 1, looked)
        stored = History(stored.key, sample.quarter, stored.last, _pack([*before[1:], _NOT_REPORTED]))
    key, until, _, packed = _set(stored, sample.quarter, number)
    return History(key, until, number, packed)


def told(stored: History | None, until: int, looked: Container[int]) -> list[float | None]:
    """Return the values of the ``SLOTS`` quarters up to ``until``, oldest first; None = not reported."""
    if stored is None:
        return [None] * SLOTS
    return [None if number == _NOT_REPORTED else float(number) for number in _moved(stored, until, looked)]


def _begun(sample: Sample) -> History:
    past = sample.past
    if past is None:
        return History(sample.key, sample.quarter, _NOT_REPORTED, _empty())
    return History(sample.key, quarter_of(past.until) - 1, _NOT_REPORTED, _packed_past(past))


@lru_cache(maxsize=1024)
def _packed_past(past: RpoPast) -> bytes:
    return _pack(([_NOT_REPORTED] * SLOTS + [_number(seconds) for seconds in past.seconds])[-SLOTS:])


@lru_cache(maxsize=1)
def _empty() -> bytes:
    return _pack([_NOT_REPORTED] * SLOTS)


def _moved(stored: History, until: int, looked: Container[int]) -> list[int]:
    """Return the numbers of the window that ends with the quarter ``until``."""
    ahead = until - stored.until
    if ahead < 0:
        return ([_NOT_REPORTED] * -ahead + _unpack(stored.packed))[:SLOTS]
    return [*_unpack(stored.packed), *_held(stored, min(ahead, SLOTS), until, looked)][-SLOTS:]


def _held(stored: History, quarters: int, until: int, looked: Container[int]) -> Iterator[int]:
    for quarter in range(until - quarters + 1, until + 1):
        yield stored.last if quarter in looked else _NOT_REPORTED


def _set(stored: History, quarter: int, new: int) -> History:
    """Return the row with one more number; the worst of a quarter counts."""
    at = (SLOTS - 1 - (stored.until - quarter)) * _BYTES
    old = int.from_bytes(stored.packed[at : at + _BYTES], "little")
    if new == _NOT_REPORTED or (old != _NOT_REPORTED and new <= old):
        return stored
    # One number is put in its place: to take all of them apart would cost ten times as much, for each of many items.
    packed = stored.packed[:at] + new.to_bytes(_BYTES, "little") + stored.packed[at + _BYTES :]
    return History(stored.key, stored.until, stored.last, packed)


def _number(seconds: float | None) -> int:
    return _NOT_REPORTED if seconds is None else min(MOST, max(0, round(seconds)))


def _pack(numbers: list[int]) -> bytes:
    packed = array("H", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpack(packed: bytes) -> list[int]:
    numbers = array("H", packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()
