"""Go/no-go polls in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.records.clock import lasts
from drconsole.recovery.types.votes import PollEnd, Vote
from drconsole.recovery.types.words import counted
from drconsole.render.words.text import clean, time_of_day, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.polls import PollRow, VoteRow

SAID = {Vote.GO.value: "GO", Vote.NO_GO.value: "NO-GO"}
NONE_YET = "no poll was ever asked"


def is_open(poll: PollRow, wall: str | None) -> bool:
    """Return whether it takes answers: nobody has closed it, and its time is not up on the wall's clock."""
    return poll["closed_at"] is None and lasts(poll["until"], wall)


def head_text(poll: PollRow, wall: str | None) -> str:
    """``q1  Fail shop over now?``, with the proposal that it is about, and how it stands."""
    about = f" (proposal {clean(poll['proposal'])})" if poll["proposal"] else ""
    return f"{poll['id']}  {clean(poll['question'])}{about}: {standing_text(poll, wall)}"


def standing_text(poll: PollRow, wall: str | None) -> str:
    """``1 GO, 1 NO-GO, 2 silent; until 10:15:00Z``, and of one that is over how and when it ended."""
    if is_open(poll, wall):
        return f"{tally_text(poll)}; until {time_of_day(poll['until'])}"
    if poll["closed_at"] is None:
        return f"{tally_text(poll)}; its time is up"
    how = "ran out" if poll["why"] == PollEnd.RAN_OUT else f"closed by {clean(poll['closed_by'])}"
    return f"{tally_text(poll)}; {how} {utc(poll['closed_at'])}"


def tally_text(poll: PollRow) -> str:
    """``1 GO, 1 NO-GO, 2 silent``."""
    votes = [vote["vote"] for vote in poll["votes"]]
    told = [f"{votes.count(vote)} {SAID[vote]}" for vote in SAID]
    return ", ".join([*told, f"{len(poll['silent'])} silent"])


def lines_of(poll: PollRow) -> list[str]:
    """Return who asked, each answer with its reason, objections first, and who is silent."""
    first = sorted(poll["votes"], key=lambda vote: vote["vote"] == Vote.GO)
    lines = [f"asked by {clean(poll['by'])} {utc(poll['since'])}", *map(vote_text, first)]
    if poll["silent"]:
        lines.append(f"silent: {', '.join(map(clean, poll['silent']))}")
    return lines


def vote_text(vote: VoteRow) -> str:
    """``NO-GO  ann: no power in oslo (10:15:00Z)``."""
    why = f": {clean(vote['comment'])}" if vote["comment"] else ""
    return f"{SAID[vote['vote']]:5}  {clean(vote['name'])}{why} ({time_of_day(vote['at'])})"


def result_text(poll: PollRow) -> str:
    """Return what a closed poll came to, for the moment of its end."""
    objections = sum(vote["vote"] == Vote.NO_GO for vote in poll["votes"])
    if objections:
        return f"NO-GO: {counted(objections, 'objection')}"
    return "GO" if poll["votes"] else "nobody answered"
