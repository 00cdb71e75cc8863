"""Commands about the policy: what needs a second person, and the owner's changes to it."""

from __future__ import annotations

import argparse
from pathlib import Path

from drconsole.cli.context import Context
from drconsole.link.messages import Policy, SetApprovals, SetRule
from drconsole.records.rows.room.approvals import PolicyOfRoomRow
from drconsole.recovery.types.approving import MOST
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.room.approvals import policy_lines


def show(context: Context, args: argparse.Namespace) -> int:
    """Print what needs a second person."""
    return _told(context, context.ask(Policy()))


def set_rule(context: Context, args: argparse.Namespace) -> int:
    """Set a rule, or take it back; print the policy. Raises ``BadInput`` for too many people."""
    if args.needed > MOST:
        raise BadInput("bad-number", f"at most {MOST} people can be asked for", place="N")
    mode = None if args.mode is None else Mode(args.mode)
    return _told(context, context.ask(SetRule(args.operation, args.needed, mode, args.plan)))


def how(context: Context, args: argparse.Namespace) -> int:
    """Change how approvals are given; print the policy. Raises ``BadInput`` where nothing is said."""
    said = (args.minutes, args.break_glass, args.signatures, args.allowed_signers)
    if all(one is None for one in said):
        raise BadInput("bad-arguments", "nothing is said", place="room policy how", advice="say at least one option")
    asked = SetApprovals(
        minutes=args.minutes,
        break_glass=None if args.break_glass is None else args.break_glass == "allowed",
        signatures=None if args.signatures is None else args.signatures == "required",
        allowed_signers=None if args.allowed_signers is None else str(Path(args.allowed_signers).absolute()),
    )
    return _told(context, context.ask(asked))


def _told(context: Context, row: PolicyOfRoomRow) -> int:
    if context.json:
        context.output.document(row)
    else:
        for line in policy_lines(row):
            context.output.prose(line)
    return 0
