"""Dialog that cancels a job: first what that leaves behind, with hold as the alternative; then a typed name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.proposing import ProposingDialog
from drconsole.console.dialogs.base.typed_name import JobDialog
from drconsole.console.dialogs.jobs.hold import HoldDialog
from drconsole.console.state.model.model import Changed
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import CancelJob, HoldJob, ProposeCancel
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.jobs import ConsequenceRow, JobRow
from drconsole.records.tables import JOBS
from drconsole.recovery.types.words import Grain, RunState
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.jobs.jobs import AS_A_WHOLE
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.labels import labels_about
from drconsole.render.words.labels import of as label_of
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, words

HOLD = "hold"


class CancelDialog(JobDialog[JobRow | ProposalRow], ProposingDialog[JobRow | ProposalRow]):
    """Consequences of a cancel; result: ``hold`` or ``cancel`` when that was done, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("H", "hold", show=False), Binding("r", "ask_again", show=False)]
    hint = "j/k read  H hold instead  r refresh  c comment  n name  tab next  esc back"
    not_done_text = "not cancelled"
    name_prompt = "To CANCEL"
    enter_hint = "CANCELS the job"

    def __init__(self, job: str) -> None:
        super().__init__(job)
        self._lines: list[Entry] = []
        self._needed = 0

    def on_mount(self) -> None:
        operation = self.row["operation"] if self.row is not None else "not known"
        about = f"job {clean(self.job)}: {clean(operation)} of {clean(self.name_of_target)}"
        self.head(f"cancel job {clean(self.job)}?", about, "‼ A cancel is final: it cannot be undone or resumed.")
        if not self._may_hold:
            self.hint = self.hint.replace("H hold instead  ", "")
            self.draw_hint()
        self.action_ask_again()

    def action_ask_again(self) -> None:
        if self.sending is None:
            self.shown_at(None)
            self.say("asking the engine what a cancel leaves behind ...", Severity.BUSY)
            self.run_worker(self._ask_consequences(), group="look", exclusive=True)

    async def _ask_consequences(self) -> None:
        """Ask for the consequences: the engine refuses a cancel without its confirmation, and names them."""
        try:
            await self.console_app.ask(CancelJob(self.job))
        except DrError as error:
            self._consequences(error)

    @property
    def needed(self) -> int:
        return self._needed

    def redraw_approval(self) -> None:
        self.draw_prompt()
        self.show([*self.approval_entries(), *self._lines], top=True)

    def _consequences(self, error: DrError) -> None:
        self._needed = told_with(error).get("needed", 0)
        left = told_with(error).get("consequences")
        if left is None:
            self._lines = [entry(f"✗ {error_line(self.console_app, error)}", Severity.BAD)]
            self.say(error_line(self.console_app, error), Severity.BAD)
        else:
            self._lines = [
                *self._hold(),
                heading("What cancelling now leaves behind"),
                *consequences(left),
            ]
            held = ", whether you hold or cancel. A hold can be resumed." if self._may_hold else "."
            self.say(f"Steps already started will finish{held}")
        self.shown_at(self.reader_now())
        self.redraw_approval()

    @property
    def _may_hold(self) -> bool:
        return self.row is None or HOLD in self.row["allowed_actions"]

    def _hold(self) -> list[Entry]:
        if self._may_hold:
            text = "Hold instead (press H): no new step begins, you decide later, and can resume"
            return [Entry(text, "note", HOLD)]
        why = self._why_no_hold()
        return [Entry(f"No hold instead: {why}", "dim", why_not=why)]

    def follow(self, changed: Changed) -> None:
        """Say that the job has gone on: the consequences of a cancel may have changed."""
        super().follow(changed)
        if self.job not in changed.get(JOBS, ()):
            return
        if self.row is not None and self.row["ended_at"]:
            self.say("the job has ended: there is nothing to cancel", Severity.WARN)
        elif self.sending is None:
            self.say("the job has gone on since this was read: press r to refresh", Severity.WARN)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.why_not:
            self.say(message.entry.why_not, Severity.WARN)
        else:
            self.action_hold()

    def action_hold(self) -> None:
        """Ask for the reason, as everywhere; the letters of a name, typed in the wrong place, hold nothing."""
        if not self._may_hold:
            self.say(self._why_no_hold(), Severity.WARN)
        elif self.sending is None:
            title = f"hold job {clean(self.job)}?"
            self.app.push_screen(HoldDialog(title, ["It is not cancelled."], self.name_of_target), self._hold_it)

    def _why_no_hold(self) -> str:
        if self.row is not None and self.row["held"]:
            return f"job {self.job} is held already"
        if self.row is not None and self.row["grain"] != Grain.STEP and not self.row["ended_at"]:
            return AS_A_WHOLE
        return f"job {self.job} cannot be held now"

    def _hold_it(self, reason: str | None) -> None:
        if reason is not None and self.sending is None:
            self.send(HoldJob(self.job, reason or self.comment))

    def confirmed(self) -> None:
        if self.proposes:
            self.not_done_text = "nothing was proposed"
            self.send(ProposeCancel(self.job, self.value("name"), self.comment))
        else:
            self.not_done_text = "not cancelled"
            name = self.value("name")
            self.send(CancelJob(self.job, name, self.comment, None, self.glass, self.glass))

    def done(self, answer: JobRow | ProposalRow) -> None:
        if "needed" in answer:
            self.proposed(cast("ProposalRow", answer))
            return
        held = answer["held"] and answer["state"] != RunState.CANCELLING
        self.dismiss(HOLD if held else "cancel")


def consequences(left: Sequence[ConsequenceRow]) -> Iterator[Entry]:
    """Yield what a cancel leaves of each machine; machines of which it leaves the same stand together, all by name."""
    known = labels_about(left)
    alike: dict[tuple[str, bool | None, str], list[ConsequenceRow]] = {}
    for each in left:
        what = each["text"].removeprefix(f"{each['item']}: ")
        alike.setdefault((each["outcome"], each["loses_replication"], what), []).append(each)
    for (_, _, what), rows in alike.items():
        names = ", ".join(label_of(known, row) for row in rows)
        yield _entry(rows[0], names, rows[0]["text"] if len(rows) == 1 else f"Each: {what}")


def _entry(left: ConsequenceRow, names: str, text: str) -> Entry:
    lost, touched = left["loses_replication"], left["outcome"] != "untouched"
    replication = "" if lost is None else ", replication LOST" if lost else ", replication kept"
    severity = Severity.BAD if lost else Severity.WARN if touched else Severity.IDLE
    mark = "✗" if lost else "‼" if touched else "·"
    how = words(left["outcome"]).replace("-not-", ", not ").replace("-", " ")
    return entry(f"{mark} {names}: {how}{replication}\n    {clean(text)}", severity)
