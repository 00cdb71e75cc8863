"""Parts of a job's report about people: decisions, accepted findings, holds, validations. Pure."""

from __future__ import annotations

from drconsole.recovery.types.votes import Vote
from drconsole.render.drawing.report import Part
from drconsole.render.rows.notes import late_text
from drconsole.render.words.room.polls import SAID
from drconsole.render.words.text import NOTHING, clean, duration, prose, time_of_day, utc
from drconsole.reports.facts.said import Answered, Polled
from drconsole.reports.facts.types import JobFacts
from drconsole.reports.writing import cells
from drconsole.room.polls import Result

_RESULTS = {
    Result.GO.value: "✓ GO",
    Result.NO_GO.value: "‼ NO-GO",
    Result.SILENT.value: "‼ nobody answered",
}
_POLL_COLUMNS = ("Question", "About", "Asked by", "Answers", "Silent", "Result", "End")


def decisions(facts: JobFacts) -> Part:
    """Return every act of a person, the oldest first."""
    rows = [
        (utc(one.at), clean(one.who), clean(one.what), cells.said(one.about), cells.said(one.comment), str(one.rev))
        for one in facts.decisions
    ]
    return Part("Decisions", ("When", "Who", "What", "About", "Comment", "Event"), rows)


def glass(facts: JobFacts) -> Part:
    """Return what was done without the approval that it needed."""
    rows = [(f"‼ {clean(one.what)}", clean(one.by), utc(one.at), prose(one.reason)) for one in facts.break_glass]
    return Part("The glass was broken: without approval", ("What", "Who", "When", "Why"), rows)


def new_approvers(facts: JobFacts) -> Part:
    """Return who approved it that was made an approver while it waited."""
    rows = [
        (f"‼ {clean(one.what)} ({clean(one.proposal)})", clean(one.by), utc(one.at), clean(one.asked_by))
        for one in facts.approvals
        if one.new_seat
    ]
    return Part("Approved by who got the seat while it waited", ("What", "Approved by", "When", "Asked by"), rows)


def approvals(facts: JobFacts) -> Part:
    """Return who approved what, and who asked for it."""
    rows = [
        (
            f"{clean(one.what)} ({clean(one.proposal)})",
            clean(one.asked_by),
            prose(one.asked_why),
            clean(one.by),
            utc(one.at),
            cells.said(one.comment),
            clean(one.key or NOTHING),
        )
        for one in facts.approvals
    ]
    return Part("Approvals", ("What", "Asked by", "Why", "Approved by", "When", "Comment", "Signed by"), rows)


def polls(facts: JobFacts) -> Part:
    """Return what was asked before and during the run, who answered what, and who was silent."""
    rows = [
        (
            f"{clean(one.id)}: {prose(one.question)}",
            f"proposal {clean(one.proposal)}" if one.proposal else "the whole",
            f"{clean(one.by)}, {utc(one.asked_at)}",
            "; ".join(map(_answer, sorted(one.answers, key=lambda said: said.vote == Vote.GO))) or NOTHING,
            clean(", ".join(one.silent)) or NOTHING,
            _RESULTS.get(one.result or "", "? not ended"),
            _end(one),
        )
        for one in facts.polls
    ]
    return Part("Polls (times by the wall's clock)", _POLL_COLUMNS, rows)


def _answer(said: Answered) -> str:
    why = f": {prose(said.comment)}" if said.comment else ""
    return f"{SAID[said.vote]} {clean(said.by)}{why} ({time_of_day(said.at)})"


def _end(poll: Polled) -> str:
    if poll.ended_at is None:
        return f"open until {utc(poll.until)}"
    how = "ran out" if poll.ended_by is None else f"closed by {clean(poll.ended_by)}"
    return f"{how}, {utc(poll.ended_at)}"


def accepted(facts: JobFacts) -> Part:
    """Return the findings that were accepted."""
    rows = [
        (clean(one.id), clean(one.item or "the whole"), prose(one.message), clean(one.by), cells.said(one.comment))
        for one in facts.accepted
    ]
    return Part("Accepted findings", ("Finding", "Machine", "What it says", "Accepted by", "Comment"), rows)


def holds(facts: JobFacts) -> Part:
    """Return the times in which nothing was begun or a person was waited for."""
    held = [
        ("held", cells.span(one.started_at, one.ended_at), duration(one.seconds), clean(one.by), why)
        for one in facts.holds
        for why in [cells.said(one.comment)]
    ]
    waited = [
        (
            f"waited: {clean(one.name)}",
            cells.span(one.started_at, one.ended_at),
            duration(one.seconds),
            f"{clean(one.by or NOTHING)}{f' ({one.outcome})' if one.outcome else ''}",
            cells.said(one.comment or one.why),
        )
        for one in facts.waits
    ]
    return Part("Holds and waits", ("What", "When", "How long", "Who", "Why, or what was said"), [*held, *waited])


def validations(facts: JobFacts) -> Part:
    """Return what people recorded of the machines."""
    rows = [
        (
            clean(one.item),
            "✓ ok" if one.result == "ok" else f"✗ {clean(one.result)}",
            utc(one.at),
            clean(one.by),
            cells.said(one.comment),
            cells.said(one.seen),
            f"‼ no: {prose(one.voided)}" if one.voided else "yes",
        )
        for one in facts.validations
    ]
    if not rows:
        return Part("Validation", lines=["Nobody recorded a validation of these machines."])
    return Part("Validation", ("Machine", "Result", "When", "Who", "Comment", "Seen", "Counts"), rows)


def notes(facts: JobFacts) -> Part:
    """Return what people wrote into the record, by when it happened."""
    rows = [
        (
            utc(one.at),
            clean(one.by),
            prose(one.text),
            "the job" if one.of_job else "the whole",
            "‼ pinned" if one.pinned else NOTHING,
            late_text(one.at, one.noted_at),
            clean(one.id),
        )
        for one in facts.notes
    ]
    return Part("Notes", ("When", "Who", "What", "About", "Pinned", "Written down", "Note"), rows)
