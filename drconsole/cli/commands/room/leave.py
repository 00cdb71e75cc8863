"""Words of a command line where approval is needed: it proposes, or breaks the glass."""

from __future__ import annotations

import argparse
import sys

from drconsole.cli.context import Context
from drconsole.link.messages import CancelJob, Policy, Propose, ProposeCancel, StartJob
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.work.errors import BadInput, Refused

NEEDED = "approval-needed"
"""Code of the engine's refusal of what has to be approved first."""


def broken_glass(context: Context, args: argparse.Namespace) -> tuple[str | None, str | None]:
    """Return the reason for breaking the glass, and the same again: a terminal asks for it. Raises ``BadInput``."""
    reason, again = args.break_glass, args.break_glass_again
    if reason is None:
        if again is not None:
            raise BadInput("bad-arguments", "a reason was given again and not once", place="--break-glass-again")
        return None, None
    if not reason.strip():
        raise BadInput("bad-arguments", "to break the glass takes a reason", option=Option.BREAK_GLASS)
    if again is None and sys.stdin is not None and sys.stdin.isatty():
        context.output.note("this goes without the approval that it needs; everybody sees who did it, and why")
        context.output.note("type the reason again:")
        again = sys.stdin.readline().strip()
    return reason, again


def proposed_instead(context: Context, error: Refused, asked: StartJob | CancelJob) -> int:
    """Propose what was refused for want of approval; return the exit code. Raises the refusal where it is another."""
    if error.code != NEEDED:
        raise error
    from drconsole.cli.commands.room.proposals import told

    signs = not context.json and context.ask(Policy())["signatures"]
    if isinstance(asked, CancelJob):
        row = context.ask(ProposeCancel(asked.job, asked.confirm or "", asked.comment))
        return told(context, row, signs=signs)
    proposal = Propose(
        asked.operation,
        asked.target,
        asked.confirm,
        asked.comment,
        asked.options,
        asked.digest,
        asked.accept,
        asked.encryption_key,
    )
    return told(context, context.ask(proposal), signs=signs)
