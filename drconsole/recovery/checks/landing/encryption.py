"""Data encryption of a VMM cloud: whose data is encrypted, which steps need the key, and which certificate is the one.

A machine that a VMM cloud replicates to Azure with data encryption on can be made there only with the certificate
that was issued when encryption was set up (VMM to Azure alone [S]).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.qualify import target_items
from drconsole.recovery.types.estate.estate import EstateView, Item, Site
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.words import Direction, Operation, Scenario
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Certificate, Finding, Request

OPERATIONS = frozenset(
    {Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.CHANGE_RECOVERY_POINT}
)
"""Those that make a machine in Azure of replicated data; changing the recovery point makes it anew. The inputs of all
four take the key ([SPEC]: HyperVReplicaAzure...Input, HyperVReplicaAzureApplyRecoveryPointInput)."""

KEYLESS_STEPS = frozenset({"VmFoStartVmOnSecondary", "VmTfoBootTestVm"})
"""Steps of these operations that come after the machine was made and need no key. All before it do: without the key a
source must not even be shut down (our choice)."""


def encrypted_items(request: Request, view: EstateView, items: Iterable[str], direction: Direction) -> dict[str, str]:
    """Item key -> thumbprint of the certificate without which the operation cannot make its machine.

    Where nobody tells whether a cloud is encrypted, it is the certificate that was given (our choice).
    """
    if request.operation not in OPERATIONS or direction is not Direction.PRIMARY_TO_RECOVERY:
        return {}
    given = request.options.certificate
    needed: dict[str, str] = {}
    for item in (view.items[key] for key in items if key in view.items):
        thumbprint = _thumbprint(item, view)
        if thumbprint is None and given is not None and _untold(item, view):
            thumbprint = given.thumbprint
        if thumbprint is not None:
            needed[item.key] = thumbprint
    return needed


def encrypting(item: Item, view: EstateView) -> Site | None:
    """Return the VMM cloud that encrypts an item's data; None = nothing does."""
    site = view.sites.get(item.source) if item.scenario is Scenario.VMM_TO_AZURE else None
    return site if site is not None and site.encryption_thumbprint is not None else None


def _thumbprint(item: Item, view: EstateView) -> str | None:
    site = encrypting(item, view)
    return None if site is None else site.encryption_thumbprint


def _untold(item: Item, view: EstateView) -> bool:
    """Return whether nobody tells if the data of an item that goes from VMM to Azure is encrypted."""
    site = view.sites.get(item.source) if item.scenario is Scenario.VMM_TO_AZURE else None
    return site is not None and not site.encryption_known


def refuse_useless(request: Request, view: EstateView, direction: Direction) -> None:
    """Raises ``BadInput`` for a certificate that nothing of the target needs: somebody means another target."""
    if request.options.certificate is None:
        return
    if request.operation not in OPERATIONS:
        raise BadInput(
            "encryption-key-not-taken", f"{request.operation} takes no encryption key", option=Option.ENCRYPTION_KEY
        )
    keys = target_items(request, view)
    if not encrypted_items(request, view, keys, direction):
        names = ", ".join(view.items[key].name for key in keys[:3] if key in view.items)
        raise BadInput(
            "encryption-key-not-needed",
            f"none of the machines needs an encryption key ({names}{', ...' if len(keys) > 3 else ''})",
            option=Option.ENCRYPTION_KEY,
            advice="only machines of a VMM cloud with data encryption on, on their way to Azure, need one",
        )


def is_the_one(certificate: Certificate, thumbprint: str) -> bool:
    """Return whether this is the certificate of that thumbprint: SHA-1 as Windows shows it, or SHA-256."""
    return thumbprint.upper() in (certificate.thumbprint, certificate.sha256)


def key_given(case: Case) -> Iterable[Finding]:
    """Check the certificate that was given, or not given; once a cloud."""
    certificate = case.request.options.certificate
    needed = encrypted_items(case.request, case.view, case.items, case.direction)
    clouds = {case.view.items[key].source: thumbprint for key, thumbprint in needed.items()}
    for cloud, thumbprint in clouds.items():
        about = cloud if len(clouds) > 1 else ""
        kind = why_not(certificate, thumbprint, case.look.now)
        if kind is not None:
            yield case.make(
                kind,
                about=about,
                cloud=cloud,
                thumbprint=thumbprint,
                given=_given(certificate),
                expired=_end(certificate),
            )
    if certificate is None and case.direction is Direction.PRIMARY_TO_RECOVERY:
        untold = (item for key in case.items if _untold(item := case.view.items[key], case.view))
        for cloud in dict.fromkeys(item.source for item in untold):
            yield case.make("encryption-not-known", about=cloud, cloud=cloud)


def why_not_this(certificate: Certificate | None, thumbprint: str) -> str | None:
    """The kind of finding where a certificate is missing or another; None = it is the one, valid or not."""
    if certificate is None:
        return "encryption-key-missing"
    return None if is_the_one(certificate, thumbprint) else "encryption-key-wrong"


def why_not(certificate: Certificate | None, thumbprint: str, now: datetime) -> str | None:
    """The kind of finding that speaks against a certificate; None = it is the one, and is valid.

    ``now`` is the provider's. That a certificate is not valid yet is not asked: it opens what it encrypted (our
    choice; the service's own rule for either date is not documented).
    """
    another = why_not_this(certificate, thumbprint)
    if another is not None or certificate is None:
        return another
    return "encryption-key-expired" if certificate.not_after < now else None


def _given(certificate: Certificate | None) -> str:
    return certificate.thumbprint if certificate is not None else ""


def _end(certificate: Certificate | None) -> str:
    return certificate.not_after.strftime("%Y-%m-%d %H:%M UTC") if certificate is not None else ""
