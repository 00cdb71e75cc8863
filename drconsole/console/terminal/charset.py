"""Characters that the terminal can show, by its encoding, its locale and the config file."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from drconsole.recovery.types.data import dataclass
from drconsole.settings.config.values import Glyphs

_POSIX = frozenset({"C", "POSIX"})
_COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""Values of ``LC_CTYPE`` into which Python itself turns a C locale (PEP 538)."""


@dataclass(frozen=True, slots=True)
class Charset:
    """Characters that a terminal can show."""

    encoding: str
    letters: bool = False
    """Whether it shows letters and digits of any script: its font lacks only signs."""


def charset_of(glyphs: Glyphs, encoding: str, environ: Mapping[str, str]) -> Charset | None:
    """Return the characters to draw with; None = any. ``encoding``: that of the stream, which no setting extends."""
    if codecs.lookup(encoding).name != "utf-8":
        return Charset("ascii" if glyphs == "ascii" else encoding)
    if glyphs == "unicode":
        return None
    if glyphs == "ascii":
        return Charset("ascii", letters=True)
    if _plain_locale(environ):
        return Charset("ascii")
    # The font of a Linux terminal has 256 or 512 characters, and nothing tells which ones.
    return Charset("ascii", letters=True) if environ.get("TERM") == "linux" else None


def _plain_locale(environ: Mapping[str, str]) -> bool:
    """Return whether the locale is C or POSIX by name. A locale without a name says nothing about the terminal."""
    everywhere, characters, language = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if characters in _COERCED and language in _POSIX:
        characters = ""
    return (everywhere or characters or language) in _POSIX
