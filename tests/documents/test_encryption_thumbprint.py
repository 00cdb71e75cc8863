"""An estate's document says that data encryption is on in a VMM cloud, and with which certificate."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.certificates import made
from support.encrypted import document

from drconsole.documents.estate import DocumentFaults, load_estate, parse_estate, schema
from drconsole.link.encryption_key import read

FIXTURES = Path(__file__).parents[2] / "fixtures"
PRINT = made().thumbprint


def thumbprint_of(said: str) -> str | None:
    estate = parse_estate(document(said), "sealed.yaml", None)
    return next(site for site in estate.sites if site.name == "vault").encryption_thumbprint


@pytest.mark.parametrize(
    "said",
    [
        PRINT,
        PRINT.lower(),
        " ".join(PRINT[at : at + 2] for at in range(0, 40, 2)),
        ":".join(PRINT[at : at + 2] for at in range(0, 40, 2)).lower(),
        "\u200e" + PRINT,
    ],
    ids=["plain", "small", "blanks", "colons", "copied from the certificate window"],
)
def test_a_thumbprint_is_taken_as_windows_shows_it(said: str) -> None:
    assert thumbprint_of(said) == PRINT


def test_sha256_is_taken_too_and_unsaid_means_off() -> None:
    assert thumbprint_of(made().sha256) == made().sha256
    estate = parse_estate(document(), "sealed.yaml", None)
    assert {site.name for site in estate.sites if site.encryption_thumbprint is None} == {"barn", "cloud"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (f'"{"A" * 39}"', "not a certificate's thumbprint"),
        (f'"{"A" * 39}X"', "not a certificate's thumbprint"),
        ('""', "not a certificate's thumbprint"),
        ("12345", "without quotes is a number"),
        ("true", "text is expected"),
    ],
)
def test_what_is_no_thumbprint_is_a_fault_at_its_place(wrong: str, says: str) -> None:
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(document().replace(f'"{PRINT}"', wrong, 1), "sealed.yaml", None)
    fault = caught.value.faults[0]
    assert fault.path == "sites[0].encryption_thumbprint"
    assert says in fault.message
    assert fault.line == next(n for n, line in enumerate(document().splitlines(), 1) if "encryption_thumbprint" in line)


def test_a_site_that_is_no_vmm_server_has_no_encryption() -> None:
    text = document().replace("kind: hyperv-site}", f'kind: hyperv-site, encryption_thumbprint: "{PRINT}"}}')
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "sealed.yaml", None)
    fault = caught.value.faults[0]
    assert (fault.path, fault.right) == ("sites[1].encryption_thumbprint", "Only vmm sites have")


def test_where_a_certificate_is_kept_is_said_of_a_site_that_has_one() -> None:
    (vault,) = [site for site in parse_estate(document(), "sealed.yaml", None).sites if site.encryption_thumbprint]
    assert vault.encryption_certificate == "safe 7, Oslo"
    text = document().replace("kind: hyperv-site}", "kind: hyperv-site, encryption_certificate: there}")
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "sealed.yaml", None)
    fault = caught.value.faults[0]
    assert (fault.path, fault.message) == ("sites[1].encryption_certificate", "the site 'barn' has no data encryption")


def test_the_schema_knows_it() -> None:
    assert "encryption_thumbprint" in schema()["$defs"]["SiteEntry"]["properties"]


@pytest.mark.parametrize(("site", "file"), [("Zurich", "woodgrove.cer"), ("Geneva", "woodgrove-2021.cer")])
def test_the_bundled_certificates_are_those_of_the_bundled_estate(site: str, file: str) -> None:
    estate = load_estate(FIXTURES / "estates" / "woodgrove.yaml")
    certificate = read(str(FIXTURES / "certificates" / file)).certificate
    found = next(one for one in estate.sites if one.name == site)
    assert found.encryption_thumbprint == certificate.thumbprint
    assert (certificate.not_after > estate.starts_at) == (site == "Zurich")
