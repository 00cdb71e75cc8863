"""An estate as a vault's: keys are no names, two items have one name, and two have each other's key for a name."""

from __future__ import annotations

from drconsole.documents.estate import EstateDefinition, parse_estate
from support.estates import HEAD

WEB_1, WEB_2, DB = "vault/item/1", "vault/item/2", "vault/item/3"
FRONT = "vault/plan/1"
"""Plan ``front``: the two items of the name ``web``, then ``db``."""
FRONT_ITEMS = [{"key": WEB_1, "name": "web"}, {"key": WEB_2, "name": "web"}, {"key": DB, "name": "db"}]
CROSSED = {"ledger": "mail", "mail": "ledger"}
"""Key -> name of the items of plan ``post``."""


def _item(key: str, name: str) -> str:
    return (
        f"  - {{key: {key}, name: {name}, scenario: vmware-to-azure, source: plant, target: cloud, os: linux,"
        " policy: day, agent_version: '9.62', network: plant-lan, churn: 3}\n"
    )


TEXT = (
    HEAD.format(seed=1)
    + "items:\n"
    + "".join(_item(one["key"], one["name"]) for one in FRONT_ITEMS)
    + "".join(_item(key, name) for key, name in CROSSED.items())
    + f"""
plans:
  - key: {FRONT}
    name: front
    source: plant
    target: cloud
    changed: 30d
    groups:
      - items: [{WEB_1}, {WEB_2}]
      - items: [{DB}]
  - key: vault/plan/2
    name: post
    source: plant
    target: cloud
    changed: 30d
    groups:
      - items: [{", ".join(CROSSED)}]
"""
)


def keyed() -> EstateDefinition:
    return parse_estate(TEXT, "keyed.yaml", None)
