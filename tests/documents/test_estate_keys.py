"""Keys of items and plans that are not their names: what others in the document name them by."""

from __future__ import annotations

import pytest

from drconsole.documents.estate import DocumentFaults, parse_estate, schema

KEYED = """
name: keyed
sites:
  - {name: plant, kind: vmware}
  - {name: cloud, kind: azure}
policies:
  - {name: day, retention: 24h}
defaults: {scenario: vmware-to-azure, source: plant, target: cloud, policy: day, agent_version: '9.62'}
replication_groups:
  - {name: pair, items: [item/1, item/2]}
items:
  - {key: item/1, name: web}
  - {key: item/2, name: web}
  - {name: db}
plans:
  - {key: plan/1, name: shop, source: plant, target: cloud, groups: [{items: [item/1, item/2]}]}
  - {key: plan/2, name: shop, source: plant, target: cloud, groups: [{items: [db]}]}
faults:
  - {kind: shutdown-fails, item: item/2, plan: plan/1}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "f", None)
    return [f"{fault.path}: {fault.message}" for fault in caught.value.faults]


def test_two_of_one_name_are_told_apart_by_their_keys() -> None:
    made = parse_estate(KEYED, "f", None)
    assert [(item.key, item.name) for item in made.items] == [("item/1", "web"), ("item/2", "web"), ("db", "db")]
    assert [(plan.key, plan.name, plan.items) for plan in made.plans] == [
        ("plan/1", "shop", ("item/1", "item/2")),
        ("plan/2", "shop", ("db",)),
    ]
    assert set(made.starts) == {"item/1", "item/2", "db"}
    assert made.groups[0].items == ("item/1", "item/2")
    assert [item.replication_group for item in made.items] == ["pair", "pair", None]
    assert (made.faults[0].item, made.faults[0].plan) == ("item/2", "plan/1")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "key: item/2, name: web",
            "key: item/1, name: web",
            "items[1].key: there are two replicated items with the key",
        ),
        ("key: item/2, name: web", "key: db, name: web", "items[2].name: there are two replicated items named 'db'"),
        ("key: plan/2", "key: plan/1", "plans[1].key: there are two recovery plans with the key 'plan/1'"),
        ("items: [db]", "items: [web]", "plans[1].groups[0].items[0]: there is no replicated item 'web'"),
        ("{name: db}", "{name: 'db-{n}', key: k, count: 3}", "items[2].key: many items cannot have one key"),
        ("key: item/1, name", "key: 'item-{1}', name", "items[0].key: a key has no braces"),
    ],
)
def test_what_is_wrong_with_a_key_is_said_where_it_stands(old: str, new: str, expected: str) -> None:
    assert any(found.startswith(expected) for found in faults(KEYED.replace(old, new))), faults(KEYED.replace(old, new))


def test_the_schema_knows_keys() -> None:
    for entry in ("ItemEntry", "PlanEntry"):
        assert "key" in schema()["$defs"][entry]["properties"]
