"""Connection document as pydantic models: fields as people write them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.models import Word
from drconsole.documents.checking.scalars import Line, Name, wrong
from drconsole.documents.connection.definition import Cloud, SignIn

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GROUP = re.compile(r"[\w().-]{1,89}[\w()-]")
_VAULT = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,49}")
_REGION = re.compile(r"[a-z][a-z0-9]{1,39}")
_STORAGE = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Storage/storageAccounts/[a-z0-9]{3,24}",
    re.IGNORECASE,
)
_TENANT = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def _matches(pattern: re.Pattern[str], what: str, right: str) -> Any:
    def checked(value: str) -> str:
        if not pattern.fullmatch(value):
            raise wrong("form", f"{value[:60]!r} is not {what}", right)
        return value

    return AfterValidator(checked)


Guid = Annotated[
    str, _matches(_GUID, "an id of this form", "Write it like 00000000-0000-0000-0000-000000000000, in quotes")
]
GroupName = Annotated[
    str,
    _matches(_GROUP, "a resource group's name", "Letters, digits, . _ - ( ), 90 characters at most, no . at its end"),
]
VaultName = Annotated[
    str, _matches(_VAULT, "a vault's name", "2 to 50 letters, digits and dashes; a letter comes first")
]
Tenant = Annotated[str, _matches(_TENANT, "a tenant", "Write its id, or its domain such as contoso.onmicrosoft.com")]

Region = Annotated[str, _matches(_REGION, "a region", "Write it as Azure does, such as westeurope")]
StorageAccount = Annotated[
    str,
    _matches(
        _STORAGE,
        "a storage account's id",
        "Write /subscriptions/.../resourceGroups/.../providers/Microsoft.Storage/storageAccounts/NAME",
    ),
]


class AuthenticationEntry(Entry):
    """Authentication: how the engine signs in."""

    kind: Word[SignIn] = Field(
        description="cli: the sign-in of `az login`; environment: AZURE_* variables of the engine; managed-identity, "
        "workload-identity: of the machine that the engine runs on; device-code: a code that a person types in a "
        "browser; service-principal: a certificate's file; emulator: a made-up one, for an emulator alone"
    )
    tenant: Tenant | None = Field(None, description="directory to sign in to; left out: the sign-in's own")
    client: Guid | None = Field(
        None, description="application of a service principal, or a user-assigned managed identity"
    )
    certificate: Line | None = Field(
        None, description="file of a service principal's certificate with its key (PEM or PFX), beside this document"
    )


class ConnectionDocument(Entry):
    """Connection to one vault of Azure Site Recovery."""

    name: Name | None = Field(None, description="what screens call it; left out: the vault's name")
    cloud: Word[Cloud] = Field(
        Cloud.PUBLIC, description="custom: another Resource Manager, with `endpoint` and, if need be, `scope`"
    )
    endpoint: Line | None = Field(None, description="base URL of Resource Manager, with cloud custom alone")
    scope: Line | None = Field(None, description="what a token is asked for; left out: the endpoint and /.default")
    subscription: Guid
    resource_group: GroupName
    vault: VaultName
    authentication: AuthenticationEntry
    read_only: bool = Field(True, description="false: this state may change what is in the vault, once it is armed")
    plans: list[Name] = Field([], description="recovery plans to show, by name; left out: all")
    ca_file: Line | None = Field(
        None, description="certificate to trust instead of the system's own, beside this document; for an emulator"
    )
    cache_accounts: dict[Region, StorageAccount] = Field(
        {},
        description="storage account that caches what replicates from a region, by region: a re-protect between Azure "
        "regions needs one where the machine runs then; left out: the one that an item from there uses",
    )
