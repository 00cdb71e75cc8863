"""Dialog that hands over: the brief of all that is open, and the offer of it to another member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.handover.briefed import TONES, BriefedDialog
from drconsole.console.state.handed import offered_by
from drconsole.console.state.led import own_key, own_leads
from drconsole.console.state.room.polled import seats_of
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import AcceptHandover, OfferHandover, WithdrawHandover
from drconsole.records.rows.room.handovers import BriefLineRow, HandoverRow
from drconsole.render.estate.presence import seated_at, who
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.rows.handover import line_text, offer_text
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean
from drconsole.room.acts import act_of
from drconsole.room.handover.offers import PASS
from drconsole.room.members import in_order

TO = "to:"
NO_ROOM = "Without an incident room, or a seat in it, there is nothing to hand over. This is the brief."


class GiveDialog(BriefedDialog):
    """Brief of what is open, and the offer; result: what was done, in words, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "focus_field('to')", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("w", "withdraw", show=False),
    ]
    hint = "j/k read  space or t: to whom  c comment, enter offers  w withdraw  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {
        "to": "type the account's name, enter goes on to the comment  esc to the page",
        "comment": "enter offers the handover  esc to the page",
    }
    not_done_text = "nothing was offered"

    def __init__(self) -> None:
        super().__init__()
        self._uids: dict[str, str] = {}
        """Number of each account that is listed, by its name as it is shown."""

    def fields(self) -> ComposeResult:
        yield Field("to", "To:")
        yield Field("comment", "Comment:")

    def draw(self) -> None:
        app = self.console_app
        own, offer = own_key(app.model, app.session.pid), offered_by(app.model, app.session.pid)
        self.head("hand over", offer_text(offer) if offer is not None else "")
        lines = list(self._receivers(own, offer))
        if self.told is None:
            lines.append(Entry("the brief is being read ...", "dim"))
        else:
            lines += self.brief_entries(self.told)
        self.show(lines)

    def _receivers(self, own: str, offer: HandoverRow | None) -> Iterator[Entry]:
        if not own:
            yield Entry(NO_ROOM)
        elif offer is not None:
            yield entry(f"Offered: {offer_text(offer)}. Nothing has passed; w withdraws it.", Severity.WARN)
        else:
            yield heading("To whom")
            people = seated_at(self.console_app.model.consoles, act_of(AcceptHandover.kind).seats)
            people.pop(own, None)
            names = [who(each) for each in people.values()]
            for key, each in people.items():
                # Of two with one name, each is called by the account's number.
                number = key.partition(":")[2]
                name = who(each) if names.count(who(each)) == 1 else number
                self._uids[name] = number
                yield Entry(f"{who(each)}, seat {clean(each['seat'] or '')}", act=f"{TO}{name}")
            if not people:
                yield Entry("nobody else is here who can take over; press t and type the account's name")
        if own:
            yield from self._passes(own)

    def _passes(self, own: str) -> Iterator[Entry]:
        """Yield what would pass as things stand: the engine decides once the offer is accepted."""
        app = self.console_app
        leads = own_leads(app.model, own)
        seats = in_order(PASS & set(seats_of(app.model, app.session.pid)))
        yield heading("What passes")
        for row in leads:
            yield Entry(f"the lead of job {clean(row['id'])}: {clean(row['operation'])} of {clean(row['target'])}")
        for seat in seats:
            yield Entry(f"the seat {seat}, where it is yours by name and not by a group")
        if not leads and not seats:
            yield Entry("nothing: you lead no job, and have no seat that passes")

    def line_entry(self, line: BriefLineRow) -> Entry:
        return Entry(line_text(line), TONES.get(line["severity"], ""))

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        self.query_one("#to", Input).value = message.entry.act.removeprefix(TO)
        self.say("chosen, not offered yet; press c, then enter", Severity.NOTE)

    @on(Input.Submitted, "#to")
    def _named(self) -> None:
        self.query_one("#comment", Input).focus()

    @on(Input.Submitted, "#comment")
    def _offer(self) -> None:
        if self.send_again():
            return
        to = self.value("to").strip()
        if not to:
            self.say("nothing was offered: to whom? (press t)", Severity.BAD)
            return
        try:
            self.send(OfferHandover(self._uids.get(to, to), self.value("comment").strip()))
        except ValueError as error:
            self.say(f"nothing was offered: {error}", Severity.BAD)

    def action_withdraw(self) -> None:
        app = self.console_app
        offer = offered_by(app.model, app.session.pid)
        if offer is None:
            self.say("there is no offer of yours to withdraw", Severity.WARN)
        elif self.sending is None:
            self.send(WithdrawHandover(offer["id"], self.value("comment").strip()))

    def done(self, answer: HandoverRow) -> None:
        self.dismiss(f"handover {offer_text(answer)}")
