"""Data encryption of a VMM cloud as the service tells it, with its fabric and with each of its items."""

from __future__ import annotations

import pytest
from support.emulated import EmulatedVault
from support.encrypted import estate
from support.simloop import SimLoop, run_sim

from drconsole.providers.azure.wire.details.machine import machine
from drconsole.providers.azure.wire.estate.sites import sites
from drconsole.recovery.types.estate.estate import Site

PRINT = "AB" * 20
FABRIC = "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationFabrics/f-1"


def fabric(kind: str, encryption: object) -> dict[str, object]:
    details = {"instanceType": kind}
    return {"id": FABRIC, "name": "f-1", "properties": {"customDetails": details, "encryptionDetails": encryption}}


def item(said: str | None) -> dict[str, object]:
    details = {"instanceType": "HyperVReplicaAzure", **({"encryption": said} if said is not None else {})}
    arm_id = f"{FABRIC}/replicationProtectionContainers/c/replicationProtectedItems/i"
    return {"id": arm_id, "name": "i", "properties": {"providerSpecificDetails": details}}


def read(kind: str, encryption: object, *said: str | None) -> Site:
    return sites([fabric(kind, encryption)], items=[machine(item(one)) for one in said]).all[0]


@pytest.mark.parametrize(
    ("encryption", "said", "thumbprint", "known"),
    [
        ({"kekState": "Enabled", "kekCertThumbprint": PRINT.lower()}, ("Enabled",), PRINT, True),
        ({"kekState": "None", "kekCertThumbprint": None}, ("Disabled", "Disabled"), None, True),
        ({"kekState": "None"}, (), None, True),
        (None, ("Disabled",), None, True),
        ({"kekState": "None"}, ("Disabled", "Enabled"), None, False),
        ({"kekState": "None"}, (None,), None, False),
        ({"kekState": "Enabled"}, ("Enabled",), None, False),
        ({"kekState": "Enabled"}, ("Disabled",), None, False),
        (None, (), None, False),
        ({}, ("",), None, False),
    ],
)
def test_encryption_is_on_off_or_not_known(
    encryption: object, said: tuple[str | None, ...], thumbprint: str | None, known: bool
) -> None:
    found = read("VMM", encryption, *said)
    assert (found.encryption_thumbprint, found.encryption_known) == (thumbprint, known)


@pytest.mark.parametrize("kind", ["HyperVSite", "VMware", "Azure"])
def test_only_a_vmm_cloud_can_be_encrypted(kind: str) -> None:
    found = read(kind, None, None)
    assert (found.encryption_thumbprint, found.encryption_known) == (None, True)


def test_the_emulator_tells_the_certificate_of_an_encrypted_cloud() -> None:
    loop = SimLoop()
    vault = EmulatedVault.of(estate(PRINT), loop.wall)

    async def look() -> dict[str, tuple[str | None, bool]]:
        provider = vault.open()
        await provider.open()
        found = (await provider.inventory(None)).sites
        await provider.close()
        return {site.name: (site.encryption_thumbprint, site.encryption_known) for site in found}

    found = run_sim(look(), loop)
    assert found["vault"] == (PRINT, True)
    assert found["barn"] == (None, True)
