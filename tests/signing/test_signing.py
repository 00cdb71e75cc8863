"""Signing with a person's key and checking against the allowed signers: real keys, the real ``ssh-keygen``."""

from __future__ import annotations

import base64
import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ssh_keys import allow, make_key, needs_ssh_keygen

from drconsole.signing.checking import Signer, check
from drconsole.signing.results import Namespace, NotSigned, Signed, SignFault, Verdict
from drconsole.signing.signing import sign
from drconsole.signing.sshsig import FIRST_LINE, LAST_LINE, describe

pytestmark = needs_ssh_keygen
TEXT = b"failover of plan shop, digest 4f1c\n"


@dataclass
class Keys:
    """Keys of two people, and the file that allows alice's."""

    alice: Path
    bob: Path
    locked: Path
    allowed: Path

    @property
    def signer(self) -> Signer:
        return Signer("alice", self.allowed)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    alice, bob = make_key(folder / "alice"), make_key(folder / "bob")
    return Keys(alice, bob, make_key(folder / "locked", "a secret"), allow(folder / "allowed", "alice", alice))


@pytest.fixture(scope="module")
def signed(keys: Keys) -> Signed:
    return made(keys.alice)


def made(key: Path, namespace: Namespace = Namespace.APPROVAL) -> Signed:
    found = sign(TEXT, key, namespace)
    assert isinstance(found, Signed), found
    return found


def refused(key: Path, **how: float) -> NotSigned:
    found = sign(TEXT, key, Namespace.APPROVAL, **how)
    assert isinstance(found, NotSigned)
    return found


def test_a_signature_by_an_allowed_key_is_good_and_says_whose(keys: Keys, signed: Signed):
    found = check(TEXT, signed.signature, Namespace.APPROVAL, keys.signer)
    assert (found.verdict, found.principal, found.fingerprint) == (Verdict.GOOD, "alice", signed.fingerprint)
    told = subprocess.run(["ssh-keygen", "-l", "-f", keys.alice], capture_output=True, text=True, check=True).stdout
    assert signed.fingerprint == told.split()[1]


def test_ssh_keygen_alone_comes_to_the_same_verdict(keys: Keys, signed: Signed, tmp_path: Path):
    file = tmp_path / "text.sig"
    file.write_text(signed.signature)
    words = ["ssh-keygen", "-Y", "verify", "-f", keys.allowed, "-I", "alice", "-n", "drconsole-approval", "-s", file]
    assert subprocess.run(words, input=TEXT, capture_output=True, check=False).returncode == 0
    assert subprocess.run(words, input=TEXT + b"x", capture_output=True, check=False).returncode != 0


def test_what_is_not_good_is_told_apart(keys: Keys, signed: Signed, tmp_path: Path):
    by_bob, report = made(keys.bob), made(keys.alice, Namespace.REPORT)
    elsewhere = allow(tmp_path / "elsewhere", "alice", keys.alice, 'namespaces="git"')
    past = allow(tmp_path / "past", "alice", keys.alice, 'valid-before="20200101"')
    future = allow(tmp_path / "future", "alice", keys.alice, 'valid-after="20990101"')
    open_to_all = allow(tmp_path / "open", "alice", keys.alice)
    open_to_all.chmod(0o666)
    found = {
        "changed text": check(TEXT + b" ", signed.signature, Namespace.APPROVAL, keys.signer),
        "other key": check(TEXT, by_bob.signature, Namespace.APPROVAL, keys.signer),
        "other person": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("bob", keys.allowed)),
        "other purpose": check(TEXT, report.signature, Namespace.APPROVAL, keys.signer),
        "not for this": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", elsewhere)),
        "past": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", past)),
        "future": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", future)),
        "no file": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", tmp_path / "none")),
        "folder": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", tmp_path)),
        "open to all": check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", open_to_all)),
        "no signature": check(TEXT, "good, says alice", Namespace.APPROVAL, keys.signer),
    }
    assert {name: one.verdict for name, one in found.items()} == {
        "changed text": Verdict.BAD,
        "other key": Verdict.NOT_ALLOWED,
        "other person": Verdict.NOT_ALLOWED,
        "other purpose": Verdict.OTHER_NAMESPACE,
        "not for this": Verdict.NOT_ALLOWED,
        "past": Verdict.EXPIRED,
        "future": Verdict.EXPIRED,
        "no file": Verdict.NO_SIGNERS,
        "folder": Verdict.NO_SIGNERS,
        "open to all": Verdict.NO_SIGNERS,
        "no signature": Verdict.NO_SIGNATURE,
    }
    assert all(one.why and not one.principal for one in found.values())


def test_a_key_that_ran_out_was_good_at_its_time(keys: Keys, signed: Signed, tmp_path: Path):
    past = allow(tmp_path / "past", "alice", keys.alice, 'valid-before="20200101"')
    then = Signer("alice", past, datetime(2019, 12, 1, tzinfo=UTC))
    assert check(TEXT, signed.signature, Namespace.APPROVAL, then).good


def test_an_expired_line_does_not_hide_a_good_one_nor_a_key_that_is_not_allowed(
    keys: Keys, signed: Signed, tmp_path: Path
):
    both = allow(tmp_path / "both", "alice", keys.alice, 'valid-before="20200101"')
    other = made(keys.bob).signature
    assert check(TEXT, other, Namespace.APPROVAL, Signer("alice", both)).verdict is Verdict.NOT_ALLOWED
    allow(both, "alice", keys.alice)
    assert check(TEXT, signed.signature, Namespace.APPROVAL, Signer("alice", both)).good


def test_a_signature_put_into_another_namespace_is_bad(keys: Keys, signed: Signed):
    """Its namespace is part of what is signed: who rewrites it in the blob breaks it."""
    body = "".join(signed.signature.split("\n")[1:-2])
    blob = base64.b64decode(body).replace(b"\x12drconsole-approval", b"\x10drconsole-report")
    forged = f"{FIRST_LINE}\n{base64.b64encode(blob).decode()}\n{LAST_LINE}\n"
    assert check(TEXT, forged, Namespace.REPORT, keys.signer).verdict is Verdict.BAD


def test_without_a_signer_only_the_text_is_checked(keys: Keys):
    by_bob = made(keys.bob)
    found = check(TEXT, by_bob.signature, Namespace.APPROVAL)
    assert found.good
    assert found.principal == ""


def test_a_key_of_an_agent_signs(keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    public = tmp_path / "alice.pub"
    public.write_text(keys.alice.with_name("alice.pub").read_text())
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    assert refused(public).fault is SignFault.NO_KEY
    socket = str(tmp_path / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL) as agent:
        try:
            monkeypatch.setenv("SSH_AUTH_SOCK", socket)
            while not os.path.exists(socket):
                assert agent.poll() is None
            subprocess.run(["ssh-add", "-q", keys.alice], check=True, stderr=subprocess.DEVNULL)
            assert check(TEXT, made(public).signature, Namespace.APPROVAL, keys.signer).good
        finally:
            agent.terminate()


def test_why_there_is_no_signature(keys: Keys, tmp_path: Path):
    no_key = tmp_path / "text"
    no_key.write_text("no key")
    no_key.chmod(0o600)
    too_open = tmp_path / "open"
    too_open.write_bytes(keys.alice.read_bytes())
    too_open.chmod(0o644)
    found = {path.name: refused(path) for path in (tmp_path / "none", no_key, too_open, keys.locked)}
    assert {name: one.fault for name, one in found.items()} == {
        "none": SignFault.NO_KEY,
        "text": SignFault.NO_KEY,
        "open": SignFault.NO_KEY,
        "locked": SignFault.LOCKED,
    }
    assert "open to other users" in found["open"].why
    assert "ssh-add" in found["locked"].advice


def test_a_passphrase_is_asked_for_at_the_terminal(keys: Keys):
    program = (
        "import sys; from pathlib import Path; from drconsole.signing import signing\n"
        "print('made', type(signing.sign(b'x', Path(sys.argv[1]), 'drconsole-report', may_ask=True)).__name__, 'end')"
    )
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", program, str(keys.locked)])
    shown = b""
    try:
        while b"end" not in shown:
            shown += os.read(terminal, 1024)
            if shown.endswith(b"passphrase: "):
                os.write(terminal, b"a secret\n")
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    assert b"made Signed" in shown
    assert b"a secret" not in shown


@pytest.mark.parametrize(
    ("program", "sign_fault", "verdict"),
    [(None, SignFault.NO_PROGRAM, Verdict.NO_PROGRAM), ("sleep 60", SignFault.TIMED_OUT, Verdict.TIMED_OUT)],
)
def test_without_ssh_keygen_or_with_one_that_hangs_nothing_is_good(
    keys: Keys,
    signed: Signed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str | None,
    sign_fault: SignFault,
    verdict: Verdict,
):
    if program:
        (tmp_path / "ssh-keygen").write_text(f"#!/bin/sh\nexec {program}\n")
        (tmp_path / "ssh-keygen").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if program else str(tmp_path))
    assert refused(keys.alice, seconds=0.2).fault is sign_fault
    assert check(TEXT, signed.signature, Namespace.APPROVAL, keys.signer, seconds=0.2).verdict is verdict


def framed(raw: bytes) -> str:
    return f"{FIRST_LINE}\n{base64.b64encode(b'SSHSIG' + raw).decode()}\n{LAST_LINE}\n"


@given(st.text(max_size=200) | st.binary(max_size=200).map(framed))
def test_what_is_no_signature_says_nothing(text: str):
    assert describe(text) is None
