"""Approval of a proposal, signed with the operator's SSH key where the policy asks for that."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from drconsole.console.context import Console
from drconsole.link.messages import Approve, ToSign
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.words.text import clean
from drconsole.signing.results import Namespace, NotSigned, SignFault
from drconsole.signing.signing import sign


async def approval(app: Console, row: ProposalRow, confirm: str, comment: str, key: str) -> Approve:
    """Return the approval of exactly what a proposal's row says. Raises ``DrError``: it could not be signed.

    A key with a passphrase is asked for at the terminal, without the console's screen; the passphrase never comes to
    this program.
    """
    said = Approve(row["id"], row["digest"], confirm, comment)
    to_sign = await app.ask(ToSign(row["id"], comment))
    if not to_sign["signatures"]:
        return said
    if not key:
        advice = "name the file of your SSH key on this page, or approve on the command line with --sign FILE"
        raise Refused("no-key", "the policy asks for a signed approval, and no key is named", advice=advice)
    text, file = to_sign["text"], _file(key)
    signed = await asyncio.to_thread(sign, text.encode(), file, Namespace.APPROVAL)
    if isinstance(signed, NotSigned) and signed.fault is SignFault.LOCKED:
        with app.suspend():
            sys.stdout.write(f"\r\ndrconsole: ssh-keygen signs proposal {row['id']} with {clean(file)}\r\n")
            sys.stdout.flush()
            signed = sign(text.encode(), file, Namespace.APPROVAL, may_ask=True)
    if isinstance(signed, NotSigned):
        raise Refused(str(signed.fault), signed.why, advice=signed.advice)
    return Approve(row["id"], row["digest"], confirm, comment, text, signed.signature)


def _file(key: str) -> Path:
    return Path(key).expanduser()
