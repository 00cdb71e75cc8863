"""Dialog about the lead of a job: who has it and who asks for it; it is taken, asked for or given here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from drconsole.console.dialogs.base.choosing import ChoosingDialog
from drconsole.console.dialogs.base.field import Field
from drconsole.console.state.led import may_give, own_key
from drconsole.link.messages import AskLead, GiveLead, Message, TakeLead
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.rows.work.leads import LeadRow
from drconsole.records.tables import JOBS
from drconsole.render.estate.presence import seated_at, who
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity
from drconsole.render.words.room.leads import asker_text, lead_text
from drconsole.render.words.text import clean
from drconsole.room.leads import LEADS


class LeadDialog(ChoosingDialog[JobRow]):
    """Lead of one job; result: what was done, in words, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "focus_field('comment')", show=False)]
    hint = "j/k move  space choose  c reason, enter there does it  esc back"
    chosen_text = "chosen, not done yet; press c, give the reason, press enter"
    follows = frozenset({JOBS, "status"})
    not_done_text = "the lead stays where it is"

    def __init__(self, job: str, chosen: str = "") -> None:
        """``chosen``: ``take``, ``ask`` or ``give NAME``, as it was typed."""
        super().__init__(chosen)
        self.job = job

    def fields(self) -> ComposeResult:
        yield Field("comment", "Reason:")

    def draw(self) -> None:
        app = self.console_app
        row, own = app.model.row(JOBS, self.job), own_key(app.model, app.session.pid)
        what = f"{clean(row['operation'])} of {clean(row['target'])}" if row is not None else ""
        self.head(f"lead of job {clean(self.job)}", what)
        lead = row.get("lead") if row is not None else None
        lines = [entry(lead_text(lead, own), Severity.NOTE)]
        if lead is not None:
            lines += [entry(asker_text(asker), Severity.WARN) for asker in lead["asked"]]
            lines.append(Entry("Hold, resume, cancel and answer are theirs who lead, and the commander's."))
        ways = list(self._ways(lead, own))
        if self.chosen and self.chosen not in dict(ways):
            ways.append((self.chosen, clean(self.chosen)))
        lines.append(heading("What is to be done"))
        lines += self.lines_to_choose(ways)
        self.show(lines)

    def _ways(self, lead: LeadRow | None, own: str) -> Iterator[tuple[str, str]]:
        """Yield what can be done, as an act and its text."""
        app = self.console_app
        if lead is None:
            yield "take", "take the lead: nobody has it"
        elif lead["key"] != own:
            name = clean(lead["name"])
            yield "ask", f"ask {name} for the lead; their console tells it"
            yield "take", f"take the lead from {name}, with a reason, which is told and journaled"
        if lead is not None and not may_give(app.model, app.session.pid, lead):
            return
        for key, name in self._able(lead).items():
            if key not in (own, lead["key"] if lead is not None else ""):
                yield f"give {key.partition(':')[2]}", f"give the lead to {clean(name)}"

    def _able(self, lead: LeadRow | None) -> dict[str, str]:
        """Return who asks for the lead, and who is here and could lead: name by key."""
        asking = {asker["key"]: asker["name"] for asker in (lead["asked"] if lead is not None else ())}
        here = seated_at(self.console_app.model.consoles, LEADS)
        return {key: who(each) for key, each in here.items()} | asking

    def message(self, comment: str) -> Message[JobRow]:
        act, _, name = self.chosen.partition(" ")
        if act == "give":
            return GiveLead(self.job, name, comment)
        return TakeLead(self.job, comment) if act == "take" else AskLead(self.job, comment)

    def done(self, answer: JobRow) -> None:
        app = self.console_app
        lead = answer["lead"]
        asked = self.chosen == "ask" and lead is not None
        said = f"you asked {clean(lead['name'])} for the lead" if asked and lead is not None else ""
        self.dismiss(said or lead_text(lead, own_key(app.model, app.session.pid)))
