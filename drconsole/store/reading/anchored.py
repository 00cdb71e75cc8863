"""Journal compared with an anchor: is it what it was, and if not, what was done to it? Pure.

The chain alone shows events that were edited, deleted, inserted or put in another order by somebody who left the rest
as it was. Who writes all later hashes anew, or cuts the end off, leaves a chain that fits: that shows only against an
anchor that was kept elsewhere. Events before an anchor cannot be changed without changing its head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.store.chain import digest
from drconsole.store.rows import GENESIS, JournalRow, Meta


class Verdict(StrEnum):
    """Verdict on what was done to a journal."""

    WHOLE = "whole"
    """All that the anchor saw is there, as it was; more may have come after it."""
    EDITED = "edited"
    """An event is not what was written."""
    DELETED = "deleted"
    """Events are missing between others."""
    INSERTED = "inserted"
    """There are events that nobody wrote then."""
    REORDERED = "reordered"
    """Events stand in another order."""
    TRUNCATED = "truncated"
    """The end is missing: it was cut off, or the store is an older copy."""
    REWRITTEN = "rewritten"
    """The chain fits and is another one: from some event on everything was written anew."""
    OTHER_STATE = "other-state"
    """The anchor is of another store."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event of the chain. ``sound``: its content has its hash."""

    rev: int
    prev: str
    hash: str
    sound: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An anchor as somebody kept it.

    ``head`` may be the first digits of one. ``trail``: heads of the same chain after fewer events. ``made``: when the
    store was made, empty = not known.
    """

    head: str
    length: int
    trail: tuple[tuple[str, int], ...] = ()
    made: str = ""


Point = tuple[int, str]
"""Number of an event, and its hash or the first digits of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdict with its reason, a sentence without its full stop; ``event`` counts from 1 on, 0 = no single one."""

    verdict: Verdict
    why: str
    rev: int = 0
    event: int = 0


def links(rows: Iterable[JournalRow]) -> list[Link]:
    """Return the chain of a journal's rows, in the order of their revisions."""
    return [Link(row.rev, row.prev, row.hash, digest(row[:-1]) == row.hash) for row in rows]


def compared(chain: Sequence[Link], meta: Meta, kept: Kept, others: Iterable[Kept] = ()) -> Judged:
    """Compare a journal with one anchor. ``others``: further anchors, which narrow down from where it was changed.

    ``meta``: what the store says of itself. It is only asked where no anchor can answer: who changes the journal can
    change it, too.
    """
    if kept.made and kept.made != meta.created:
        why = f"the anchor is of a store that was made at {kept.made}, this one was made at {meta.created}"
        return Judged(Verdict.OTHER_STATE, why)
    points = _points(kept, others)
    if (broken := _broken(chain, meta, points)) is not None:
        return broken
    return _against(chain, kept, points)


# The chain by itself


def _broken(chain: Sequence[Link], meta: Meta, points: Sequence[Point]) -> Judged | None:
    """Return what is wrong with the chain by itself, the first that is; None = it fits."""
    breaks = [place for place, link in enumerate(chain) if link.prev != _before(chain, place)]
    if breaks and (moved := _moved(chain)):
        return moved
    found = [_edited(chain, place) for place, link in enumerate(chain) if not link.sound]
    known = {link.hash for link in chain} | {GENESIS}
    missing = _missing(chain, meta, points)
    for place in breaks:
        if not chain[place].sound:
            continue  # its own content was changed: told already
        if chain[place].prev in known:
            found.append(_inserted(chain, place))
        elif missing > 0 or place == 0:
            found.append(_deleted(chain, place, missing))
        elif chain[place - 1].sound:
            found.append(_made_anew(chain, place - 1))
    return min(found, key=lambda one: one.event, default=None)


def _before(chain: Sequence[Link], place: int) -> str:
    return chain[place - 1].hash if place else GENESIS


def _moved(chain: Sequence[Link]) -> Judged | None:
    """Return the first event out of its place, where the links join all events and only their order is another."""
    after = {link.prev: place for place, link in enumerate(chain)}
    order, head = list[int](), GENESIS
    while (place := after.pop(head, None)) is not None:
        order.append(place)
        head = chain[place].hash
    if len(order) < len(chain):
        return None
    place = next(number for number, place in enumerate(order) if number != place)
    why = f"event {place + 1} stands in another place than it was written in: events were put in another order"
    return Judged(Verdict.REORDERED, why, chain[place].rev, place + 1)


def _edited(chain: Sequence[Link], place: int) -> Judged:
    why = f"event {place + 1} is not what was written"
    return Judged(Verdict.EDITED, why, chain[place].rev, place + 1)


def _made_anew(chain: Sequence[Link], place: int) -> Judged:
    """The event fits its own hash, and the next one knows another one; none is missing by any count."""
    why = f"event {place + 1} was rewritten with its hash: the next one follows another event"
    return Judged(Verdict.EDITED, why, chain[place].rev, place + 1)


def _inserted(chain: Sequence[Link], place: int) -> Judged:
    """The event follows one further back: what stands between them was put there."""
    first = next((at + 1 for at in range(place - 1, -1, -1) if chain[at].hash == chain[place].prev), 0)
    many = f"events {first + 1} to {place} were" if place - first > 1 else f"event {first + 1} was"
    return Judged(Verdict.INSERTED, f"{many} put between others later", chain[first].rev, first + 1)


def _deleted(chain: Sequence[Link], place: int, missing: int) -> Judged:
    where = f"between events {place} and {place + 1}" if place else "before the first event"
    many = f"{missing} event{'' if missing == 1 else 's'} of the journal missing" if missing > 0 else "events missing"
    what = "is" if missing == 1 else "are"
    why = f"{many.replace(' missing', f' {what} missing')}: the chain breaks {where}"
    return Judged(Verdict.DELETED, why, chain[place].rev, place + 1)


def _missing(chain: Sequence[Link], meta: Meta, points: Sequence[Point]) -> int:
    """Return how many events are missing: before those that anchors name, else as the store counts."""
    place = {link.hash: number for number, link in enumerate(chain, 1)}
    full = (number - place[head] for number, head in points if head in place)
    return max(0, meta.events - len(chain), *full)


# The chain against what was kept


def _points(kept: Kept, others: Iterable[Kept]) -> list[Point]:
    """Return what is known of the chain, by length, the shortest first."""
    every = (kept, *(other for other in others if not other.made or not kept.made or other.made == kept.made))
    return sorted({(length, head) for one in every for head, length in (*one.trail, (one.head, one.length)) if length})


def _against(chain: Sequence[Link], kept: Kept, points: Sequence[Point]) -> Judged:
    length = len(chain)
    if kept.length == 0 or (kept.length <= length and _is(chain[kept.length - 1].hash, kept.head)):
        return Judged(Verdict.WHOLE, _whole(length - kept.length))
    right = [number for number, head in points if number <= length and _is(chain[number - 1].hash, head)]
    wrong = [number for number, head in points if number <= length and not _is(chain[number - 1].hash, head)]
    upto = f"up to event {max(right)} it is as it was" if right else "no event of it is known to be as it was"
    if wrong:
        first = max((number for number in right if number < min(wrong)), default=0) + 1
        where = f"event {first}" if first == min(wrong) else f"an event from {first} to {min(wrong)}"
        why = f"the chain is another one since {where}: it was rewritten; {upto}"
        return Judged(Verdict.REWRITTEN, why, chain[first - 1].rev, first)
    why = f"the journal ends after {length} event{'' if length == 1 else 's'}, there were {kept.length}; {upto}"
    return Judged(Verdict.TRUNCATED, why, chain[-1].rev if chain else 0, length)


def _whole(more: int) -> str:
    return f"{more} event{'' if more == 1 else 's'} came after it" if more else "it is the journal's end"


def _is(found: str, head: str) -> bool:
    return found.startswith(head)
