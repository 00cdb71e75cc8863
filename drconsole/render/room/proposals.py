"""Proposals in words: what is proposed, how it stands, and whom it waits for. Pure; ``now`` is the wall's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from drconsole.records import clock
from drconsole.recovery.types.approving import LASTING, ProposalState
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.words import counted
from drconsole.render.rows.lines import Marked, fields, marked
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.room.approvals import approved_text, what_text
from drconsole.render.words.text import NOTHING, clean, duration, prose, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.approvals import ApprovalRow, ProposalRow
    from drconsole.records.rows.room.notes import NoteRow
    from drconsole.records.rows.work.jobs import JobRow

STATES: dict[str, Mark] = {
    ProposalState.OPEN: Mark("‼", "!", "WAITS", Severity.WARN),
    ProposalState.APPROVED: Mark("✓", "+", "Approved", Severity.OK),
    ProposalState.STARTED: Mark("▶", ">", "Started", Severity.IDLE),
    ProposalState.REJECTED: Mark("✗", "x", "REJECTED", Severity.BAD),
    ProposalState.VOIDED: Mark("✗", "x", "VOID", Severity.WARN),
    ProposalState.EXPIRED: Mark("·", ".", "Expired", Severity.IDLE),
}
GLASS = "GLASS BROKEN"
"""Word for what was begun without the approval that it needed."""
EASIER = "APPROVALS EASIER"
"""Word for a policy that was loosened, or an approver who was seated, until another member unpins what says so."""
EXPIRED = STATES[ProposalState.EXPIRED]


def lasts(row: ProposalRow, now: str) -> bool:
    """Return whether it can still come to something: its time may be over before anybody has written that down."""
    return row["state"] in LASTING and clock.lasts(row["expires_at"], now)


def proposal_mark(row: ProposalRow, now: str) -> Mark:
    """Return how a proposal stands."""
    if row["state"] in LASTING and not lasts(row, now):
        return EXPIRED
    return STATES.get(row["state"]) or Mark("?", "?", clean(row["state"]), Severity.UNKNOWN)


def short_text(row: ProposalRow, now: str) -> str:
    """Return a proposal in one line: how it stands, who asks, and why."""
    who = clean(row["person"] or row["by"])
    return f"{proposal_mark(row, now).text(unicode=True)} {approved_text(row)}; {who}: {prose(row['comment'])}"


def left_text(row: ProposalRow, now: str) -> str:
    """Return how long it lasts: whole minutes, so that it does not change with every second."""
    left = clock.seconds_between(now, row["expires_at"])
    if left is None or not lasts(row, now):
        return NOTHING
    return f"{duration(left - left % 60)} left" if left >= 60 else "under 1 min left"


def urgent_first(rows: Iterable[ProposalRow], now: str, uids: Collection[int], seats: str) -> list[ProposalRow]:
    """Return what waits for you first, then what lasts, the first that runs out on top; then what is over, the newest
    first. ``uids``, ``seats``: as of ``waits_for_you``."""
    found = sorted(rows, key=lambda row: row["at"] or "", reverse=True)
    return sorted(
        found,
        key=lambda row: (
            (2, "")
            if not lasts(row, now)
            else (0 if waits_for_you(row, now, uids, seats) else 1, row["expires_at"] or "")
        ),
    )


def may_approve(row: ProposalRow, now: str, uids: Collection[int], seats: str) -> bool:
    """Return whether somebody may approve it, as far as that is known here: the engine looks again.

    ``uids``: every uid that may be theirs, that of their login included; ``seats``: as a console is told of.
    """
    theirs = {row["uid"], *(one["uid"] for one in row["approvals"])}
    open_ = row["state"] == ProposalState.OPEN and lasts(row, now)
    return open_ and Seat.APPROVER in seats.split(", ") and theirs.isdisjoint(uids)


def may_start(row: ProposalRow, now: str, uids: Collection[int]) -> bool:
    """Return whether it is approved, and somebody's own: nothing starts by itself."""
    return row["state"] == ProposalState.APPROVED and lasts(row, now) and row["uid"] in uids


def waits_for_you(row: ProposalRow, now: str, uids: Collection[int], seats: str) -> bool:
    """Return whether it is yours to approve, or yours to start."""
    return may_approve(row, now, uids, seats) or may_start(row, now, uids)


def waiting_texts(
    rows: Sequence[ProposalRow], now: str, uids: Collection[int], seats: str, key: str
) -> tuple[str, ...]:
    """Return what waits for you in few words, the longest text first; empty = nothing. ``key``: of the list."""
    approve = [row for row in rows if may_approve(row, now, uids, seats)]
    start = [row for row in rows if may_start(row, now, uids)]
    if not approve and not start:
        return ()
    parts = [f"‼ {len(approve)} to approve"] if approve else []
    parts += [f"{'' if approve else '✓ '}{len(start)} approved"] if start else []
    told, way = ", ".join(parts), f": {key}" if key else ""
    return f"{told}{way}", f"‼{len(approve) + len(start)}{way}"


def decided_text(row: ProposalRow) -> str:
    """Return what became of a proposal, for who made it; empty = it is open."""
    one, what = f"proposal {clean(row['id'])}", what_text(row)
    match row["state"]:
        case ProposalState.APPROVED:
            return f"{one} is approved by {_names(row['approvals'])}: start it ({what})"
        case ProposalState.REJECTED:
            return f"{one} was rejected by {clean(row['ended_by'])}{_because(row)} ({what})"
        case ProposalState.VOIDED:
            return f"{one} is void{_because(row)} ({what})"
        case ProposalState.EXPIRED:
            return f"{one} has expired: propose it again ({what})"
    return ""


def needs_text(number: int) -> str:
    """Return that something needs so many other people, and what its confirmation does therefore."""
    others = "another person" if number == 1 else f"{number} other people"
    return f"It needs the approval of {others}: this makes a proposal, and starts nothing"


def glass_texts(jobs: Iterable[JobRow]) -> tuple[str, ...]:
    """Return which open jobs run without the approval that they needed, the longest text first; empty = none."""
    broken = [job for job in jobs if job["break_glass"] and not job["ended_at"]]
    if not broken:
        return ()
    ids = ", ".join(clean(job["id"]) for job in broken)
    first = broken[0]["break_glass"][0]
    more = f", {len(broken) - 1} more" if len(broken) > 1 else ""
    return f"‼ {GLASS}: {ids}, {clean(first['by'])}: {prose(first['reason'])}{more}", f"‼ {GLASS}: {ids}", f"‼ {GLASS}"


def easier_texts(notes: Iterable[NoteRow]) -> tuple[str, ...]:
    """Return that approvals are easier to get than they were, the longest text first; empty = nobody has to know."""
    loud = [note for note in notes if note.get("loud") and note["pinned"]]
    if not loud:
        return ()
    more = f", {len(loud) - 1} more" if len(loud) > 1 else ""
    return f"‼ {EASIER}: {clean(loud[0]['by'])}: {prose(loud[0]['text'])}{more}", f"‼ {EASIER}{more}", f"‼ {EASIER}"


def asked_text(row: ProposalRow) -> str:
    """Return that a proposal waits, for who may approve it."""
    return f"{clean(row['person'] or row['by'])} asks you to approve {what_text(row)}: {clean(row['comment'])}"


def _because(row: ProposalRow) -> str:
    return f": {prose(row['why'])}" if row["why"] else ""


def _names(approvals: Iterable[ApprovalRow]) -> str:
    return " and ".join(clean(one["person"] or one["by"]) for one in approvals)


def proposal_lines(row: ProposalRow, now: str) -> list[Marked]:
    """Return everything that is known of a proposal."""
    known: list[tuple[str, Marked]] = [
        ("What", what_text(row)),
        ("Why", prose(row["comment"]) or NOTHING),
        ("Asked by", f"{clean(row['by'])}, {utc(row['at'])}"),
    ]
    if lasts(row, now):
        known.append(("Until", f"{utc(row['expires_at'])} ({left_text(row, now)})"))
    needs = f"{counted(row['needed'], 'approval')} of somebody else"
    known.append(("Needs", needs))
    known += [("Approved", _approval_text(one)) for one in row["approvals"]]
    known += [("Accepted", clean(finding)) for finding in row["accepted"]]
    if row["started"]:
        known.append(("Started", f"job {clean(row['started'])}"))
    elif row["ended_at"]:
        known.append(("Ended", f"{utc(row['ended_at'])}, {clean(row['ended_by'])}{_because(row)}"))
    known.append(("Digest", clean(row["digest"])))
    return [marked(proposal_mark(row, now), f"proposal {clean(row['id'])}"), *fields(known)]


def _approval_text(one: ApprovalRow) -> str:
    said = f": {prose(one['comment'])}" if one["comment"] else ""
    signed = f", signed with {clean(one['signer_key'])}" if one["signer_key"] else ""
    return f"by {clean(one['by'])}, {utc(one['at'])}{signed}{said}"
