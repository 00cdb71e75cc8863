"""Context of building an estate: what was built so far, by name, and how a wrong reference is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from drconsole.documents.checking.validate import Checked
from drconsole.documents.definition import DEFAULT_START, ItemStart, Runbook
from drconsole.documents.faults import Loc, did_you_mean
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, Network, Policy, ReplicationGroup, Site

_NOUN = {
    "sites": "site",
    "networks": "network",
    "policies": "policy",
    "profiles": "profile",
    "items": "replicated item",
    "replication_groups": "replication group",
    "plans": "recovery plan",
    "runbooks": "runbook",
    "faults": "fault",
}


@dataclass(slots=True)
class Building:
    """Estate under construction. ``fault`` and ``refers`` note what is wrong and go on."""

    checked: Checked
    base: Path | None
    """The document's folder; None = the text came from no file."""
    sites: dict[str, Site] = field(default_factory=dict)
    sites_down: set[str] = field(default_factory=set)
    """Where nothing can be reached when the world begins."""
    networks: dict[str, Network] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    starts: dict[str, ItemStart] = field(default_factory=dict)
    groups: dict[str, ReplicationGroup] = field(default_factory=dict)
    runbooks: dict[str, Runbook] = field(default_factory=dict)
    items_incomplete: bool = False
    """An entry that makes items was left out: an unknown item may be one of its."""

    @property
    def starts_at(self) -> datetime:
        """Return the world's time at its beginning."""
        return self.checked.head.starts_at or DEFAULT_START

    def entries(self, section: str) -> list[tuple[int, Any]]:
        """Return the entries of a section that fit their model, each with its index in the document."""
        return self.checked.entries[section]

    def fault(self, loc: Loc, message: str, right: str) -> None:
        """Note a fault at ``loc``. Raises ``DocumentFaults`` when there are too many."""
        self.checked.fault(loc, message, right)

    def unique(self, section: str) -> list[tuple[int, Any]]:
        """Return the entries of a section, each name once; a second one is a fault."""
        first: dict[str, int] = {}
        kept = []
        for index, entry in self.entries(section):
            if entry.name in first:
                self.twice(section, index, entry.name, first[entry.name])
                continue
            first[entry.name] = index
            kept.append((index, entry))
        return kept

    def twice(self, section: str, index: int, name: str, before: int, *, keyed: bool = False) -> None:
        """Note that an entry has the name of an earlier one. ``keyed``: the entry says its own key, which is there
        twice."""
        word, called = ("key", "with the key") if keyed else ("name", "named")
        line = self.checked.document.line((section, before, "name"))
        self.fault(
            (section, index, word),
            f"there are two {_plural(section)} {called} {name!r}",
            f"The other is in line {line}: give this one another {word}",
        )

    def refers(self, section: str, name: str, known: Mapping[str, Any] | frozenset[str], loc: Loc) -> bool:
        """Return whether ``name`` is in ``known``. Notes a fault unless it names an entry that is a fault itself."""
        if name in known:
            return True
        if name in self.checked.written_names[section] or section in self.checked.nameless:
            return False
        if section == "items" and self.items_incomplete:
            return False
        self.fault(loc, f"there is no {_NOUN[section]} {name!r}", did_you_mean(name, known))
        return False


def _plural(section: str) -> str:
    noun = _NOUN[section]
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
