"""The contract on an estate whose keys are no names: nothing collapses, and nothing is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e_state import Place, flat
from support.forking import forks
from support.keyed import DB, FRONT, FRONT_ITEMS, TEXT, WEB_1, WEB_2
from support.patience import PATIENCE
from support.quick import quick

pytest_plugins = ["e2e_fixtures"]
ALL = [WEB_1, WEB_2, DB]


@pytest.fixture(params=quick(["step", "plan"], "step"))
def vault(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    file = tmp_path / "keyed.yaml"
    file.write_text(TEXT, encoding="utf-8")
    place.load(file, request.param)
    place.start()
    return place


def printed(place: Place, *words: str) -> str:
    """What a person reads."""
    done = forks().run(["--state", str(place.state), *words], cwd=place.folder, env=place.env, timeout=PATIENCE)
    assert done.returncode == 0, done
    return done.stdout


def by_key(place: Place) -> dict[str, dict[str, object]]:
    return {item["key"]: item for item in place.say("items").done()}


def test_a_plan_with_two_items_of_one_name_goes_there_by_key(vault: Place) -> None:
    assert set(by_key(vault)) == {*ALL, "ledger", "mail"}
    plan = vault.say("plans", "front").done()
    assert (plan["key"], plan["items"], plan["state"]) == (FRONT, FRONT_ITEMS, "protected")
    assert [item for group in plan["groups"] for item in group["items"]] == FRONT_ITEMS
    assert vault.say("plans", FRONT).done() == plan
    for target in ("front", WEB_1):
        said = vault.say("next", target).done()
        assert "unknown" not in said["stands"], said
    checked = vault.say("check", "failover", "front").done()
    assert (checked["qualified"], checked["skipped"], checked["ready"]) == (ALL, [], True)
    shown = vault.say("preview", "failover", "front", "--point", "latest-processed").done()
    points = {each["key"]: each["point"] for each in shown["points"]}
    assert (list(points), list(shown["leads_to"])) == (ALL, ALL)

    words = ("failover", "front", "--digest", shown["digest"], "--confirm", "front", "--wait")
    job = vault.say("run", *words).done()
    assert {item["key"]: item["outcome"] for item in job["items"]} == dict.fromkeys(ALL, "Succeeded")
    assert [item["name"] for item in job["items"]] == ["web", "web", "db"]
    assert {item["key"]: item["point_used"]["id"] for item in job["items"]} == {
        key: point["id"] for key, point in points.items()
    }
    assert set(ALL) <= {task["item_key"] for task in flat(job["tasks"])}
    assert vault.say("jobs", job["id"]).done() == job
    due = vault.say("next", "front").done()
    assert " validate item-key:vault/item/" in due["command"], "its name would be refused"

    for key in ALL:
        assert vault.say("points", key).done(), key
        vault.say("validate", key, "--result", "ok", "--comment", "logged in").done()
    validated = {key for key, item in by_key(vault).items() if item["validation"]}
    assert validated == set(ALL)
    committed = vault.say("run", "commit", "front", "--confirm", "front", "--wait").done()
    assert {item["key"]: item["outcome"] for item in committed["items"]} == dict.fromkeys(ALL, "Succeeded")
    assert vault.say("status").done()["counts"]["items"] == 5
    assert vault.say("doctor").done()["ok"] is True


def test_what_a_person_reads_tells_two_of_one_name_apart(vault: Place) -> None:
    told = f"web ({WEB_1})", f"web ({WEB_2})"
    for words in ("items", "plans front", "check failover front", "preview failover front"):
        out = printed(vault, *words.split())
        assert all(each in out for each in told), (words, out)
        assert f"db ({DB})" not in out, "one that nobody shares a name with needs no key"
    job = vault.say("run", "failover", "front", "--confirm", "front", "--wait").done()
    out = printed(vault, "jobs", job["id"])
    assert all(each in out for each in told), out
    out = printed(vault, "doctor")
    assert all(f"owed: {each}: web must stay down" in out for each in told), out
    assert "owed: db must stay down" in out
    for key, name in ((WEB_1, told[0]), (DB, "db")):
        assert f"validation of {name} recorded: ok" in printed(
            vault, "validate", key, "--result", "ok", "--comment", "logged in"
        )


def test_a_name_that_two_have_is_never_taken_for_one_of_them(vault: Place) -> None:
    vault.say("run", "failover", "item-key:ledger", "--confirm", "mail", "--wait").done()
    before = vault.unmoved()
    comment = ("--result", "ok", "--comment", "x")
    for words in (
        ("points", "web"),
        ("next", "web"),
        ("check", "failover", "web"),
        ("run", "failover", "item:web", "--confirm", "web"),
        ("validate", "web", *comment),
        ("validate", "ledger", *comment),  # the key of one that is failed over, the name of one that is not
    ):
        keys = [WEB_1, WEB_2] if "ledger" not in words else ["item-key:ledger", "item-key:mail"]
        advice = vault.say(*words).refused(2, "ambiguous-target")["advice"]
        assert all(key in advice for key in keys), (words, advice)
    for name, keys in (("web", [WEB_1, WEB_2]), ("ledger", ["item-key:ledger", "item-key:mail"])):
        advice = vault.say("items", name).refused(2, "ambiguous")["advice"]
        assert all(key in advice for key in keys), advice
    assert vault.unmoved() == before
    assert vault.say("items", "item-key:mail").done()["name"] == "ledger"


def test_who_is_left_out_is_said_by_key(vault: Place) -> None:
    vault.say("run", "failover", WEB_2, "--confirm", "web", "--wait").done()
    checked = vault.say("check", "failover", "front", "--direction", "primary-to-recovery").done()
    assert checked["qualified"] == [WEB_1, DB]
    assert [(each["key"], each["item"]) for each in checked["skipped"]] == [(WEB_2, "web")]
    left = vault.say("plans", "front").done()["left_out"]
    assert [(each["key"], each["name"]) for each in left] == [(WEB_1, "web"), (DB, "db")], "of the commit of the other"
