"""Place where a connection leads, as the port tells it."""

from __future__ import annotations

from drconsole.documents.connection.definition import Connection
from drconsole.providers.port import Place


def place_of(connection: Connection, *, emulated: bool) -> Place:
    return Place(
        cloud=str(connection.cloud),
        endpoint=connection.endpoint,
        tenant=connection.authentication.tenant,
        subscription=connection.subscription,
        resource_group=connection.resource_group,
        vault=connection.vault,
        emulator=emulated,
        read_only=connection.read_only,
    )
