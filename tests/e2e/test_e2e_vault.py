"""A state that is bound to a vault, by the command line: connected, tried, looked at, armed, acted on, changed.

The vault is the emulator's, as a process of its own, behind TLS; nothing of it is in this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clients.running import Running, emulator
from e2e_state import Place

pytest.importorskip("aiohttp")
pytestmark = pytest.mark.slow
pytest_plugins = ["e2e_fixtures"]


@pytest.fixture
def vault(place: Place) -> Iterator[Running]:
    with emulator("--speed", "60", estate="contoso") as running:
        # The emulator's own exports are for clients of others: drconsole trusts what its document names.
        yield running
    place.clear()


def document(running: Running, folder: Path, **changes: str) -> str:
    """The emulator's connection document with other lines, in a file of its own."""
    lines = Path(running.told["connect_file"]).read_text().splitlines()
    for name, value in changes.items():
        lines = [line for line in lines if not line.startswith(f"{name}:")] + [f"{name}: {value}"]
    path = folder / f"vault{len(list(folder.glob('vault*.yaml')))}.yaml"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_a_try_says_who_where_and_what_and_keeps_nothing(place: Place, vault: Running) -> None:
    tried = place.say("connect", "--check", document(vault, place.folder)).done()
    assert (tried["mode"], tried["emulator"], tried["endpoint"]) == ("EXERCISE", True, vault.url)
    assert (tried["items"], tried["plans"], tried["missing_permissions"], tried["read_only"]) == (20, 5, [], False)
    assert not place.state.exists()


def test_a_plan_that_is_no_plan_of_the_vault_is_a_warning(place: Place, vault: Running) -> None:
    tried = place.say("connect", "--check", document(vault, place.folder, plans="[nosuch, shop]")).done()
    assert (tried["plans"], tried["warnings"]) == (1, ["the vault has no plan 'nosuch'"])


def test_what_somebody_may_not_do_is_named_with_the_role_that_may(place: Place, vault: Running) -> None:
    vault.ask("/_emulator/role", {"role": "reader"})
    said = place.say("connect", "--check", document(vault, place.folder))
    assert said.code == 3
    missing = {one["action"].rpartition("vaults/")[2]: one["role"] for one in said.data["missing_permissions"]}
    assert missing["replicationRecoveryPlans/unplannedFailover/action"] == "Site Recovery Operator"
    looking = place.say("connect", "--check", document(vault, place.folder, read_only="true")).done()
    assert looking["missing_permissions"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vault": "fabrikam"}, "HTTP 404"),
        ({"endpoint": "https://127.0.0.1:1", "scope": "https://127.0.0.1:1/.default"}, "no answer from 127.0.0.1:1"),
    ],
)
def test_a_vault_that_is_not_there_is_refused_and_nothing_is_made(
    place: Place, vault: Running, change: dict[str, str], words: str
) -> None:
    for check in ((), ("--check",)):
        error = place.say("connect", *check, document(vault, place.folder, **change)).refused(3)
        assert words in error["message"]
        assert error["advice"]
        assert "object at 0x" not in error["message"]
    assert not place.paths.db.exists()


def test_nothing_is_changed_before_somebody_is_armed_and_then_it_is(place: Place, vault: Running) -> None:
    place.say("connect", document(vault, place.folder)).done()
    without = place.say("status").done()
    assert (without["mode"], without["provider"]) == ("EXERCISE", "azure")
    assert without["arming"]["place"]["vault"] == "contoso"
    assert without["arming"]["armed"] == []
    place.say("engine", "start").done()
    failover = ("run", "test-failover", "wiki", "--network", "none", "--confirm", "wiki", "--wait")
    place.say(*failover).refused(3, "not-armed")
    place.say("arm", "--confirm", "fabrikam").refused(3, "not-confirmed")
    armed = place.say("arm").done()
    assert [one["with_console"] for one in armed["armed"]] == [False]
    assert place.say("status").done()["arming"] == armed
    assert place.say(*failover).done()["state"] == "Succeeded"
    assert vault.effects("test-machine-created") == ["wiki"]
    assert place.say("arm", "--off").done()["armed"] == []
    place.say("run", "cleanup-test-failover", "wiki", "--confirm", "wiki").refused(3, "not-armed")
    assert [event["kind"] for event in place.say("journal").done() if "armed" in event["kind"]] == ["armed", "disarmed"]


def test_no_token_and_no_signed_address_is_kept_anywhere(place: Place, vault: Running) -> None:
    place.say("connect", document(vault, place.folder)).done()
    place.say("engine", "start").done()
    place.say("arm").done()
    place.say("run", "failover", "item:wiki", "--confirm", "wiki", "--no-shutdown", "--wait")
    place.say("engine", "stop", "--force").done()
    kept = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file() and path.suffix != ".yaml")
    assert b"j1-" in kept or b"j2-" in kept, "the job is in what is looked at"
    for secret in (b"Bearer ", b"made-up", b"&h=", b"&s=", b"&c="):
        assert secret not in kept


def test_a_read_only_state_changes_nothing_until_its_document_says_otherwise(place: Place, vault: Running) -> None:
    place.say("connect", document(vault, place.folder, read_only="true")).done()
    place.say("engine", "start").done()
    place.say("arm").refused(3, "read-only-connection")
    start = ("run", "commit", "shop", "--confirm", "shop")
    place.say(*start).refused(3, "read-only-connection")
    # While an engine runs nobody changes its connection under it.
    assert place.say("connect", document(vault, place.folder)).code == 3
    place.say("engine", "stop", "--force").done()
    changed = place.say("connect", document(vault, place.folder)).done()
    assert (changed["changed"], changed["read_only"]) == (True, False)
    place.say("engine", "start").done()
    place.say("arm").done()


def test_another_vault_is_another_state(place: Place, vault: Running) -> None:
    place.say("connect", document(vault, place.folder)).done()
    for change in ({"vault": "fabrikam"}, {"resource_group": "other"}):
        place.say("connect", document(vault, place.folder, **change)).refused(3, "another-vault")
    assert place.say("status").done()["arming"]["place"]["vault"] == "contoso"


def test_two_emulators_do_not_write_the_same_document(place: Place, tmp_path: Path) -> None:
    file = str(tmp_path / "emulated.yaml")

    def begun() -> Any:
        return emulator("--connect-file", file, estate="contoso")

    with begun() as first:
        before = Path(file).read_text()
        with begun() as second:
            assert second.told["error"]["code"] == "emulator-running"
        assert Path(file).read_text() == before
        assert first.url in before
    with begun() as again:
        assert again.url in Path(file).read_text()


def test_a_port_that_is_none_is_refused(place: Place) -> None:
    error = place.say("emulate", "--port", "99999").refused(2, "bad-number")
    assert error["place"] == "--port"
