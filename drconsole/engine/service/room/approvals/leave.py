"""Leave to begin what needs approval: by an approved proposal, or by breaking the glass.

Asked where a job would be begun or cancelled, before the world is looked at and again in the turn of the loop in which
it is recorded. Without a room, or without a rule, nothing is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.decider.state import Job
from drconsole.engine.service.room.seating import has_seat
from drconsole.link.messages import CancelJob, StartJob
from drconsole.records.rows.refusal import RefusalRow, told_with
from drconsole.records.rows.work.checks import DifferenceRow
from drconsole.recovery.types.approving import CANCEL, ProposalState
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.remedies import Act, Option, Remedy, target_in
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted, Refused
from drconsole.recovery.types.work.tasks import Preview, Request
from drconsole.room.policy import needed
from drconsole.room.proposals import Proposal, require_lasting, said_of

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

NEEDED = "approval-needed"
"""Code of the refusal: it has to be proposed."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody who begins something."""

    proposal: str = ""
    break_glass: str = ""
    break_glass_again: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that may need approval."""

    operation: str
    """An operation, or ``approving.CANCEL``."""
    target: str
    needed: int
    words: str
    job: str = ""
    """Id of the job, of a cancel."""
    remedies: tuple[Remedy, ...] = ()
    """How it is begun, and so proposed."""


def said(message: StartJob | CancelJob) -> Said:
    """Return what a message says of it."""
    return Said(message.proposal or "", said_of(message.break_glass or ""), (message.break_glass_again or "").strip())


def to_run(engine: Engine, request: Request) -> Need:
    """Return what a run needs."""
    view = engine.estate.view
    if request.target_type is TargetType.PLAN and request.target in view.plans:
        items, name = set(view.plans[request.target].items), view.plans[request.target].name
    else:
        items = {request.target}
        name = view.items[request.target].name if request.target in view.items else request.target
    number, words = _needed(engine, request.operation, request.target, items), f"{request.operation} of {name}"
    if not number:
        # How it is begun takes a look at all names: nobody waits for that who needs no approval.
        return Need(request.operation, request.target, 0, words)
    things = view.plans if request.target_type is TargetType.PLAN else view.items
    target = target_in(things, request.target_type, request.target)
    run = Remedy(Act.RUN, request.operation, target, ((Option.CONFIRM, name), (Option.COMMENT, None)))
    return Need(request.operation, request.target, number, words, remedies=(run,))


def to_cancel(engine: Engine, job: Job) -> Need:
    """Return what the cancel of a job needs."""
    created = job.created
    number = _needed(engine, CANCEL, created.request.target, set(created.qualified))
    words = f"a cancel of job {job.id} ({created.request.operation} of {created.target_name})"
    return Need(CANCEL, created.request.target, number, words, job.id)


def _needed(engine: Engine, operation: str, target: str, items: set[str]) -> int:
    state = engine.state
    if not state.room or not state.approvals.rules:
        return 0
    view, rules = engine.estate.view, state.approvals.rules.values()
    # Of a plan that is gone, or cannot be read, nobody knows any more which items it has: its rule counts for all.
    unknown = {rule.plan for rule in rules if rule.plan and rule.plan not in view.plans}
    return needed(rules, operation, engine.provider.mode, _plans(view, target, items) | unknown)


def _plans(view: EstateView, target: str, items: set[str]) -> set[str]:
    """Return every plan that shares an item: what a plan's rule asks for is not gone round by its items one by one."""
    return {plan.key for plan in view.plans.values() if plan.key == target or not items.isdisjoint(plan.items)}


def require(engine: Engine, need: Need, words: Said) -> Proposal | None:
    """Return the approved proposal under which this may begin; None = it needs none, or the glass is broken.

    Raises ``Refused`` where there is no leave, and ``BadInput`` for words that do not go together.
    """
    if words.proposal and words.break_glass:
        raise BadInput("bad-arguments", "what was approved needs no broken glass", place="proposal")
    if words.proposal:
        return _approved(engine, need, words.proposal)
    if words.break_glass:
        _require_glass(engine, need, words)
        return None
    if need.needed:
        raise Refused(
            NEEDED,
            f"{need.words} needs the approval of {people(need.needed)}",
            place=need.words,
            advice="propose it, and have it approved",
            remedies=need.remedies,
            extra=RefusalRow(needed=need.needed),
        )
    return None


def people(number: int) -> str:
    """Return how many other people that is."""
    return "another person" if number == 1 else f"{number} other people"


def find(engine: Engine, key: str) -> Proposal:
    """Return a proposal. Raises ``BadInput`` where there is none."""
    if (found := engine.state.approvals.proposals.get(key)) is None:
        known = [one.id for one in engine.state.approvals.proposals.values() if one.lasts]
        advice = f"open: {', '.join(known)}" if known else "none is open"
        raise BadInput("unknown-proposal", f"there is no proposal '{key}'", place="proposal", advice=advice)
    return found


def _approved(engine: Engine, need: Need, key: str) -> Proposal:
    proposal = find(engine, key)
    require_lasting(proposal, engine.wall())
    made = proposal.made
    if (made.operation, made.target, made.cancels) != (need.operation, need.target, need.job):
        raise NotPermitted(
            "proposal-of-another",
            f"proposal {key} is for {made.operation} of {made.target_name}, not for {need.words}",
            place=f"proposal {key}",
            advice="repeat the words of the proposal",
        )
    seated = [one for one in proposal.approvals if has_seat(engine, one.said.by.uid, Seat.APPROVER)]
    number = max(need.needed, made.needed)
    if proposal.state is not ProposalState.APPROVED or len(seated) < number:
        gone = len(proposal.approvals) - len(seated)
        raise NotPermitted(
            "not-approved",
            f"proposal {key} has {len(seated)} of {number} approvals"
            + (f"; {gone} of who approved it is no approver any more" if gone else ""),
            place=f"proposal {key}",
            advice=f"ask another approver; it lasts until {proposal.expires_at:%H:%M} UTC",
            extra=RefusalRow(proposal=key, needed=number),
        )
    return proposal


def _require_glass(engine: Engine, need: Need, words: Said) -> None:
    if not need.needed:
        raise Refused(
            "no-approval-needed", f"{need.words} needs no approval", advice="begin it without breaking the glass"
        )
    if not engine.state.approvals.settings.break_glass:
        raise NotPermitted(
            "break-glass-forbidden",
            f"{need.words} needs the approval of {people(need.needed)}, and the policy forbids to go without",
            place=need.words,
            advice="propose it, and have it approved",
        )
    if words.break_glass != words.break_glass_again:
        raise Refused(
            "not-confirmed",
            "the reason for breaking the glass was not said twice in the same words",
            option=Option.BREAK_GLASS,
            advice="repeat it with --break-glass-again: everybody will read it",
        )


def proposed(proposal: Proposal, digest: str | None) -> Preview | None:
    """Return what was proposed. Raises ``Refused`` where somebody says that they mean something else."""
    if digest and digest != proposal.made.digest:
        raise NotPermitted(
            "digest-of-another",
            f"proposal {proposal.id} has the digest {proposal.made.digest}, not {digest}",
            option=Option.DIGEST,
            advice="leave the digest out: it runs what was approved",
        )
    return proposal.made.preview


def used(engine: Engine, proposal: Proposal | None, job: str) -> list[ev.Event]:
    """Return what goes into the transaction that begins it: an approval is used once."""
    return [] if proposal is None else [ev.ProposalStarted(proposal.id, engine.wall(), job)]


def _changed(row: DifferenceRow) -> str:
    item = f" of {row['item']}" if row.get("item") else ""
    return f"{row['what']}{item} was {row['shown'] or 'nothing'}, is {row['now'] or 'nothing'}"


def voided(engine: Engine, proposal: Proposal, error: Refused) -> NotPermitted:
    """Void a proposal whose content is not what it was, and return the refusal that says so."""
    rows = told_with(error).get("difference") or []
    first = "; ".join(map(_changed, rows[:3]))
    why = f"what would run is no longer what was proposed: {first}{'; ...' if len(rows) > 3 else ''}"
    if proposal.lasts:
        engine.record(ev.ProposalVoided(proposal.id, engine.wall(), why))
    return NotPermitted(
        "proposal-voided",
        f"proposal {proposal.id} is void: {why}",
        place=f"proposal {proposal.id}",
        advice="look at what would run now, and propose that",
        extra=error.extra,
    )
