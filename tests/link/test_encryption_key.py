"""The encryption key's file: every form it may have, every way in which it is none, and that no text shows it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.certificates import FORMS, LATE, PASSWORD, made

from drconsole.link import encryption_key
from drconsole.link.encryption_key import LIMIT, Hidden, read, received, wire
from drconsole.link.messages import MAX_KEY
from drconsole.link.serving.validate import parse
from drconsole.link.spawn import _environment
from drconsole.link.wire import MESSAGE_LIMIT, body_of, encode
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.environment import ENCRYPTION_PASSWORD

BROKEN = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def written(folder: Path, content: bytes) -> str:
    file = folder / "key"
    file.write_bytes(content)
    return str(file)


def refused(file: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(file)
    assert (caught.value.extra["option"], caught.value.place) == ("encryption-key", file or "encryption-key")
    return caught.value


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_certificate_is_read_and_comes_over_the_wire(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "password" in form:
        monkeypatch.setenv(ENCRYPTION_PASSWORD, PASSWORD)
    key = read(written(tmp_path, made().form(form)))
    told = key.certificate
    assert (told.thumbprint, told.sha256, told.not_after) == (made().thumbprint, made().sha256, LATE)
    # The password was the file's: who receives the key needs none.
    monkeypatch.delenv(ENCRYPTION_PASSWORD, raising=False)
    body = json.loads(encode({"key": wire(key)}))
    again = received(body["key"])
    assert again.certificate == told
    assert again.secret.reveal() == key.secret.reveal()


def test_a_password_in_the_environment_does_no_harm_to_a_file_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENCRYPTION_PASSWORD, "of another file")
    assert read(written(tmp_path, made().form("pfx"))).certificate.thumbprint == made().thumbprint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"0",
        b"\x30\x03abc",
        b"a text",
        made().private,
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ],
    ids=["empty", "short", "some DER", "text", "a private key alone", "a broken PEM"],
)
def test_what_is_no_certificate_is_said_so(content: bytes, tmp_path: Path) -> None:
    assert refused(written(tmp_path, content)).code == "not-a-certificate"


def test_a_file_that_is_far_too_large_is_none(tmp_path: Path) -> None:
    assert refused(written(tmp_path, made().form("pem") + b"\n" * LIMIT)).code == "not-a-certificate"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (str(tmp_path / "none"), str(tmp_path), "", "a\0b"):
        assert refused(file).code == "encryption-key-unreadable"


@pytest.mark.parametrize(("password", "says"), [(None, "missing"), ("wrong", "not right")])
def test_a_pfx_that_does_not_open_asks_for_its_password(
    password: str | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if password is not None:
        monkeypatch.setenv(ENCRYPTION_PASSWORD, password)
    error = refused(written(tmp_path, made().form("pfx with a password")))
    assert (error.code, says in error.message, ENCRYPTION_PASSWORD in error.advice) == (
        "encryption-key-password",
        True,
        True,
    )


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        received(base64.b64encode(content).decode())
    assert caught.value.extra["option"] == caught.value.place == "encryption-key"


def test_what_goes_over_the_wire_is_shown_nowhere(tmp_path: Path) -> None:
    text = wire(read(written(tmp_path, made().form("pfx"))))
    plain = base64.b64encode(made().form("pfx")).decode()
    for shown in (repr(text), str(text), f"{text}", f"{text!r:.20}", "%s" % (text,), repr([text]), repr(text[:40])):  # noqa: UP031
        assert plain[:8] not in shown
    assert json.loads(json.dumps(text)) != "(not shown)"
    assert isinstance(text, Hidden)


@pytest.mark.parametrize("kind", ["StartJob", "Check", "Preview", "AnswerTask"])
def test_a_message_takes_a_key_of_the_largest_size_and_no_larger_one(kind: str) -> None:
    body = (
        {"job": "j", "task": "t", "outcome": "retry"}
        if kind == "AnswerTask"
        else {"operation": "failover", "target": "x"} | ({"confirm": "x"} if kind == "StartJob" else {})
    )
    largest = base64.b64encode(b"\0" * LIMIT).decode()
    assert len(largest) <= MAX_KEY < MESSAGE_LIMIT
    assert body_of(parse(kind, {**body, "encryption_key": largest}))["encryption_key"] == largest
    secret = "SECRET" * MAX_KEY
    for wrong in (secret, [secret]):
        with pytest.raises(BadInput) as caught:
            parse(kind, {**body, "encryption_key": wrong})
        assert "SECRET" not in repr(caught.value.to_json())


def test_an_engine_inherits_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENCRYPTION_PASSWORD, PASSWORD)
    assert ENCRYPTION_PASSWORD not in _environment()
    assert os.environ[ENCRYPTION_PASSWORD] == PASSWORD


@pytest.mark.parametrize("module", ["drconsole.link.client", encryption_key.__name__, "drconsole.engine.shell"])
def test_nobody_loads_cryptography_before_there_is_a_key(module: str) -> None:
    program = f"import sys, {module}; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
