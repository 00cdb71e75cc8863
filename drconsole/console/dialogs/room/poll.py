"""Dialog of go/no-go polls: the open one with its answers, which is answered or closed here; and earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from drconsole.console.dialogs.base.choosing import ChoosingDialog
from drconsole.console.dialogs.base.field import Field
from drconsole.console.state.led import own_key
from drconsole.console.state.room.polled import may_answer, newest_first, open_poll, own_vote, seats_of
from drconsole.console.state.room.proposing import wall_now
from drconsole.link.messages import AnswerPoll, AskPoll, ClosePoll, Message
from drconsole.link.messages.polls import LASTS
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.records.tables import POLLS, PROPOSALS
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.votes import Vote
from drconsole.render.room.proposals import lasts
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity
from drconsole.render.words.room.approvals import what_text
from drconsole.render.words.room.polls import NONE_YET, SAID, head_text, lines_of, standing_text, tally_text
from drconsole.render.words.text import clean

ASK, CLOSE = "ask", "close"
READING = "j/k read  esc back"
HINTS = {
    Vote.GO.value: "g GO  n NO-GO  space choose  enter sends it  c reason  esc back",
    CLOSE: "space choose, then c and enter close it  esc back",
    ASK: "space choose  c question, enter there asks  esc back",
}
"""Keys by what may be done; an answer comes before the rest."""
EARLIER = 5
"""Polls that are over and are listed at most."""


class PollDialog(ChoosingDialog[PollRow]):
    """Polls; result: what was done, in words, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "choose('go')", show=False),
        Binding("n", "choose('no-go')", show=False),
        Binding("c", "focus_field('comment')", show=False),
    ]
    follows = frozenset({POLLS, PROPOSALS, "status"})
    not_done_text = "nothing was recorded"
    result_keys = "gn"
    _by_key = ""
    """Answer that its key has chosen: enter on its line sends it."""

    def __init__(self, chosen: str = "", proposal: str = "", seconds: int = 0) -> None:
        """``chosen``: ``go``, ``no-go``, ``close`` or ``ask``, as it was typed; the rest is of a poll to be asked."""
        super().__init__(f"{chosen} {proposal}".strip())
        self._seconds = seconds

    def fields(self) -> ComposeResult:
        yield Field("comment", "Reason or question:")

    def on_mount(self) -> None:
        self.sheet.takes_g = False  # g is GO here
        super().on_mount()

    def draw(self) -> None:
        app = self.console_app
        poll, now = open_poll(app.model), wall_now()
        self.head("go or no-go", f"poll {clean(poll['id'])}" if poll is not None else "no poll is open")
        lines: list[Entry] = []
        if poll is not None:
            about = f" (proposal {clean(poll['proposal'])})" if poll["proposal"] else ""
            lines += [entry(f"{clean(poll['question'])}{about}", Severity.NOTE), Entry(standing_text(poll, now))]
            lines += [Entry(line, hang=7) for line in lines_of(poll)]
        ways = dict(self._ways(poll))
        if self.chosen and self.chosen not in ways:
            self.chosen = ""
        if list(ways) == [ASK]:
            self.chosen = ASK  # there is nothing else to be done here
        self.hint = next((hint for act, hint in HINTS.items() if act in ways), READING)
        self.query_one(Field).display = bool(ways)
        self.draw_hint()
        if ways:
            lines.append(heading("What is to be done"))
        lines += self.lines_to_choose(ways.items())
        lines += self._earlier(poll, now)
        self.show(lines)

    def _ways(self, poll: PollRow | None) -> Iterator[tuple[str, str]]:
        """Yield what this console's user may do, as an act and its text."""
        model, pid = self.console_app.model, self.console_app.session.pid
        if self.console_app.session.read_only:
            return
        commands = Seat.COMMANDER in seats_of(model, pid)
        if poll is None:
            if commands:
                for row in self._proposals():
                    yield f"{ASK} {row['id']}", f"ask about proposal {clean(row['id'])}: {what_text(row)}"
                yield ASK, "ask everybody who has a seat: press c, type the question, press enter"
            return
        if may_answer(model, pid):
            given = own_vote(poll, own_key(model, pid))
            before = f" (you said {SAID[given['vote']]})" if given is not None else ""
            yield Vote.GO, f"GO{before}"
            yield Vote.NO_GO, "NO-GO, with the reason"
        if commands:
            yield CLOSE, "close the poll: who has not answered is silent"

    def _proposals(self) -> list[ProposalRow]:
        """Return the proposals that can still come to something: a poll may be about one."""
        now = wall_now()
        return [row for row in self.console_app.model.rows(PROPOSALS) if lasts(row, now)]

    def _earlier(self, poll: PollRow | None, now: str) -> Iterator[Entry]:
        over = [one for one in newest_first(self.console_app.model) if poll is None or one["id"] != poll["id"]]
        if over:
            yield heading("Earlier polls")
        for one in over[:EARLIER]:
            yield Entry(head_text(one, now), hang=4)
            yield from (Entry(f"    {line}", "dim", hang=11) for line in lines_of(one)[1:])
        if not over and poll is None:
            yield Entry(NONE_YET)

    def action_choose(self, act: str) -> None:
        """Choose an answer by its key. The field gets the keys by one of its own: a word may begin with this letter."""
        if self.sending is not None or act not in dict(self._ways(open_poll(self.console_app.model))):
            return
        self.chosen = self._by_key = act
        self.draw()
        self.sheet.move([entry.act for entry in self.sheet.entries].index(act))
        way = "enter sends it, c adds a reason" if act == Vote.GO else "press c, say why, then enter"
        self.say(f"{SAID[act]} is chosen, not sent yet: {way}", Severity.NOTE)

    def take_back(self) -> None:
        self.chosen = self._by_key = ""
        self.draw()

    def acted(self, act: str, key: str) -> None:
        if key == "enter" and act == self.chosen == self._by_key:
            self.action_focus_field("comment")
            self.do_it()
        else:
            self._by_key = ""
            super().acted(act, key)

    def way_of(self, comment: str) -> str:
        """Return the question to everybody: a proposal has to be chosen, and an answer, too."""
        return ASK if comment and ASK in dict(self._ways(open_poll(self.console_app.model))) else ""

    def message(self, comment: str) -> Message[PollRow]:
        act, _, proposal = self.chosen.partition(" ")
        if act == ASK:
            about = next((row for row in self._proposals() if row["id"] == proposal), None)
            question = comment or (f"{what_text(about)}?" if about is not None else "")
            return AskPoll(question, self._seconds or LASTS, proposal)
        poll = open_poll(self.console_app.model)
        number = poll["id"] if poll is not None else ""
        return ClosePoll(number) if self.chosen == CLOSE else AnswerPoll(number, Vote(self.chosen), comment)

    def done(self, answer: PollRow) -> None:
        act = self.chosen.partition(" ")[0]
        done = {ASK: "asked", CLOSE: "closed"}.get(act) or f"you said {SAID[act]}"
        self.dismiss(f"poll {answer['id']}: {done}; {tally_text(answer)}")
