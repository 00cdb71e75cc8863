"""Commands about proposals: what waits for a second person, and their yes or no."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drconsole.cli.context import Context
from drconsole.cli.output.show_previews import show_proposed
from drconsole.link.messages import Approve, Reject, ShowProposal, ToSign
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.tables import PROPOSALS
from drconsole.recovery.types.approving import LASTING
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.render.operation.refused import difference_text
from drconsole.render.rows.proposals import PROPOSED
from drconsole.render.rows.records import CONSEQUENCES
from drconsole.render.words.labels import labelled_about
from drconsole.render.words.room.approvals import proposal_lines, start_words
from drconsole.render.words.text import clean

WAITS = 5
"""Exit code: it waits for a person."""


def proposals(context: Context, args: argparse.Namespace) -> int:
    """Print what waits for a second person, newest first; one in full, with what it would do."""
    if args.proposal is None:
        if args.export is not None:
            raise BadInput("bad-arguments", "which one?", place="--export", advice="name the proposal")
        return _list(context, every=args.all)
    row = _row(context, args.proposal)
    if args.export is not None:
        return _export(context, row, Path(args.export))
    if context.json:
        context.output.document(row)
    else:
        show(context, row)
    return 0


def _list(context: Context, *, every: bool) -> int:
    with context.store() as store:
        rows = store.rows(PROPOSALS)
    found = [row for row in reversed(rows) if every or row["state"] in LASTING]
    context.output.rows(PROPOSED, found, empty="nothing waits for a second person")
    return 0


def _row(context: Context, key: str) -> ProposalRow:
    """Return the row. Raises ``BadInput`` for one that is not there."""
    with context.store() as store:
        row, known = store.row(PROPOSALS, key), store.rows(PROPOSALS)
    if row is None:
        open_ = [one["id"] for one in known if one["state"] in LASTING]
        advice = f"open: {', '.join(open_)}" if open_ else "none is open (proposals --all)"
        raise BadInput("unknown-proposal", f"there is no proposal '{key}'", place="PROPOSAL", advice=advice)
    return row


def show(context: Context, row: ProposalRow) -> None:
    """Print a proposal; one that lasts with what it would do now, where an engine tells."""
    for line in proposal_lines(row):
        context.output.text(line)
    found = context.ask_if_running(ShowProposal(row["id"])) if row["state"] in LASTING else None
    if found is None:
        return
    if found["preview"] is not None:
        context.output.text()
        show_proposed(context.output, found["preview"], context.mode())
    elif found["consequences"]:
        context.output.text("\nwhat the cancel would leave now")
        context.output.table(CONSEQUENCES, labelled_about(found["consequences"]))
    for change in found["difference"]:
        context.output.text(f"changed: {difference_text(change)}")


def told(context: Context, row: ProposalRow, *, signs: bool) -> int:
    """Print a proposal that was just made, and how it goes on; return the exit code of what waits for a person.

    ``signs``: the policy asks for the approver's signature.
    """
    if context.json:
        context.output.document(row)
        return WAITS
    for line in proposal_lines(row):
        context.output.text(line)
    context.output.text("\nnothing has been started; another person approves it:")
    sign = ("--sign",) if signs else ()
    context.output.text(f"  {context.output.for_others('approve', row['id'], '--confirm', row['target'], *sign)}")
    context.output.text("and then it is started with:")
    context.output.text(f"  {context.output.command(*start_words(row))}")
    return WAITS


def approve(context: Context, args: argparse.Namespace) -> int:
    """Approve a proposal; without ``--confirm`` it is shown, and refused."""
    row = _row(context, args.proposal)
    if args.confirm is None and not context.json:
        show(context, row)
        context.output.text()
    text, signature = _signed(context, args) if args.confirm is not None and (args.sign or args.key) else ("", "")
    asked = Approve(row["id"], row["digest"], args.confirm or "", args.comment, text, signature)
    answer = context.ask(asked)
    if context.json:
        context.output.document(answer)
        return 0
    for line in proposal_lines(answer):
        context.output.text(line)
    if len(answer["approvals"]) >= answer["needed"]:
        context.output.text("\nit is approved, and nothing has been started; it is started with:")
        context.output.text(f"  {context.output.for_others(*start_words(answer))}")
    return 0


def _signed(context: Context, args: argparse.Namespace) -> tuple[str, str]:
    """Return the text of the approval and its signature. Raises ``BadInput`` without a key, ``Refused`` unsigned."""
    from drconsole.signing.results import Namespace, Signed, SignFault
    from drconsole.signing.signing import sign

    key = Path(args.key) if args.key is not None else _first_key()
    text = context.ask(ToSign(args.proposal, args.comment))["text"]
    context.output.note(f"signing with {key}:\n{text}")
    may_ask = sys.stdin is not None and sys.stdin.isatty()
    made = sign(text.encode(), key, Namespace.APPROVAL, may_ask=may_ask)
    if isinstance(made, Signed):
        return text, made.signature
    kind: type[DrError] = BadInput if made.fault is SignFault.NO_KEY else Refused
    raise kind(str(made.fault), f"{made.why}: nothing was approved", place="--key", advice=made.advice)


def _first_key() -> Path:
    from drconsole.signing.keys import first_key

    if (key := first_key()) is not None:
        return key
    raise BadInput("no-key", "you have no key in ~/.ssh", place="--key", advice="name it with --key FILE")


def reject(context: Context, args: argparse.Namespace) -> int:
    """Reject a proposal, or take back one's own."""
    answer = context.ask(Reject(args.proposal, args.comment))
    if context.json:
        context.output.document(answer)
    else:
        for line in proposal_lines(answer):
            context.output.text(line)
    return 0


def _export(context: Context, row: ProposalRow, folder: Path) -> int:
    """Write the texts that were signed and their signatures, and say how they are checked."""
    signed = [one for one in row["approvals"] if one["signature"]]
    if not signed:
        raise Refused("not-signed", f"no approval of {row['id']} is signed", place=row["id"])
    files: list[dict[str, str]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in signed:
            text = folder / f"{row['id']}-{one['uid']}.txt"
            text.write_text(one["text"], encoding="utf-8", newline="\n")
            beside = text.with_name(text.name + ".sig")
            beside.write_text(one["signature"], encoding="utf-8", newline="\n")
            files.append({"person": one["person"], "text": str(text), "signature": str(beside)})
    except OSError as error:
        raise BadInput("not-written", f"it cannot be written: {error.strerror}", place=str(folder)) from error
    if context.json:
        context.output.document(files)
        return 0
    for file in files:
        said = f"-I {clean(file['person'])} -n drconsole-approval -s {clean(file['signature'])} < {clean(file['text'])}"
        context.output.text(f"ssh-keygen -Y verify -f ALLOWED_SIGNERS {said}")
    return 0
