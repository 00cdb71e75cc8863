"""The emulator as people start it: a process with TLS on this machine's own address, and the files it writes."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from clients.running import Running, emulator
from cryptography import x509
from support.patience import PATIENCE

from drconsole.documents.connection.load import load_connection
from drconsole.emulator.shell.server import Server
from drconsole.providers.azure.opening import is_emulator
from drconsole.recovery.types.work.errors import BadInput

pytestmark = pytest.mark.slow


def path_of(running: Running, rest: str) -> str:
    said = running.told["environment"]
    group = f"/subscriptions/{said['EMULATOR_SUBSCRIPTION']}/resourceGroups/{said['EMULATOR_RESOURCE_GROUP']}"
    return f"{group}/providers/Microsoft.RecoveryServices/vaults/{said['EMULATOR_VAULT']}/{rest}?api-version=2025-08-01"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_leaves_no_file(number: int) -> None:
    with emulator() as running:
        assert set(running.told) == {"url", "ca_file", "connect_file", "environment"}
        folder = Path(running.told["ca_file"]).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert sorted(one.name for one in folder.iterdir()) == ["ca.pem", "connect.yaml"]
        assert b"PRIVATE" not in Path(running.told["ca_file"]).read_bytes()
        assert len(running.ask(path_of(running, "replicationRecoveryPlans"))["value"]) == 7
        assert running.end(number) == 0
        assert not folder.exists()


def test_its_connection_document_is_one_and_leads_to_an_emulator(tmp_path: Path) -> None:
    wanted = tmp_path / "emulator.yaml"
    with emulator("--connect-file", str(wanted)) as running:
        assert running.told["connect_file"] == str(wanted)
        found = load_connection(wanted)
        assert is_emulator(found)
        assert (found.endpoint, found.vault, found.read_only) == (running.url, "circles", False)
        assert Path(found.ca_file).is_file()
        running.end()
    assert wanted.is_file()
    with emulator("--connect-file", str(wanted)) as again:
        assert load_connection(wanted).endpoint == again.url


def test_it_writes_over_no_file_that_is_not_its_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("mine: true\n")
    code, error = refused("--connect-file", str(mine))
    assert (code, error["code"]) == (2, "file-exists")
    assert mine.read_text() == "mine: true\n"
    code, error = refused("--connect-file", str(tmp_path / "none" / "x.yaml"))
    assert (code, error["code"]) == (2, "no-folder")


def test_a_port_in_use_and_a_wrong_estate_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, error = refused("--port", str(taken.getsockname()[1]))
        assert (code, error["code"], error["place"]) == (2, "port-in-use", "--port")
    assert refused(estate="nowhere")[1]["code"] == "no-such-estate"
    assert refused("--speed", "fast")[1]["code"] == "bad-speed"


def refused(*words: str, estate: str = "circles") -> tuple[int, dict[str, str]]:
    command = [sys.executable, "-m", "drconsole", "emulate", estate, "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, json.loads(done.stdout or done.stderr)["error"]


def test_only_this_machine_reaches_it_and_by_its_own_names() -> None:
    with emulator() as running:
        port = int(running.url.rpartition(":")[2])
        for address in own_addresses():
            with pytest.raises(OSError, match=r"refused|timed out"):
                socket.create_connection((address, port), timeout=2).close()
        certificate = x509.load_pem_x509_certificate(Path(running.told["ca_file"]).read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
        assert names.get_values_for_type(x509.DNSName) == ["localhost"]
        with pytest.raises(urllib.error.HTTPError) as caught:
            running.ask("/_emulator/clock", host="evil.example")
        assert caught.value.code == 421
        with pytest.raises(urllib.error.URLError, match="certificate"):
            urllib.request.urlopen(f"{running.url}/_emulator/clock", context=ssl.create_default_context())


def own_addresses() -> list[str]:
    """Addresses of this machine beside its loopback; none where it has no other."""
    try:
        found = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
    return [one for one in found if not one.startswith("127.")]


async def test_any_other_address_is_refused() -> None:
    server = Server(None, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))  # type: ignore[arg-type]  # refused before both
    for host in ("0.0.0.0", "::", "192.0.2.1"):  # what must not be listened at
        with pytest.raises(BadInput, match=r"127\.0\.0\.1 alone"):
            await server.start(0, host)


def test_what_goes_wrong_on_the_way_is_seen_by_a_client() -> None:
    with emulator() as running:
        with pytest.raises(urllib.error.HTTPError) as caught:
            running.ask(path_of(running, "replicationFabrics"), authorization="")
        assert caught.value.code == 401
        for body in (b"not json", b"[1]"):
            request = urllib.request.Request(f"{running.url}/_emulator/clock", body, method="POST")
            trusted = ssl.create_default_context(cafile=running.told["ca_file"])
            request.add_header("content-type", "application/json")
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(request, context=trusted)
            assert caught.value.code == 400
        running.ask("/_emulator/faults", {"kind": "http-disconnect", "params": {"path": "replicationFabrics"}})
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            running.ask(path_of(running, "replicationFabrics"))
        assert running.ask(path_of(running, "replicationFabrics"))["value"]


def test_curl_s_way_of_sending_json_is_understood() -> None:
    with emulator() as running:
        said = {"content-type": "application/x-www-form-urlencoded"}
        assert running.ask("/_emulator/clock", {"speed": 60}, "POST", **said)["speed"] == 60


def test_a_jumping_clock_takes_a_job_to_its_end_and_then_stands_still() -> None:
    with emulator("--speed", "max") as running:
        forward = {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": [{"instanceType": "A2A"}]}
        plan = path_of(running, "replicationRecoveryPlans/regions/unplannedFailover")
        request = urllib.request.Request(
            running.url + plan, json.dumps({"properties": forward}).encode(), {"authorization": "Bearer any"}
        )
        trusted = ssl.create_default_context(cafile=running.told["ca_file"])
        with urllib.request.urlopen(request, context=trusted) as answer:
            assert answer.status == 202
            assert answer.headers["Retry-After"] == "1"
            where = answer.headers["Azure-AsyncOperation"].removeprefix(running.url)
        for _ in range(600):
            if (status := running.ask(where)["status"]) not in ("NotStarted", "InProgress"):
                break
        assert status == "Succeeded"
        stood = running.ask("/_emulator/clock")["now"]
        assert running.ask("/_emulator/clock")["now"] == stood


WAITS = """
import ssl, sys, urllib.request
body = b'{"properties": {"failoverDirection": "PrimaryToRecovery"}}'
request = urllib.request.Request(sys.argv[1], body, {"authorization": "Bearer any", "content-type": "application/json"})
urllib.request.urlopen(request, context=ssl.create_default_context(cafile=sys.argv[2]))
"""


def test_a_client_that_waits_for_ever_does_not_keep_it_from_ending() -> None:
    with emulator() as running:
        silent = {"kind": "late-landing", "item": "app-db", "params": {"seconds": 5, "answer": "never"}}
        running.ask("/_emulator/faults", silent)
        items = running.ask(path_of(running, "replicationProtectedItems"))["value"]
        item = next(one for one in items if one["name"] == "app-db")
        address = f"{running.url}{item['id']}/unplannedFailover?api-version=2025-08-01"
        command = [sys.executable, "-c", WAITS, address, running.told["ca_file"]]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as client:
            with pytest.raises(subprocess.TimeoutExpired):
                client.wait(2)
            assert running.end() == 0
