"""Sites of an estate, made of the vault's fabrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import field

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details.machine import Machine
from drconsole.providers.azure.wire.estate.names import Named, unique
from drconsole.providers.azure.wire.json import part, text
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Site, SiteKind

MICROSOFT_AZURE = "Microsoft Azure"
"""What stands for the id of the recovery fabric where machines come to Azure from outside [REC]."""
_AZURE_ITSELF = frozenset(
    {
        MICROSOFT_AZURE.lower(),
        # The same fabric where an ARM id is asked for: its name is a constant [REC], [EX].
        "d49858f157601230a6ac5862fbbc6e63bf38d23ecd96cf953767945d457fe9d5",
    }
)

_OFF = "Disabled"
"""Words for an item whose data is not encrypted [REC]."""

KINDS: Mapping[str, SiteKind] = {
    "Azure": SiteKind.AZURE,
    "VMM": SiteKind.VMM,
    "HyperVSite": SiteKind.HYPERV,
    "VMware": SiteKind.VMWARE,
    "VMwareV2": SiteKind.VMWARE,
    "InMageRcm": SiteKind.VMWARE,
}
"""Instance types of fabrics [SDK]; an appliance (InMageRcm) may have physical machines too."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites with the lookup from a fabric's id to a site's name."""

    all: tuple[Site, ...] = ()
    azure: Site = field(default_factory=lambda: Site(MICROSOFT_AZURE, SiteKind.AZURE))
    """Where machines come to from outside Azure; not among ``all``."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Canonical id of a fabric -> name of its site."""
    locations: Mapping[str, str] = field(default_factory=dict)
    """Name of a site in Azure -> its region."""
    unread: tuple[tuple[str, str], ...] = ()
    """Fabrics of a kind that is not known: name of the site and the kind as it came."""

    def name_of(self, fabric_id: str, friendly: str = "") -> str:
        """Name of a fabric's site. One that the vault does not list is called as it was told."""
        known = self.names.get(ids.fabric_of(fabric_id))
        if known is not None:
            return known
        if not fabric_id or ids.last(fabric_id).lower() in _AZURE_ITSELF:
            return self.azure.name if not friendly or friendly == MICROSOFT_AZURE else friendly
        return friendly or ids.last(fabric_id)

    def kind_of(self, name: str) -> SiteKind | None:
        """Kind of a site; None = it is not known."""
        return next((site.kind for site in (self.azure, *self.all) if site.name == name), None)

    def used_by(self, names: Iterable[str]) -> tuple[Site, ...]:
        """All sites that the vault lists, and Azure itself where it is among the names of those that are used."""
        outside = self.azure not in self.all and self.azure.name in set(names)
        return (*self.all, self.azure) if outside else self.all


def sites(fabrics: Iterable[JsonObject], vault_location: str = "", items: Iterable[Machine] = ()) -> Sites:
    """Sites of ``replicationFabrics``. What comes to Azure from outside lands in the vault's own region.

    ``items`` tell of a VMM server beside its fabric whether data encryption is on there.
    """
    encryption: dict[str, set[str]] = {}
    for one in items:
        if one.provider == "HyperVReplicaAzure":
            encryption.setdefault(one.fabric, set()).add(text(one.details, "encryption"))
    bodies = {ids.canonical(text(body, "id")): body for body in fabrics if text(body, "id")}
    names = unique(
        Named(key, text(body, "properties", "friendlyName") or text(body, "name"), text(body, "name"))
        for key, body in bodies.items()
    )
    known = {key: kind for key, body in bodies.items() if (kind := KINDS.get(_kind(body))) is not None}
    every = tuple(_site(names[key], kind, bodies[key], encryption.get(key, set())) for key, kind in known.items())
    locations = {
        names[key]: text(body, "properties", "customDetails", "location")
        for key, body in bodies.items()
        if known.get(key) is SiteKind.AZURE
    }
    return Sites(
        all=every,
        azure=_azure(every, locations, vault_location),
        names=names,
        locations=locations,
        unread=tuple((names[key], _kind(body)) for key, body in bodies.items() if key not in known),
    )


def _azure(every: Iterable[Site], locations: Mapping[str, str], vault_location: str) -> Site:
    """The vault's own region: the site of the fabric that lies there where the vault has one, since a region is one
    site however machines come to it."""
    here = vault_location.replace(" ", "").lower()
    of_region = [one for one in every if here and locations.get(one.name, "").replace(" ", "").lower() == here]
    if of_region:
        return of_region[0]
    return Site(f"{MICROSOFT_AZURE} ({vault_location})" if vault_location else MICROSOFT_AZURE, SiteKind.AZURE)


def _kind(body: JsonObject) -> str:
    return text(body, "properties", "customDetails", "instanceType")


def _site(name: str, kind: SiteKind, body: JsonObject, by_items: Set[str]) -> Site:
    """``by_items``: what its items say of their encryption. Where nobody says that it is off, or no certificate is
    told where somebody says that it is on, it is not known (our choice)."""
    if kind is not SiteKind.VMM:
        return Site(name, kind)
    encryption = part(body, "properties", "encryptionDetails")
    state, thumbprint = text(encryption, "kekState"), text(encryption, "kekCertThumbprint").upper()
    if state not in ("", "None") and thumbprint:
        return Site(name, kind, encryption_thumbprint=thumbprint)
    off = by_items == {_OFF} if by_items else state == "None"
    return Site(name, kind, encryption_known=off and state in ("", "None"))
