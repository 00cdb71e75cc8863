"""Connection to a vault as its document defines it: where the vault is, who signs in, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class Cloud(StrEnum):
    """Azure's clouds; ``CUSTOM`` is an endpoint of its own (an emulator, a cloud that is cut off)."""

    PUBLIC = "public"
    USGOV = "usgov"
    CHINA = "china"
    CUSTOM = "custom"


ENDPOINTS = {
    Cloud.PUBLIC: "https://management.azure.com",
    Cloud.USGOV: "https://management.usgovcloudapi.net",
    Cloud.CHINA: "https://management.chinacloudapi.cn",
}
"""Resource Manager of each cloud, as azure-core has it (``AzureClouds``)."""


class SignIn(StrEnum):
    """Way in which the engine signs in. ``EMULATOR`` is a made-up credential that never leaves this machine."""

    CLI = "cli"
    ENVIRONMENT = "environment"
    MANAGED_IDENTITY = "managed-identity"
    WORKLOAD_IDENTITY = "workload-identity"
    DEVICE_CODE = "device-code"
    SERVICE_PRINCIPAL = "service-principal"
    EMULATOR = "emulator"


@dataclass(frozen=True, slots=True)
class Authentication:
    """Way to sign in. No secret stands here: a certificate is a file's path."""

    kind: SignIn
    tenant: str = ""
    client: str = ""
    """Application (service principal) or user-assigned identity; empty = the kind's own."""
    certificate: str = ""
    """Path of the service principal's certificate, with its key."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One vault, bound to one state."""

    name: str
    cloud: Cloud
    endpoint: str
    """Base URL of Resource Manager, without a slash at its end."""
    scope: str
    """What a token is asked for, such as ``https://management.azure.com/.default``."""
    subscription: str
    resource_group: str
    vault: str
    authentication: Authentication
    read_only: bool = True
    plans: tuple[str, ...] = ()
    """Names of the recovery plans to show; empty = all."""
    ca_file: str = ""
    """Path of a certificate to trust instead of the system's own; for an emulator."""
    cache_accounts: Mapping[str, str] = field(default_factory=dict)
    """Region as Azure spells it (``westeurope``) -> ARM id of the storage account that caches what replicates there;
    a re-protect between regions needs one where the machine runs then."""
