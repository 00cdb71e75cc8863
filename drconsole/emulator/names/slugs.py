"""Names as an id's last segment may have them, unique among their like."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


def slug(text: str) -> str:
    """``North Europe`` becomes ``North-Europe``."""
    return _OTHER.sub("-", text).strip("-.") or "x"


def location(site: str) -> str:
    """The name that Azure gives a region: ``northeurope``."""
    return re.sub(r"[^a-z0-9]", "", site.lower())


def unique(names: Mapping[str, str]) -> dict[str, str]:
    """Key -> a slug of its name; no two are the same, whatever their case."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for key, text in names.items():
        name, number = slug(text), 2
        while name.lower() in taken:
            name, number = f"{slug(text)}-{number}", number + 1
        taken.add(name.lower())
        found[key] = name
    return found
