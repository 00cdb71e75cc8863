"""Command that binds a state to a vault: from a connection document, tried first."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.cli.context import Context
from drconsole.cli.disk import room
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.documents.connection.definition import Connection
    from drconsole.providers.registry import Registered
    from drconsole.providers.trying import Tried


def connect(context: Context, args: argparse.Namespace) -> int:
    """Bind the state to the vault that a document names; or try it, or print the document's JSON Schema."""
    if args.schema:
        return _schema(context, args)
    if args.file is None:
        raise BadInput(
            "bad-arguments",
            "connect needs a connection document",
            place="FILE",
            advice="name its file; look at what it holds",
            remedies=(Remedy(Act.CONNECTION_SCHEMA),),
        )
    from drconsole.documents.connection.load import load_connection

    connection = load_connection(Path(args.file))
    return _check(context, connection) if args.check else _bind(context, connection)


def _schema(context: Context, args: argparse.Namespace) -> int:
    from drconsole.documents.connection.load import schema

    if args.file is not None or args.check:
        raise BadInput("bad-arguments", "--schema stands alone", place="--schema", advice="leave the rest out")
    context.output.document(schema())
    return 0


def _provider() -> Registered:
    from drconsole.providers import registry

    return registry.find(registry.OF_CONNECTIONS)


def _check(context: Context, connection: Connection) -> int:
    """Print what a try found. Exit code 3 where an action that the state may take lacks a permission."""
    tried = asyncio.run(_tried(connection))
    missing = [asdict(one) for one in tried.missing_permissions]
    if context.json:
        context.output.document({**asdict(tried), "mode": str(tried.mode), "missing_permissions": missing})
    else:
        _tell(context, connection, tried)
    return 0 if not missing else 3


async def _tried(connection: Connection) -> Tried:
    return await _provider().attempt(connection)


def _tell(context: Context, connection: Connection, tried: Tried) -> None:
    text = context.output.text
    text(f"{tried.mode}{' (EMULATOR)' if tried.emulator else ''}: {clean(tried.endpoint)}")
    text(f"signed in as {clean(tried.who)}")
    text(f"vault {clean(connection.vault)}: {counted(tried.items, 'item')}, {counted(tried.plans, 'plan')}")
    text("read-only: nothing can be changed from here" if tried.read_only else "may act, once it is armed")
    for warning in tried.warnings:
        text(f"warning: {clean(warning)}")
    if tried.missing_permissions:
        text(f"{counted(len(tried.missing_permissions), 'permission')} missing:")
    for one in tried.missing_permissions:
        text(f"  {clean(one.action)}  ({one.needed_for}; the role {one.role} has it)")


def _bind(context: Context, connection: Connection) -> int:
    from drconsole.engine.process.folder.rebinding import rebind
    from drconsole.engine.process.folder.setup import load_estate_into
    from drconsole.providers.port import Unreachable
    from drconsole.providers.trying import no_vault

    provider = _provider()
    if rebind(context.state, provider, lambda folder: provider.reconnect(folder, connection)):
        return _changed(context, connection)
    with room(str(context.state), "no vault is bound"):
        try:
            made = load_estate_into(context.state, provider, lambda folder: provider.connect(folder, connection))
        except Unreachable as error:
            raise no_vault(error, connection) from None
    if context.json:
        context.output.document({**made, "vault": connection.vault, "state": str(context.state)})
    else:
        said = f"{counted(made['items'], 'item')}, {counted(made['plans'], 'plan')}"
        context.output.text(f"{clean(connection.vault)} is bound to {context.state}: {said}")
        context.output.text(f"next:  {context.output.command('engine', 'start')}")
    return 0


def _changed(context: Context, connection: Connection) -> int:
    """Tell that a state which was bound to this vault before is connected to it in another way now."""
    if context.json:
        context.output.document(
            {"vault": connection.vault, "state": str(context.state), "read_only": connection.read_only, "changed": True}
        )
    else:
        how = "read-only" if connection.read_only else "not read-only"
        context.output.text(
            f"{context.state} is connected to {clean(connection.vault)} as the document says now: {how}"
        )
        context.output.text(f"next:  {context.output.command('engine', 'start')}")
    return 0
