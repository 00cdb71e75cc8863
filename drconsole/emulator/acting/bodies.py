"""Bodies of requests: what they say, and the refusal of what they must not."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence

from drconsole.emulator.asked import Asked
from drconsole.emulator.refusals import Refused, service
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.secret import Secret

P2R, R2P = "PrimaryToRecovery", "RecoveryToPrimary"
_BASE_NAMES = frozenset(
    {
        "ProviderSpecificFailoverInput",
        "ReverseReplicationProviderSpecificInput",
        "PlannedFailoverProviderSpecificFailoverInput",
        "UnplannedFailoverProviderSpecificInput",
        "TestFailoverProviderSpecificInput",
    }
)
"""Between VMM sites requests name the base class (recorded, accepted)."""


@dataclass(frozen=True, slots=True)
class Body:
    """``properties`` of a request."""

    asked: Asked
    said: Mapping[str, object]

    @classmethod
    def of(cls, asked: Asked) -> Body:
        properties = (asked.call.body or {}).get("properties") or {}
        if not isinstance(properties, Mapping):
            raise wrong(asked, "properties must be an object")
        return cls(asked, properties)

    def text(self, name: str) -> str | None:
        """A text; None = not said. Texts that name a choice are compared without regard to case by who asks."""
        value = self.said.get(name)
        if value is None or isinstance(value, str):
            return value or None
        raise wrong(self.asked, f"properties.{name} must be a string")

    def direction(self) -> str:
        """``failoverDirection``, which failovers must say."""
        said = self.text("failoverDirection")
        found = {one.lower(): one for one in (P2R, R2P)}.get((said or "").lower())
        if found is None:
            raise wrong(self.asked, f"properties.failoverDirection must be {P2R} or {R2P}")
        return found

    def provider(self) -> Mapping[str, object]:
        """``providerSpecificDetails`` of an item's request; empty = not said."""
        value = self.said.get("providerSpecificDetails")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise wrong(self.asked, "properties.providerSpecificDetails must be an object")
        return value

    def providers(self) -> Sequence[Mapping[str, object]]:
        """The same of a plan's request: a list, one entry a replication provider."""
        value = self.said.get("providerSpecificDetails")
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise wrong(self.asked, "properties.providerSpecificDetails must be a list of objects")
        return value

    def provider_network(self) -> str | None:
        """Modernized VMware's test network stands among the provider's details."""
        details = self.said.get("providerSpecificDetails")
        found = details.get("networkId") if isinstance(details, Mapping) else None
        return found if isinstance(found, str) else None

    @property
    def shuts_down(self) -> bool:
        return (self.text("sourceSiteOperations") or "").lower() == "required"


def check_instance(asked: Asked, said: object, allowed: Sequence[str]) -> None:
    """Refuse a body that was made for another replication provider (506, recorded)."""
    if said is None or said in _BASE_NAMES or said in allowed:
        return
    raise service(
        400,
        "506",
        "An invalid parameter ReplicationProviderInput was passed.",
        f"The body's instanceType is '{said}'.",
        f"Send a body of {' or '.join(allowed)}.",
        request_id=asked.request_id,
    )


def wrong(asked: Asked, message: str) -> Refused:
    """A body that cannot be read."""
    return service(
        400,
        "InvalidRequestContent",
        f"The request content was invalid: {message}.",
        "The body has another form than the specification says.",
        "Compare it with the specification of this api-version.",
        request_id=asked.request_id,
    )


def key_of(asked: Asked, details: Mapping[str, object]) -> str | None:
    """Take the certificate that opens encrypted data into memory; returns its handle, None = none was sent."""
    said = details.get("primaryKekCertificatePfx")
    if not isinstance(said, str) or not said:
        return None
    try:
        content = b64decode(said, validate=True)
    except NotBase64 as error:
        raise wrong(asked, "primaryKekCertificatePfx must be base64") from error
    asked.memory.secrets[asked.request_id] = Secret(content)
    return asked.request_id
