"""Approvals that are none, over real logins: forged, replayed, signed for something else, or by a key that may not."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_logins import needs_logins
from e2e_seated import FAILOVER, Room, logins, room
from e2e_users import needs_root

__all__ = ["logins", "room"]
pytestmark = [needs_root, needs_logins]


class Signing(Room):
    """A room in which failovers need a signed approval, and two proposals of its operator."""

    def __init__(self, room: Room) -> None:
        self.logins, self.state = room.logins, room.state
        self.allowed = room.logins.folder / "allowed"
        self.allow("")
        self.say("keeper", "room policy set any 1").done()
        self.say("keeper", f"room policy how --signatures required --allowed-signers {self.allowed}").done()
        self.digests = {}
        for target in ("shop", "finance"):
            made = self.say("operator", f"run failover {target} --confirm {target} --comment fire")
            assert made.code == 5, made
            self.digests[made.data["id"]] = made.data["digest"]

    def allow(self, how: str) -> None:
        """Let the approver's own key sign, with these options of ssh-keygen(1)."""
        public = (self.logins.home("approver") / ".ssh" / "id_ed25519.pub").read_text()
        self.allowed.write_text(f"{self.name('approver')} {how} {public}")
        shutil.chown(self.allowed, self.name("keeper"))
        self.allowed.chmod(0o644)

    def text(self, proposal: str) -> str:
        """The text that the approver is given to sign."""
        (text,) = self.logins.tell("approver", self.state, ("t", "ToSign", {"proposal": proposal}))
        assert self.digests[proposal] in text
        return text

    def signed(self, text: str, key: str = ".ssh/id_ed25519") -> str:
        """What the approver's own ``ssh-keygen`` signs."""
        done = self.logins.run("approver", f"ssh-keygen -Y sign -n drconsole-approval -f ~/{key}", stdin=text)
        assert done.returncode == 0, done
        return done.stdout

    def approval(self, proposal: str, text: str, signature: str, **more: object) -> dict[str, object]:
        confirm = {"p1": "shop", "p2": "finance"}[proposal]
        body = {"proposal": proposal, "digest": self.digests[proposal], "confirm": confirm}
        return {**body, "text": text, "signature": signature, **more}

    def tell(self, who: str, *bodies: dict[str, object], **more: str) -> list[str]:
        asked = [(f"{who}{number}-{len(json.dumps(body))}", "Approve", body) for number, body in enumerate(bodies)]
        return self.logins.tell(who, self.state, *asked, **more)

    def stands(self) -> dict[str, tuple[str, int]]:
        rows = self.say("observer", "proposals --all").done()
        return {row["id"]: (row["state"], len(row["approvals"])) for row in rows}


@pytest.fixture
def signing(room: Room) -> Iterator[Signing]:
    yield Signing(room)


def test_what_is_forged_signed_for_something_else_or_by_a_wrong_key_approves_nothing(signing: Signing) -> None:
    text = signing.text("p1")
    good = signing.signed(text)
    forged = signing.approval("p1", text, good)
    refused: list[tuple[str, str]] = []

    def tried(who: str, code: str, body: dict[str, object], **more: str) -> None:
        assert signing.tell(who, body, **more) == [code], (who, code)
        refused.append((who, code))

    # Who says it comes from the kernel: neither a field, nor a name, nor a good signature makes another person.
    tried("operator", "no-seat", forged, told_as=signing.name("approver"))
    signing.say("keeper", f"room member add {signing.name('operator')} approver").done()
    tried("operator", "own-proposal", forged)
    tried("operator", "malformed", {**forged, "by": signing.name("approver")})
    tried("observer", "no-seat", forged)
    tried("commander", "no-seat", forged)
    # It names what it approves, and is signed for that alone.
    tried("approver", "digest-of-another", {**forged, "digest": signing.digests["p2"]})
    tried("approver", "text-of-another", signing.approval("p2", text, good))
    other = text.replace(signing.digests["p1"], signing.digests["p2"])
    tried("approver", "text-of-another", signing.approval("p1", other, signing.signed(other)))
    tried("approver", "bad-signature", signing.approval("p1", text, signing.signed(other)))
    # By a key of the approver that the owner has not allowed, and by one whose time is over.
    signing.logins.run("approver", "ssh-keygen -q -t ed25519 -N '' -f ~/other").check_returncode()
    tried("approver", "key-not-allowed", signing.approval("p1", text, signing.signed(text, "other")))
    signing.allow('valid-before="20200101"')
    tried("approver", "key-expired", forged)
    assert signing.stands() == {"p1": ("open", 0), "p2": ("open", 0)}
    assert signing.say("observer", "jobs").done() == []
    told = signing.rejected()
    for who, code in refused:
        named = (
            signing.name(who) if (who, code) != refused[0] else f"{signing.name(who)} (as {signing.name('approver')})"
        )
        assert (named, code) in told, (who, code, told)
    signing.allow("")
    assert signing.tell("approver", forged) == ["taken"], "the same, with nothing wrong"
    assert signing.stands() == {"p1": ("approved", 1), "p2": ("open", 0)}


def test_a_replayed_approval_approves_nothing_again(signing: Signing) -> None:
    text = signing.text("p1")
    body = signing.approval("p1", text, signing.signed(text))
    sent = ("one", "Approve", body)
    assert signing.logins.tell("approver", signing.state, sent) == ["taken"]
    # The same message once more is the same approval, and whoever else sends it is not its sender.
    assert signing.logins.tell("approver", signing.state, sent) == ["taken"]
    assert signing.logins.tell("observer", signing.state, sent) == ["no-seat"]
    assert signing.logins.tell("approver", signing.state, ("two", "Approve", body)) == ["approved-already"]
    assert signing.stands()["p1"] == ("approved", 1)
    job = signing.say("operator", f"{FAILOVER} --proposal p1 --wait").done()
    assert signing.logins.tell("approver", signing.state, ("three", "Approve", body)) == ["proposal-started"]
    signing.say("operator", f"{FAILOVER} --proposal p1").refused(3, "proposal-started")
    signing.say("operator", "run failover finance --confirm finance --proposal p1").refused(3, "proposal-started")
    assert [each["id"] for each in signing.say("observer", "jobs").done()] == [job["id"]]
    codes = [code for _, code in signing.rejected()]
    assert sorted(codes) == sorted(["no-seat", "approved-already", *["proposal-started"] * 3])


def test_an_approval_that_was_exported_approves_nothing_else(signing: Signing) -> None:
    text = signing.text("p1")
    body = signing.approval("p1", text, signing.signed(text))
    assert signing.tell("approver", body) == ["taken"]
    out = signing.logins.home("observer") / "out"
    (files,) = signing.say("observer", f"proposals p1 --export {shlex.quote(str(out))}").done()
    kept, signature = Path(files["text"]).read_text(), Path(files["signature"]).read_text()
    assert signing.tell("approver", signing.approval("p2", kept, signature)) == ["text-of-another"]
    assert signing.stands()["p2"] == ("open", 0)
