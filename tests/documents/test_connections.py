"""Connections written by people: each fault is told with file, line and path, and nothing real goes astray."""

from __future__ import annotations

from pathlib import Path

import pytest

from drconsole.documents.connection.definition import Cloud, SignIn
from drconsole.documents.connection.load import load_connection, parse_connection, schema
from drconsole.documents.faults import DocumentFaults
from drconsole.providers.azure.opening import is_emulator

WHOLE = """\
subscription: "12345678-1234-1234-1234-1234567890AB"
resource_group: dr-rg
vault: contoso-dr
authentication:
  kind: cli
"""
EMULATED = WHOLE.replace("kind: cli", "kind: emulator") + "cloud: custom\nendpoint: https://127.0.0.1:8443/\n"


def fault_of(text: str, base: Path | None = None) -> tuple[int, str, str]:
    with pytest.raises(DocumentFaults) as caught:
        parse_connection(text, "vault.yaml", base)
    (first, *_) = caught.value.faults
    return first.line, first.path, f"{first.message}. {first.right}"


def test_what_is_left_out_is_the_cautious_choice() -> None:
    found = parse_connection(WHOLE, "vault.yaml", None)
    assert found.read_only
    assert (found.cloud, found.endpoint) == (Cloud.PUBLIC, "https://management.azure.com")
    assert found.scope == "https://management.azure.com/.default"
    assert found.subscription == "12345678-1234-1234-1234-1234567890ab"
    assert (found.name, found.plans, found.authentication.kind) == ("contoso-dr", (), SignIn.CLI)
    assert not is_emulator(found)


@pytest.mark.parametrize(
    ("cloud", "endpoint"),
    [("usgov", "https://management.usgovcloudapi.net"), ("china", "https://management.chinacloudapi.cn")],
)
def test_a_cloud_has_its_own_endpoint_and_scope(cloud: str, endpoint: str) -> None:
    found = parse_connection(f"{WHOLE}cloud: {cloud}\n", "vault.yaml", None)
    assert (found.endpoint, found.scope) == (endpoint, f"{endpoint}/.default")


def test_an_emulator_is_known_by_its_endpoint() -> None:
    found = parse_connection(EMULATED, "vault.yaml", None)
    assert is_emulator(found)
    assert found.endpoint == "https://127.0.0.1:8443"


@pytest.mark.parametrize(
    "host",
    [
        "https://127.0.0.1:8443",
        "http://localhost:80",
        "https://[::1]:8443",
        "https://127.1:8443",
        "https://[::ffff:127.0.0.1]",
    ],
)
def test_a_real_sign_in_never_goes_to_this_machine(host: str) -> None:
    line, path, said = fault_of(EMULATED.replace("https://127.0.0.1:8443/", host).replace("emulator", "cli"))
    assert (line, path) == (5, "authentication.kind")
    assert "never goes to an emulator" in said


@pytest.mark.parametrize("extra", ["", "cloud: custom\nendpoint: https://127.0.0.1.example.com\n"])
def test_the_made_up_sign_in_never_leaves_this_machine(extra: str) -> None:
    line, _, said = fault_of(WHOLE.replace("kind: cli", "kind: emulator") + extra)
    assert line == 5
    assert "never leaves this machine" in said


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (("vault: contoso-dr", "vault: 7"), (3, "vault"), "7 without quotes is a number"),
        (("vault: contoso-dr", "vault: -x"), (3, "vault"), "not a vault's name"),
        (("12345678-", "1234567-"), (1, "subscription"), "not an id of this form"),
        (("resource_group: dr-rg", "resource_group: dr-rg."), (2, "resource_group"), "not a resource group's name"),
        (("kind: cli", "kind: cly"), (5, "authentication.kind"), "'cly' is not known here. Did you mean cli"),
        (("vault: contoso-dr\n", ""), (1, "vault"), "'vault' is missing"),
        (("vault:", "read-only: true\nvault:"), (3, "read-only"), "unknown key 'read-only'. Did you mean read_only"),
        (("kind: cli", "kind: service-principal"), (4, "authentication"), "a service principal needs a tenant"),
        (("kind: cli", "kind: cli\n  certificate: a.pem"), (6, "authentication.certificate"), "uses no certificate"),
        (("vault:", "endpoint: https://x.example\nvault:"), (3, "endpoint"), "cloud public has its own endpoint"),
        (("vault:", "cloud: custom\nvault:"), (3, "cloud"), "needs an endpoint"),
    ],
)
def test_each_fault_is_told_with_its_place(change: tuple[str, str], place: tuple[int, str], words: str) -> None:
    line, path, said = fault_of(WHOLE.replace(*change))
    assert (line, path) == place
    assert words in said


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("http://management.example.com", "http sends a token for everybody to read"),
        ("management.example.com", "is not a URL"),
        ("https://a:b@example.com", "more than a host and a port"),
        ("https://example.com/path", "more than a host and a port"),
        ("https://example.com:99999", "is not a URL"),
        ("ftp://example.com", "is not a URL"),
    ],
)
def test_an_endpoint_is_https_a_host_and_a_port(endpoint: str, words: str) -> None:
    line, path, said = fault_of(f"{WHOLE}cloud: custom\nendpoint: {endpoint}\n")
    assert (line, path) == (7, "endpoint")
    assert words in said


def test_a_certificate_lies_beside_its_document(tmp_path: Path) -> None:
    text = WHOLE.replace(
        "kind: cli",
        'kind: service-principal\n  tenant: contoso.onmicrosoft.com\n  client: "12345678-1234-1234-1234-1234567890ab"\n'
        "  certificate: sp.pem",
    )
    document = tmp_path / "vault.yaml"
    document.write_text(text)
    with pytest.raises(DocumentFaults) as caught:
        load_connection(document)
    assert caught.value.faults[0].line == 8
    assert "there is no file 'sp.pem'" in caught.value.message
    (tmp_path / "sp.pem").write_text("certificate")
    assert load_connection(document).authentication.certificate == str(tmp_path / "sp.pem")


def test_an_empty_document_and_none_at_all_are_said_as_such(tmp_path: Path) -> None:
    assert "Begin with `subscription:`" in fault_of("")[2]
    with pytest.raises(DocumentFaults) as caught:
        load_connection(tmp_path / "none.yaml")
    assert caught.value.advice == "Name a connection document"


def test_the_schema_has_every_key() -> None:
    found = schema()
    assert set(found["properties"]) >= {"cloud", "subscription", "vault", "authentication", "read_only", "plans"}
    assert found["properties"]["read_only"]["default"] is True
