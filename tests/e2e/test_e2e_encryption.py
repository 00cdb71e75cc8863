"""The encryption key through the command line: what it says to each file, and that nothing of the key is ever kept."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

import pytest
from e2e_state import Place
from support.certificates import PASSWORD, PAST, Made, made
from support.encrypted import document

from drconsole.settings.environment import ENCRYPTION_PASSWORD

pytest_plugins = ["e2e_fixtures"]

FIXTURES = Path(__file__).parents[2] / "fixtures"
MARK = f"MARK{secrets.token_hex(8)}"
"""Stands in the certificate's name: wherever the certificate was written, it can be found."""
THE_KEY, EXPIRED, ANOTHER = made(MARK), made("expired", PAST), made("another")


def loaded(place: Place, grain: str = "step", key: Made = THE_KEY) -> None:
    file = place.folder / "sealed.yaml"
    file.write_text(document(key.thumbprint))
    place.load(file, grain)


def file(place: Place, key: Made, form: str = "pfx") -> str:
    path = place.folder / f"{form.replace(' ', '-')}-{key.thumbprint[:6]}"
    path.write_bytes(key.form(form))
    return str(path)


def traces(key: Made) -> list[bytes]:
    """What the key would leave wherever it was written: its name, its bytes and their base64, however cut."""
    found = [MARK.encode(), THE_KEY.private.splitlines()[1]]
    for form in ("der", "pem", "pfx"):
        content = key.form(form)
        for start in (40, 41, 42, 140, 141, 142):
            found += [base64.b64encode(content[start : start + 60])[4:60], content[start : start + 40].hex().encode()]
        found.append(content[40:80])
    number = key.key.private_numbers().private_value.to_bytes(32, "big")
    found += [number, number.hex().encode(), *(base64.b64encode(number[at:])[2:38] for at in range(3))]
    return [MARK.encode(), *found, base64.b64encode(MARK.encode())[4:16], MARK.encode().hex().encode()]


def everything(place: Place, *more: Path) -> dict[str, bytes]:
    """Every file below the state's folder, and beside its socket."""
    folders = {place.state, place.paths.socket.parent, *more}
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files}


def kept(place: Place) -> list[tuple[str, bytes]]:
    keys = {file(place, THE_KEY, form) for form in ("pem", "pfx")}
    wanted, found = traces(THE_KEY), []
    for name, content in everything(place).items():
        if name not in keys:
            in_one_line = content.replace(b"\\n", b"").replace(b"\n", b"")
            found += [(name, trace) for trace in wanted if trace in content or trace in in_one_line]
    return found


@pytest.mark.parametrize("grain", ["step", "plan"])
def test_from_check_to_the_end_of_the_run_with_each_kind_of_file(place: Place, grain: str) -> None:
    loaded(place, grain)
    place.start()
    run = ("run", "failover", "plan:sealed", "--confirm", "sealed")
    missing = place.say(*run).refused(3, "not-ready")
    assert [finding["id"] for finding in missing["findings"]] == ["encryption-key-missing"]
    assert "--encryption-key FILE" in missing["advice"]
    wrong = place.say(*run, "--encryption-key", file(place, ANOTHER, "pem")).refused(3, "not-ready")
    assert [finding["id"] for finding in wrong["findings"]] == ["encryption-key-wrong"]
    junk = place.folder / "junk"
    junk.write_text("no certificate")
    for name, code in ((str(junk), "not-a-certificate"), (str(place.folder / "none"), "encryption-key-unreadable")):
        for words in (("check", "failover", "plan:sealed"), ("preview", "failover", "plan:sealed"), run):
            error = place.say(*words, "--encryption-key", name).refused(2, code)
            assert error["place"] == f"--encryption-key {name}"
    locked = file(place, THE_KEY, "pfx with a password")
    place.say(*run, "--encryption-key", locked).refused(2, "encryption-key-password")
    assert place.say("jobs").done() == []

    with_password = {ENCRYPTION_PASSWORD: PASSWORD}
    told = place.say("check", "failover", "plan:sealed", "--encryption-key", locked, env=with_password).answered()
    assert (told["ready"], told["encryption_key"]["given"]) == (True, True)
    shown = place.say("preview", "failover", "plan:sealed", "--encryption-key", file(place, THE_KEY)).done()
    told = {"needed": True, "thumbprint": THE_KEY.thumbprint, "certificate": "safe 7, Oslo", "given": True}
    assert shown["encryption_key"] == told
    place.say(*run, "--digest", shown["digest"]).refused(3, "encryption-key-missing")
    job = place.say(*run, "--digest", shown["digest"], "--encryption-key", file(place, THE_KEY, "pem"), "--wait").done()
    assert job["state"] == "Succeeded"
    assert job["options"]["encryption_key"] == THE_KEY.thumbprint


def test_an_expired_certificate_is_refused(place: Place) -> None:
    loaded(place, key=EXPIRED)
    place.start()
    words = ("run", "test-failover", "item:s1", "--confirm", "s1", "--encryption-key", file(place, EXPIRED))
    error = place.say(*words).refused(3, "not-ready")
    assert [finding["id"] for finding in error["findings"]] == ["encryption-key-expired"]


def test_a_key_for_what_is_not_encrypted_is_a_wrong_word(place: Place) -> None:
    loaded(place)
    place.start()
    key = ("--encryption-key", file(place, THE_KEY))
    place.say("preview", "failover", "plan:open", *key).refused(2, "encryption-key-not-needed")
    place.say("check", "commit", "plan:sealed", *key).refused(2, "encryption-key-not-taken")


def test_the_bundled_bank_fails_over_with_its_bundled_certificate(place: Place) -> None:
    place.load("woodgrove")
    place.start()
    key = ("--encryption-key", str(FIXTURES / "certificates" / "woodgrove.cer"))
    done = place.say("run", "failover", "branches", "--confirm", "branches", *key, "--wait").done()
    assert done["state"] == "Succeeded"
    late = ("--encryption-key", str(FIXTURES / "certificates" / "woodgrove-2021.cer"))
    error = place.say("run", "failover", "vault", "--confirm", "vault", *late).refused(3)
    assert [finding["id"] for finding in error["findings"]] == ["encryption-key-expired"]


def _suspended(place: Place, job: str) -> dict[str, Any]:
    def waits() -> dict[str, Any] | None:
        row = place.job(job)
        return row if row["waits_for"] else None

    found: dict[str, Any] = place.until(waits, "the job waits for its key")
    return found


@pytest.mark.parametrize("form", ["pem", "pfx"])
def test_nothing_of_the_key_is_kept_through_a_death_and_a_second_giving(place: Place, form: str) -> None:
    """A real engine is killed with the key in its memory; then the state's folder is searched for it, while the next
    engine waits for the key, after it was given again, and after the job's end."""
    loaded(place)
    place.start("1")
    key = ("--encryption-key", file(place, THE_KEY, form))
    job = place.say("run", "failover", "plan:sealed", "--confirm", "sealed", *key).done()["id"]
    place.say("preview", "failover", "item:s1", *key)
    place.kill()
    assert kept(place) == []

    place.start("max", env={ENCRYPTION_PASSWORD: PASSWORD})
    row = _suspended(place, job)
    assert (row["state"], row["state_description"]) == ("Suspended", "WaitingForEncryptionKey")
    assert "must be given again" in row["waits_for"][0]["why"]
    waited = place.say("status").done()["needs_a_person"]
    assert {one["state_description"] for one in waited} == {"WaitingForEncryptionKey"}
    task = row["waits_for"][0]["task"]
    answer = ("job", "answer", job, task, "--outcome", "retry", "--comment", "from the safe")
    place.say(*answer).refused(3, "encryption-key-missing")
    place.say(*answer, "--encryption-key", file(place, ANOTHER)).refused(3, "encryption-key-wrong")
    place.say(*answer, "--encryption-key", str(place.folder / "none")).refused(2, "encryption-key-unreadable")
    assert kept(place) == []
    place.say(*answer, *key).done()
    assert kept(place) == []
    ended = place.until(lambda: (row := place.job(job))["ended_at"] and row, "the job ends")
    assert ended["state"] == "Succeeded"
    place.say("engine", "stop").done()
    assert kept(place) == []
    assert THE_KEY.thumbprint.encode() in b"".join(everything(place).values())


def test_the_search_finds_a_key_that_was_kept(place: Place) -> None:
    loaded(place)
    for content in (
        THE_KEY.form("der"),
        THE_KEY.form("pem"),
        THE_KEY.form("pfx"),
        base64.b64encode(THE_KEY.form("pem")),
        json.dumps(THE_KEY.form("pem").decode()).encode(),
        base64.b64encode(THE_KEY.form("pfx")),
        b"x" + base64.b64encode(b"yz" + THE_KEY.form("der")),
        THE_KEY.private,
    ):
        leak = place.state / "leak"
        leak.write_bytes(content)
        assert kept(place), content[:40]
        leak.unlink()


def test_the_process_of_an_engine_holds_no_password(place: Place) -> None:
    loaded(place)
    pid = place.start(env={ENCRYPTION_PASSWORD: PASSWORD})
    environment = Path(f"/proc/{pid}/environ")
    if os.access(environment, os.R_OK):
        assert PASSWORD.encode() not in environment.read_bytes()


def test_an_engine_in_the_foreground_holds_no_password_either(place: Place) -> None:
    loaded(place)
    engine = place.begin("engine", "run", env={ENCRYPTION_PASSWORD: PASSWORD})
    place.until(lambda: place.say("engine", "status").done()["running"], "it answers")
    pid = place.say("engine", "status").done()["pid"]
    assert pid == engine.pid, "the process that was started is the engine"
    environment = Path(f"/proc/{pid}/environ")
    if os.access(environment, os.R_OK):
        assert PASSWORD.encode() not in environment.read_bytes()
    place.say("engine", "stop").done()
    assert place.finish(engine).code == 0
