"""Keeps what was shown under its digest until it expires: a start runs exactly that."""

from __future__ import annotations

from datetime import datetime, timedelta

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.work.errors import Refused
from drconsole.recovery.types.work.tasks import Preview

EXPIRES = timedelta(minutes=15)
"""How long a preview can be started, on the wall's clock, by which people read. What has changed in the world meanwhile
is found at the start."""
KEPT = 200


TO_SIGN = timedelta(minutes=10)
"""How long a text that was given to be signed is taken: a person reads it and types a passphrase (our choice)."""


@dataclass(frozen=True, slots=True)
class Shown:
    preview: Preview
    expires_at: datetime


class Previews:
    """The last previews by digest."""

    def __init__(self) -> None:
        self._kept: dict[str, Shown] = {}

    def keep(self, preview: Preview, now: datetime) -> Shown:
        shown = Shown(preview, now + EXPIRES)
        self._kept.pop(preview.digest, None)
        self._kept[preview.digest] = shown
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return shown

    def get(self, digest: str, now: datetime) -> Preview:
        """Raises ``Refused``: never shown by this engine, or too long ago."""
        shown = self._kept.get(digest)
        if shown is None or shown.expires_at < now:
            gone = "has expired" if shown else "is not one that this engine has shown"
            raise Refused(
                "digest-unknown",
                f"the digest {digest} {gone}",
                option=Option.DIGEST,
                advice="preview again and confirm what it shows now",
            )
        return shown.preview


class IssuedTexts:
    """Texts that were given to people to be signed: each is taken once, from whom it was given to, for a time."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[tuple[object, ...], datetime]] = {}

    def give(self, text: str, uid: int, now: datetime, *about: str) -> None:
        """Note that this text was given to a person, and what it is ``about``."""
        self._given.pop(text, None)
        self._given[text] = (uid, *about), now + TO_SIGN
        while len(self._given) > KEPT:
            del self._given[next(iter(self._given))]

    def given(self, text: str, uid: int, now: datetime, *about: str) -> bool:
        """Return whether this text may come back from this person now, and is about that."""
        whose, until = self._given.get(text, ((), now))
        return whose == (uid, *about) and now <= until

    def take(self, text: str) -> None:
        """Note that it came back: it is not taken again."""
        self._given.pop(text, None)
