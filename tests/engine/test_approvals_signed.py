"""Signed approvals: the approver's own SSH key, over the engine's own text, checked against the owner's file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from approving import approve, code, events, proposed, rig, seated, start
from support.room import BOB, EVE, OWNER, Room, peer

from drconsole.engine.service.room.approvals import approving as service
from drconsole.signing.allowed import fault_of
from drconsole.signing.results import Namespace, Signed
from drconsole.signing.signing import sign

sys.path.insert(0, str(Path(__file__).parents[1] / "signing"))

from ssh_keys import allow, make_key, needs_ssh_keygen

pytestmark = needs_ssh_keygen


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Virtual time does not stand still while a thread waits for ssh-keygen."""

    async def now(function: Any, *args: Any) -> Any:
        return function(*args)

    monkeypatch.setattr(service.asyncio, "to_thread", now)


@pytest.fixture
def signers(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of allowed signers with bob's key; keys of bob and mallory beside it."""
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder / "bob")
    make_key(folder / "mallory")
    return allow(folder / "signers", "bob", folder / "bob")


async def required(room: Room, signers: Path) -> dict[str, Any]:
    await seated(room)
    answer = await room.ask(peer(OWNER), "SetApprovals", signatures=True, allowed_signers=str(signers))
    assert "ok" in answer, answer
    return await proposed(room)


async def to_sign(room: Room, who: Any, made: dict[str, Any], comment: str = "") -> str:
    return str((await room.ask(who, "ToSign", proposal=made["id"], comment=comment))["ok"]["text"])


def signed(text: str, key: Path, namespace: Namespace = Namespace.APPROVAL) -> dict[str, str]:
    made = sign(text.encode(), key, namespace)
    assert isinstance(made, Signed)
    return {"text": text, "signature": made.signature}


def test_a_signed_approval_is_kept_and_checked_by_ssh_keygen_alone(behind: Any, signers: Path, tmp_path: Path) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        made = await required(room, signers)
        bare = code(await approve(room, peer(BOB), made))
        text = await to_sign(room, peer(BOB), made, "seen")
        found = signed(text, signers.with_name("bob"))
        approved = (await approve(room, peer(BOB), made, comment="seen", **found))["ok"]
        return bare, made, approved["approvals"][0], code(await start(room, made))

    bare, made, kept, started = behind(world, play)
    assert (bare, started) == ("not-signed", "taken")
    lines = kept["text"].splitlines()
    assert f"digest: {made['digest']}" in lines and "proposal: p1" in lines
    assert 'approved by: "bob" (uid 60002)' in lines
    (anchor,) = [line.split()[1] for line in lines if line.startswith("journal: ")]
    assert anchor in {row.hash for row in world.store.journal_rows()}
    (tmp_path / "signature").write_text(kept["signature"])
    words = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "bob", "-n", "drconsole-approval"]
    done = subprocess.run(
        [*words, "-s", str(tmp_path / "signature")], input=kept["text"].encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert kept["signer_key"] in done.stdout.decode()


async def _other_key(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    return signed(await to_sign(room, peer(BOB), made), signers.with_name("mallory"))


async def _other_text(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    text = await to_sign(room, peer(BOB), made)
    return signed(text.replace(made["digest"], "0123456789abcdef"), signers.with_name("bob"))


async def _signature_of_another_text(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    text = await to_sign(room, peer(BOB), made)
    other = signed(text.replace(made["digest"], "0123456789abcdef"), signers.with_name("bob"))
    return {**other, "text": text}


async def _other_purpose(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    return signed(await to_sign(room, peer(BOB), made), signers.with_name("bob"), Namespace.REPORT)


async def _text_of_another_person(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    return signed(await to_sign(room, peer(EVE), made), signers.with_name("bob"))


async def _too_late(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    found = signed(await to_sign(room, peer(BOB), made), signers.with_name("bob"))
    await room.player.sleep(601)
    return found


async def _no_signature(room: Room, made: dict[str, Any], signers: Path) -> dict[str, str]:
    return {"text": await to_sign(room, peer(BOB), made), "signature": "yes"}


FORGED = {
    "a key that is not allowed": (_other_key, "key-not-allowed"),
    "a text with another digest": (_other_text, "text-of-another"),
    "a signature of another digest": (_signature_of_another_text, "bad-signature"),
    "a signature for another purpose": (_other_purpose, "other-namespace"),
    "the text of another approver": (_text_of_another_person, "text-of-another"),
    "a text that was given out long ago": (_too_late, "text-of-another"),
    "no signature at all": (_no_signature, "no-signature"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_signature_that_is_none_approves_nothing(name: str, behind: Any, signers: Path) -> None:
    forge, refusal = FORGED[name]
    world = rig()

    async def play(room: Room) -> Any:
        made = await required(room, signers)
        found = await forge(room, made, signers)
        return code(await approve(room, peer(BOB), made, **found)), code(await start(room, made))

    assert behind(world, play) == (refusal, "not-approved")
    assert events(world, "proposal.approved") == []
    assert refusal in [event["code"] for event in events(world, "link.rejected")]


def test_a_signature_that_was_taken_is_not_taken_for_another_proposal(behind: Any, signers: Path) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        made = await required(room, signers)
        found = signed(await to_sign(room, peer(BOB), made), signers.with_name("bob"))
        first = code(await approve(room, peer(BOB), made, **found))
        again = code(await approve(room, peer(BOB), made, **found))
        await room.ask(peer(BOB), "Reject", proposal=made["id"], comment="anew")
        second = await proposed(room)
        return first, again, code(await approve(room, peer(BOB), second, **found))

    assert behind(world, play) == ("taken", "approved-already", "text-of-another")


def test_a_file_that_others_may_change_says_nothing(tmp_path: Path, signers: Path) -> None:
    inside = tmp_path / "signers"
    inside.write_text("")
    assert fault_of(signers, tmp_path) == ""
    assert "lies in the state" in fault_of(inside, tmp_path)
    assert "no absolute path" in fault_of(Path("signers"), tmp_path)
    assert "cannot be read" in fault_of(signers.with_name("gone"), tmp_path)
    link = signers.with_name("link")
    link.symlink_to(inside)
    assert "lies in the state" in fault_of(link, tmp_path)
    signers.chmod(0o664)
    assert "others may write" in fault_of(signers, tmp_path)
    signers.chmod(0o644)
    signers.parent.chmod(0o777)
    assert "others may write" in fault_of(signers, tmp_path)


def test_the_owner_names_a_file_that_can_be_trusted(behind: Any, tmp_path: Path) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        none = await room.refused(peer(OWNER), "SetApprovals", signatures=True)
        gone = await room.refused(peer(OWNER), "SetApprovals", allowed_signers=str(tmp_path / "gone"))
        return none, gone, (await room.ask(peer(OWNER), "Policy"))["ok"]["signatures"]

    assert behind(rig(), play) == ("no-allowed-signers", "no-allowed-signers", False)


def test_an_approver_without_a_line_in_the_file_of_signers_is_told_and_not_counted(behind: Any, signers: Path) -> None:
    async def play(room: Room) -> Any:
        await required(room, signers)
        asked = {"operation": "failover", "target": "plan:crew"}
        findings = (await room.ask(peer(EVE), "Check", **asked))["ok"]["findings"]
        few = [one["message"] for one in findings if one["id"] == "approvers-few"]
        before = (await room.ask(peer(OWNER), "Policy"))["ok"]
        with signers.open("a", encoding="utf-8") as file:
            file.write('"eve,!mallory" namespaces="drconsole-approval" ssh-ed25519 AAAA\n')
        return few, before, (await room.ask(peer(OWNER), "Policy"))["ok"]

    few, before, after = behind(rig(), play)
    assert few == ["it needs 1 approval, and 1 user can approve"]
    assert (before["approvers"], before["keyless"]) == (1, ["eve"])
    assert (after["approvers"], after["keyless"]) == (2, [])
