"""Generator of large estates, as documents in compact form: templates with count, plans by split."""

from __future__ import annotations

import random

from drconsole.documents.checking.models import MAX_ITEMS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import BadInput


@dataclass(frozen=True, slots=True)
class _Kind:
    """Kind of machine, with its share of an estate of 100."""

    prefix: str
    share: int
    source: str
    fields: str


_KINDS = (
    _Kind("vw", 34, "vCenter", 'scenario: vmware-to-azure, os: windows, agent_version: "9.62"'),
    _Kind("vl", 18, "vCenter", 'scenario: vmware-to-azure, os: linux, agent_version: "9.62"'),
    _Kind("vo", 8, "vCenter", 'scenario: vmware-to-azure, os: windows, agent_version: "9.7"'),
    _Kind("ph", 10, "vCenter", 'scenario: physical-to-azure, os: windows, agent_version: "9.62"'),
    _Kind("hv", 18, "Hyper-V", "scenario: hyperv-to-azure, os: windows"),
    _Kind("vm", 12, "VMM", "scenario: vmm-to-azure, os: windows"),
)

_HEAD = """\
# {items} replicated items, made with seed {seed}.
name: {name}
story: |
  A generated estate of {items} replicated items.
seed: {seed}
sites:
  - {{name: vCenter, kind: vmware}}
  - {{name: Hyper-V, kind: hyperv-site}}
  - {{name: VMM, kind: vmm}}
  - {{name: Azure, kind: azure}}
networks:
  - {{name: vCenter-net, site: vCenter, mapped_to: prod-vnet}}
  - {{name: Hyper-V-net, site: Hyper-V, mapped_to: prod-vnet}}
  - {{name: VMM-net, site: VMM, mapped_to: prod-vnet}}
  - {{name: prod-vnet, site: Azure}}
  - {{name: test-vnet, site: Azure, isolated: true}}
policies:
  - {{name: standard, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 30m}}
defaults:
  target: Azure
  policy: standard
  start: {{protected_for: 90d, last_test: 20d, lag: 30s}}
"""


def generate(items: int, seed: int) -> str:
    """Return a document with exactly so many items, each in one plan of at most 100; same arguments, same text.

    Raises ``BadInput`` for a number of items below 1 or above ``MAX_ITEMS``, or a negative seed.
    """
    if not 1 <= items <= MAX_ITEMS:
        raise BadInput("items", f"{items} items cannot be generated", place="--items", advice=f"From 1 to {MAX_ITEMS}")
    if seed < 0:
        raise BadInput("seed", "a seed is not negative", place="--seed", advice="0 or more")
    draw = random.Random(seed)  # noqa: S311  (an estate, not a secret)
    lines: list[str] = []
    ranges: dict[str, list[str]] = {}
    for kind, count in zip(_KINDS, _shares(items), strict=True):
        for tier, first, size in _tiers(count, draw):
            name = f"{kind.prefix}{tier}"
            churn, cores, disk = draw.choice((0.5, 2, 5, 12)), draw.choice((2, 4, 8)), draw.choice((64, 128, 256))
            lines.append(
                f"  - {{name: '{name}-{{n:06}}', count: {size}, first: {first}, source: {kind.source},"
                f" network: {kind.source}-net, {kind.fields}, churn: {churn}, cores: {cores},"
                f" disks: [{{name: os, size_gib: {disk}, boot: true}}]}}"
            )
            ranges.setdefault(kind.source, []).append(f"'{name}-{{{first:06d}..{first + size - 1:06d}}}'")
    head = _HEAD.format(items=items, seed=seed, name=f"generated-{items}")
    plans = [_plan(source, texts, draw) for source, texts in ranges.items()]
    return head + "items:\n" + "\n".join(lines) + "\nplans:\n" + "\n".join(plans) + "\n"


def _plan(source: str, ranges: list[str], draw: random.Random) -> str:
    return (
        f"  - {{name: '{source}-{{n:04}}', source: {source}, target: Azure, changed: 60d, rto: 1h,"
        f" split: {{every: 100, groups: {draw.choice((2, 3, 4))}, items: [{', '.join(ranges)}]}}}}"
    )


def _shares(items: int) -> list[int]:
    """Return how many items each kind gets; the first takes what rounding leaves."""
    counts = [items * kind.share // 100 for kind in _KINDS]
    counts[0] += items - sum(counts)
    return counts


def _tiers(count: int, draw: random.Random) -> list[tuple[str, int, int]]:
    """Return web, application and data machines: tier, first number, how many."""
    web = count * draw.randint(40, 60) // 100
    app = (count - web) * draw.randint(40, 60) // 100
    parts = (("web", web), ("app", app), ("db", count - web - app))
    return [(f"-{tier}", 1, size) for tier, size in parts if size]
