"""Maker of findings from the rows of ``kinds``: with stable ids, an item's name where it is unique, and what helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.types.data import dataclass, replace
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.remedies import Act, Remedy, Target, at_site
from drconsole.recovery.types.words import Level, TargetType
from drconsole.recovery.types.work.tasks import Finding

_LISTED = 5
"""Names that a text lists before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes findings with stable ids: ``kind`` or ``kind:label``; the label is the item's name where it is unique."""

    labels: Mapping[str, str]
    names: Mapping[str, str]
    shared: frozenset[str] = frozenset()
    """Keys of items whose name may mean another, too: it has the same name, or has it for a key."""

    def target(self, key: str) -> Target:
        return Target(TargetType.ITEM, key, self.names.get(key, key), key in self.shared)

    def __call__(
        self,
        kind: str,
        item: str | None = None,
        *,
        about: str = "",
        level: Level | None = None,
        overridable: bool | None = None,
        remedies: Iterable[Remedy] = (),
        **words: object,
    ) -> Finding:
        row = KINDS[kind]
        label = self.labels.get(item, item) if item is not None else about
        known = {"name": self.names.get(item, item) if item is not None else "", **words}
        return Finding(
            id=f"{kind}:{label}" if label else kind,
            level=(level or row.level).value,
            message=row.message.format(**known),
            overridable=row.overridable if overridable is None else overridable,
            item=item,
            possible_causes=row.causes.format(**known),
            recommended_action=row.action.format(**known),
            remedies=(*(self.aimed(at_site(one, known), item) for one in row.remedies), *remedies),
        )

    def aimed(self, remedy: Remedy, item: str | None) -> Remedy:
        """A row's remedy, of the finding's item."""
        if item is None or remedy.act is Act.CHOOSE:
            return remedy
        return replace(remedy, target=self.target(item))


def maker(keys: Iterable[str], view: EstateView) -> Maker:
    names = {key: view.items[key].name if key in view.items else key for key in keys}
    seen = Counter(names.values())
    everywhere = Counter(item.name for item in view.items.values())
    shared = frozenset(
        key for key, name in names.items() if everywhere[name] > 1 or (name != key and name in view.items)
    )
    return Maker({key: name if seen[name] == 1 else key for key, name in names.items()}, names, shared)


def listed(names: Iterable[str]) -> str:
    """``a, b and 3 more``."""
    known = list(names)
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return ", ".join(known[:_LISTED]) + more
