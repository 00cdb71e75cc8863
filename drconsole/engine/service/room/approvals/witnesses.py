"""Signed approvals as witnesses of the journal: each names the chain's end by the time of its signature.

Who writes the journal anew cannot sign these texts again with the approvers' keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work import events as ev
from drconsole.signing.checking import check
from drconsole.signing.results import Checked, Namespace, Verdict
from drconsole.store.codec import decode_recorded
from drconsole.store.reading.anchored import Kept, compared, links
from drconsole.store.reading.anchored import Verdict as Found
from drconsole.store.reading.reader import Reader

UNCHECKED = frozenset({Verdict.NO_PROGRAM, Verdict.TIMED_OUT, Verdict.NOT_CHECKED})
"""Verdicts that say nothing about a signature."""
_ANCHOR = re.compile(r"([0-9a-f]{64}) of ([0-9]{1,12}) events")
_CHAIN_ITSELF = frozenset({Found.EDITED, Found.DELETED, Found.INSERTED, Found.REORDERED})
"""Found without an anchor, too: whoever examines the chain has said it."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Result of signed approvals: how many there are, how many could be checked, and what is wrong, in words."""

    signed: int = 0
    checked: int = 0
    problems: tuple[str, ...] = ()


def witnesses(reader: Reader) -> Witnesses:
    """Hold a journal against the signed approvals in it. Raises what ``Reader`` raises, and ``UnreadableEvent``."""
    approvals = list(_signed(reader))
    if not approvals:
        return Witnesses()
    meta = reader.meta()
    chain = links(reader.journal_rows())
    checked, problems = 0, list[str]()
    for said in approvals:
        about = f"approval of proposal {said.proposal} by {said.by.name}"
        found = check(said.text.encode(), said.signature, Namespace.APPROVAL)
        if found.verdict in UNCHECKED:
            continue
        checked += 1
        kept = _kept(said, found)
        if isinstance(kept, str):
            problems.append(f"{about}: {kept}")
            continue
        judged = compared(chain, meta, kept)
        if judged.verdict is not Found.WHOLE and judged.verdict not in _CHAIN_ITSELF:
            problems.append(f"{about}: the journal is not the one that was signed: {judged.verdict}: {judged.why}")
    return Witnesses(len(approvals), checked, tuple(problems))


def _signed(reader: Reader) -> Iterator[ev.ProposalApproved]:
    for row in reader.journal_rows():
        if row.kind == ev.ProposalApproved.kind:
            event = decode_recorded(row).event
            if isinstance(event, ev.ProposalApproved) and event.signature:
                yield event


def _kept(said: ev.ProposalApproved, found: Checked) -> Kept | str:
    """Return the anchor that was signed, or what is wrong with the approval."""
    if not found.good:
        return found.why
    if found.fingerprint != said.signer_key:
        return "it was signed with another key than the journal says"
    told = dict(line.partition(": ")[::2] for line in said.text.splitlines())
    if (told.get("proposal"), told.get("digest")) != (said.proposal, said.digest):
        return "what was signed is another approval"
    if (anchor := _ANCHOR.fullmatch(told.get("journal", ""))) is None:
        return "what was signed names no end of the journal"
    return Kept(anchor[1], int(anchor[2]))
