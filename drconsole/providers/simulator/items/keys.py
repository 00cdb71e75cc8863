"""The certificate that a request brings, as the service looks at it: does it open this cloud's data?

The content is looked at when the request comes, and what is kept of it is its thumbprints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.service.problems import problem
from drconsole.providers.simulator.state.rows.rows import Run, TaskErrorRow
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.words import Direction, Scenario
from drconsole.recovery.types.work.secret import Secret

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from drconsole.providers.simulator.state.world import World


def thumbprints(secret: Secret | None) -> list[str]:
    """SHA-1 and SHA-256 of the certificate; empty = there is none, or nothing that could be read as one."""
    if secret is None:
        return []
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    found = _certificate(secret.reveal())
    return [] if found is None else [found.fingerprint(kind).hex().upper() for kind in (SHA1(), SHA256())]  # noqa: S303


def _certificate(content: bytes) -> Certificate | None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        if b"-----BEGIN CERTIFICATE-----" in content:
            return x509.load_pem_x509_certificate(content)
        try:
            return x509.load_der_x509_certificate(content)
        except ValueError:
            return pkcs12.load_key_and_certificates(content, None)[1]
    except ValueError:
        return None


def refusal(world: World, run: Run, item: Item) -> list[TaskErrorRow] | None:
    """Return why the item's data cannot be opened with what came with the request, for a step that opens it; None =
    it can, or is not encrypted."""
    set_up_with = world.sites[item.source].encryption_thumbprint
    to_azure = item.scenario is Scenario.VMM_TO_AZURE and run.direction == Direction.PRIMARY_TO_RECOVERY
    if set_up_with is None or not to_azure:
        return None
    if not run.certificate:
        return [problem("EncryptionCertificateMissing", item, set_up_with)]
    return None if set_up_with in run.certificate else [problem("EncryptionCertificateMismatch", item, set_up_with)]
