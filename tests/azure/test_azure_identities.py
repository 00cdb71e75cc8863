"""What a state keeps of its vault: the keys of items over re-protects, crashes and copies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure_loopback import connection_to

from drconsole.providers.azure.identities import Identities
from drconsole.recovery.types.work.errors import BadInput

VAULT = "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v"
CONNECTION = connection_to(VAULT, "https://127.0.0.1:1", cache_accounts={"westeurope": "/x"}, plans=("shop",))


def item(fabric: str, name: str, other: str = "") -> dict[str, Any]:
    container = f"{VAULT}/replicationFabrics/{fabric}/replicationProtectionContainers/{fabric}-c"
    there = f"{VAULT}/replicationFabrics/{other}/replicationProtectionContainers/{other}-c" if other else ""
    properties = {"recoveryContainerId": there, "providerSpecificDetails": {"instanceType": "A2A"}}
    return {"id": f"{container}/replicationProtectedItems/{name}", "name": name, "properties": properties}


def keys(identities: Identities, *bodies: dict[str, Any]) -> list[str]:
    return list(identities.take_items(bodies))


def test_a_key_is_the_id_at_first_sight_in_lower_case():
    made = Identities(CONNECTION)
    assert keys(made, item("East", "Web")) == [item("East", "Web")["id"].lower()]


def test_an_item_that_went_to_the_other_container_keeps_its_key_there_and_back():
    made = Identities(CONNECTION)
    (key,) = keys(made, item("east", "web"))
    assert keys(made, item("west", "web")) == [key]
    assert made.id_of(key) == item("west", "web")["id"]
    assert keys(made, item("east", "web")) == [key]
    assert made.id_of(key) == item("east", "web")["id"]


def test_while_both_are_listed_the_new_one_is_the_item():
    made = Identities(CONNECTION)
    (key,) = keys(made, item("east", "web", other="west"))
    assert keys(made, item("east", "web", other="west"), item("west", "web")) == [key]
    assert made.id_of(key) == item("west", "web")["id"]


@pytest.mark.parametrize("turned_round", [False, True])
def test_which_of_two_ids_is_the_item_is_known_after_a_restart(tmp_path, turned_round):
    path = tmp_path / "vault.json"
    made = Identities(CONNECTION, path=path)
    east, west = item("east", "web", other="west"), item("west", "web", other="east")
    both = (west, east) if turned_round else (east, west)
    (key,) = keys(made, east)
    for listed, now in [(both, west), (both, west), ((west,), west), (both, east), (both, east), ((east,), east)]:
        assert keys(made, *listed) == [key]
        made = Identities.read(path)
        assert made.id_of(key).lower() == now["id"].lower()
        if len(listed) == 2:
            assert keys(made, *listed) == [key]
            assert made.id_of(key) == now["id"]


@pytest.mark.parametrize("turned_round", [False, True])
def test_while_both_are_listed_the_new_one_stays_the_item_there_and_back(turned_round):
    made = Identities(CONNECTION)
    east, west = item("east", "web", other="west"), item("west", "web", other="east")
    both = (west, east) if turned_round else (east, west)
    (key,) = keys(made, east)
    for listed, now in [(both, west), (both, west), ((west,), west), (both, east), (both, east), ((east,), east)]:
        assert keys(made, *listed) == [key]
        assert made.id_of(key) == now["id"]


def test_an_item_is_not_taken_for_one_of_its_name_that_was_deleted_elsewhere():
    made = Identities(CONNECTION)
    north, east = item("north", "web", other="south"), item("east", "web", other="west")
    (_, key) = keys(made, north, east)
    assert keys(made, east) == [key]
    assert keys(made, east, item("west", "web", other="east")) == [key], "it went round while both are listed"
    other = item("asia", "web", other="oceania")
    assert keys(made, item("west", "web", other="east"), other) == [key, other["id"].lower()]


def test_an_item_of_another_name_or_with_two_forebears_is_a_new_one():
    made = Identities(CONNECTION)
    keys(made, item("east", "web"), item("north", "web"), item("east", "db"))
    found = keys(made, item("west", "web"), item("west", "mail"))
    assert found == [item("west", "web")["id"].lower(), item("west", "mail")["id"].lower()]


def test_an_item_that_is_still_there_is_not_taken_for_another_of_its_name():
    made = Identities(CONNECTION)
    (key,) = keys(made, item("east", "web"))
    assert keys(made, item("east", "web"), item("west", "web")) == [key, item("west", "web")["id"].lower()]


def test_what_was_learnt_outlives_a_crash_before_and_after_it_was_written(tmp_path):
    path = tmp_path / "vault.json"
    first = Identities(CONNECTION, path=path)
    (key,) = keys(first, item("east", "web"))
    # A crash here: the item moves while nobody looks.
    second = Identities.read(path)
    assert keys(second, item("west", "web")) == [key]
    assert keys(Identities.read(path), item("west", "web")) == [key]
    assert Identities.read(path).mark == first.mark


def test_the_connection_comes_back_as_it_was_and_no_secret_is_in_the_file(tmp_path):
    path = tmp_path / "vault.json"
    Identities(CONNECTION, path=path).save()
    assert Identities.read(path).connection == CONNECTION
    assert not {"token", "secret", "password"} & set(json.dumps(json.loads(path.read_text())).lower().split('"'))
    assert [one.name for one in tmp_path.iterdir()] == ["vault.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"connection": {}, "keys": {}, "mark": ""}', "\x00"])
def test_a_damaged_file_is_refused_with_its_place(tmp_path, text):
    path = tmp_path / "vault.json"
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        Identities.read(path)
    assert str(path) in caught.value.message
