"""Names in compact form: ``web-{n:05}`` numbers the items of a template, ``web-{00001..00100}`` names a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NUMBER = re.compile(r"\{n(?::0([1-9]))?\}")
_RANGE = re.compile(r"\{([0-9]{1,9})\.\.([0-9]{1,9})\}")


def numbered(pattern: str) -> Callable[[int], str] | None:
    """Return a function from number to name; None where the pattern has no ``{n}``, or more than one."""
    parts = _NUMBER.split(pattern)
    if len(parts) != 3:
        return None
    before, width, after = parts
    digits = int(width or 0)
    return lambda n: f"{before}{n:0{digits}d}{after}"


def range_size(text: str) -> int:
    """Return how many names ``text`` stands for; 0 where the range runs backwards or there are two."""
    found = _RANGE.findall(text)
    if not found:
        return 1
    low, high = (int(bound) for bound in found[0])
    return max(0, high - low + 1) if len(found) == 1 else 0


def expand(text: str) -> Iterator[str]:
    """Yield the names that ``text`` stands for; a first number with leading zeros sets the width.

    ``text`` may ask for any number of names: look at ``range_size`` first.
    """
    match = _RANGE.search(text)
    if match is None:
        yield text
        return
    low, high = match.groups()
    width = len(low) if low.startswith("0") else 0
    before, after = text[: match.start()], text[match.end() :]
    for n in range(int(low), int(high) + 1):
        yield f"{before}{n:0{width}d}{after}"
