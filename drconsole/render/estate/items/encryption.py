"""Certificate that opens encrypted data, in words: which one it is, and where people keep it. Pure."""

from __future__ import annotations

from drconsole.render.words.text import clean

NOT_SAID = "the estate does not say where it is kept"


def certificate_text(thumbprint: str | None, kept: str) -> str:
    """``A425398E..., kept in the safe of Zurich``. ``kept``: as the estate's document says; empty = it does not."""
    return f"{clean(thumbprint or 'not known')}, {f'kept: {clean(kept)}' if kept else NOT_SAID}"
