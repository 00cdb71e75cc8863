"""A machine that its owner has switched off: a state of the machine, which says nothing of its site."""

from __future__ import annotations

import pytest
from support.estates import bundled
from support.rig import Rig

from drconsole.documents.estate import parse_estate, schema
from drconsole.recovery.types.words import Grain
from drconsole.render.rows.records import item_state

TEXT = """
name: small
sites: [{name: Site, kind: vmwareSITE}, {name: Cloud, kind: azure, cores_quota: 50}]
networks:
  - {name: lan, site: Site, mapped_to: prod}
  - {name: prod, site: Cloud, free_addresses: 50}
policies: [{name: day}]
defaults:
  {scenario: vmware-to-azure, source: Site, target: Cloud, network: lan, policy: day, agent_version: "9.62", churn: 1}
items:
  - {name: resting, start: {protected_for: 60d, last_test: 10dOFF}}
  - {name: working, start: {protected_for: 60d, last_test: 10d}}
plans: [{name: duo, source: Site, target: Cloud, groups: [{items: [resting, working]}]}]
faults: [FAULT]
"""


def rig(off: str = "", *, site: str = "", fault: str = "", grain: Grain = Grain.STEP) -> Rig:
    text = TEXT.replace("SITE", site).replace("OFF", off).replace("FAULT", fault)
    return Rig(parse_estate(text, "small.yaml", None), grain)


def row(made: Rig, key: str) -> dict:
    return next(one for one in made.store.rows("item") if one["key"] == key)


async def looked(player):
    await player.ask("Next", {"target": "plan:duo"})


def messages(answer: dict, key: str) -> dict[str, str]:
    return {one["id"]: one["message"] for one in answer["findings"] if one["id"].endswith(f":{key}")}


def ask(operation: str, target: str, **options):
    async def play(player):
        return await player.ask("Check", {"operation": operation, "target": target, "options": options})

    return play


def test_the_schema_of_estates_knows_it():
    known = schema()["$defs"]
    assert known["StartEntry"]["properties"]["powered"]["description"].startswith("false: its owner")
    assert known["SiteEntry"]["properties"]["reachable"]["default"] is True


def test_a_machine_that_is_switched_off_is_off_and_can_be_reached():
    made = rig(", powered: false")
    made.live(looked)
    off, on = row(made, "resting"), row(made, "working")
    assert (off["source_powered"], off["source_reachable"]) == (False, True)
    assert (on["source_powered"], on["source_reachable"]) == (True, True)
    assert item_state(off) == "Protected, switched off"
    assert item_state(on) == "Protected"
    assert "not reachable" not in off["reverse"]["why"]


def test_its_check_says_so_and_speaks_of_no_site():
    check = rig(", powered: false").live(ask("failover", "plan:duo"))
    assert check["ready"]
    found = messages(check, "resting")
    assert "resting is switched off at Site" in found["source-off:resting"]
    assert not {"source-running:resting", "source-not-reachable:resting"} & set(found)
    assert "source-off:working" not in messages(check, "working")


def test_next_says_that_it_is_off():
    async def play(player):
        return await player.ask("Next", {"target": "item:resting"})

    told = rig(", powered: false").live(play)
    assert "its machine is switched off at Site" in told["why"]
    assert "power resting on at Site" in told["why"]
    assert "failover" in told["alternatives"]
    assert "resynchronize" not in told["alternatives"], "nobody reads a machine that is off"


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_it_fails_over_and_its_machine_has_lost_nothing(grain):
    made = rig(", powered: false", grain=grain)

    async def play(player):
        return await player.run("failover", "plan:duo", shutdown=True)

    assert made.live(play)["state"] == "Succeeded"
    shut = [one.detail for one in made.ledger() if (one.item, one.what) == ("resting", "source-shut-down")]
    assert shut == ["it was off already at=Site"]
    owed = row(made, "resting")["must_stay_down"]
    assert (owed["seen"], owed["broken"]) == ("off", False)


def test_its_owner_switches_it_off_and_on_again():
    made = rig(fault="{kind: source-off, item: resting, after: 10m, duration: 1h}")
    made.speed = 1.0

    async def play(player):
        seen = []
        for _ in range(3):
            await looked(player)
            seen.append(row(made, "resting")["source_powered"])
            await player.sleep(1800)
        await looked(player)
        return [*seen, row(made, "resting")["source_powered"]]

    assert made.live(play) == [True, False, False, True]


@pytest.mark.parametrize(
    ("whole", "said"), [(False, "Its side at Site is not reachable"), (True, "Site is not reachable")]
)
def test_one_machine_that_cannot_be_reached_says_nothing_of_its_site(whole, said):
    async def play(player):
        await player.run("failover", "item:resting", shutdown=False)
        await player.run("commit", "item:resting")
        return await ask("re-protect", "item:resting")(player)

    made = rig(site=", reachable: false") if whole else rig(", source_reachable: false")
    found = messages(made.live(play), "resting")
    assert found["primary-unreachable:resting"].startswith(said)
    assert row(made, "resting")["reverse"]["why"].startswith("it is not reachable at Site")
    assert row(made, "working")["source_reachable"] is not whole


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_somebody_at_a_physical_server_switches_it_off_and_nothing_runs_twice(grain):
    text = TEXT.replace("vmwareSITE", "physical").replace("vmware-to-azure", "physical-to-azure").replace("FAULT", "")
    made = Rig(parse_estate(text.replace("OFF", ", attended: true"), "small.yaml", None), grain)

    async def play(player):
        await player.run("failover", "plan:duo")
        return await player.ask("Check", {"operation": "commit", "target": "plan:duo"})

    check = made.live(play)
    assert "two-machines-run:resting" not in messages(check, "resting")
    assert "two-machines-run:working" in messages(check, "working"), "nobody was there"
    assert made.counted()["resting", "source-off"] == 1
    assert made.counted()["resting", "source-shut-down"] == 0
    told = {task["item"]: task["output"] for task in made.store.rows("task") if task.get("output")}
    assert told["resting"].startswith("Somebody at Site switched the server off")
    assert "working" not in told


def test_a_machine_that_was_lost_and_restored_replicates_again():
    """Its replication stood still for good, and next said for ever to see that the source runs."""
    made = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    def until():
        return next(row for row in made.store.rows("item") if row["name"] == "branch-db")["replicated_until"]

    async def play(player):
        for kind in ("source-off", "source-lost", "source-restored", "source-returns"):
            player.engine.provider.rehearsal.inject({"kind": kind, "item": "branch-db"})
            await player.sleep(30.0)
            await player.engine.look()
            seen[kind] = until()

    seen = {}
    made.live(play)
    assert seen["source-lost"] < seen["source-returns"]
