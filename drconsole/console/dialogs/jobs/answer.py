"""Dialog that answers tasks that wait for a person: what each waits for, why, and the answers it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.key_field import KeyField
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.state.model.model import Changed, Model
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import AnswerTask
from drconsole.records.rows.work.jobs import GateRow, JobRow, TaskRow
from drconsole.records.tables import GATES, TASKS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, Outcome
from drconsole.render.estate.items.encryption import certificate_text
from drconsole.render.jobs.jobs import answer_text, gate_name
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.text import clean, utc

OUTCOME_TEXTS = {
    "done": "done: it is done, the job goes on",
    "failed": "failed: it could not be done, the job goes on as after a failed step",
    "skip": "skip: it is not needed, the job goes on",
    "retry": "retry: run the step again",
}


CONFIRMED = frozenset({"failed", "skip"})
"""Answers that the operator confirms a second time: the job goes on without the step."""
NO_ANSWER = "1. choose above (space)  2. reason:"
OUTCOME_TEXTS_OF: dict[str, dict[str, str]] = {
    Description.WAITING_FOR_USER_INPUT: {
        "done": "done: go on; the downtime begins: the machines in Azure are shut down, then started at the primary"
        " site",
        "failed": "failed: do not go on; the failback counts as failed, the machines stay in Azure",
        "skip": "skip: go on as well; the journal records that the wait was not needed",
    },
    Description.WAITING_FOR_ENCRYPTION_KEY: {
        "retry": "retry: with the key in the file below",
        "failed": "failed: without the key; the machine is not created",
    },
}
"""Texts of answers that have an effect of their own at some waits."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Task that waits for an answer, with its instructions where they are known."""

    gate: GateRow
    instructions: str = ""

    def choice(self, outcome: str) -> tuple[str, str, str]:
        """Return an answer to it: job, task and outcome."""
        return self.gate["job"], self.gate["task"], outcome

    def text(self, outcome: str) -> str:
        """Return what an answer does."""
        own = OUTCOME_TEXTS_OF.get(self.gate["state_description"], {})
        return own.get(outcome) or OUTCOME_TEXTS.get(outcome) or clean(outcome)


def waits(model: Model, job: str | None) -> list[Wait]:
    """Return the tasks that wait for an answer, of one job or of all."""
    gates = model.asking(job)
    tasks = {gate["task"]: model.row(TASKS, gate["task"]) for gate in gates} if job else {}
    return [Wait(gate, _instructions(tasks.get(gate["task"]))) for gate in gates]


def _instructions(task: TaskRow | None) -> str:
    return task.get("instructions", "") if task is not None else ""


class AnswerDialog(SendingDialog[JobRow]):
    """Waits with their answers; result: the answer that the engine took, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "focus_field('comment')", show=False),
        Binding("e", "focus_key", show=False),
    ]
    hint = "j/k move  space choose  c comment, enter there sends  tab next  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {
        "comment": "enter sends the answer  up, down read the page  esc to the page",
        "key": "tab completes the path  enter goes on to the comment  esc to the page",
    }
    not_done_text = "not answered"
    answers = 1

    def __init__(self, job: str | None = None) -> None:
        super().__init__()
        self.job = job
        self.waits: Sequence[Wait] = ()
        self.chosen: tuple[str, str, str] | None = None
        """Chosen answer: job, task and outcome."""

    def fields(self) -> ComposeResult:
        yield KeyField()
        yield Field("comment", NO_ANSWER)

    def on_mount(self) -> None:
        self.head("answer a waiting task", f"job {clean(self.job)}" if self.job else "all jobs")
        self.say("")
        self._draw()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if {GATES, TASKS} & changed.keys() and self.sending is None:
            before = self.chosen
            self._draw()
            if before is not None and self.chosen is None:
                self._say_who_was_first(before[1])

    def _say_who_was_first(self, task: str) -> None:
        """Say that the chosen answer is not needed any more, and who gave one, as far as it is known."""
        row = self.console_app.model.row(TASKS, task)
        said = answer_text(row) if row is not None else ""
        told = f"answered by somebody else: {said}" if said else "it waits no more: see the job's page"
        self.say(f"not sent: {told}", Severity.WARN)

    def _draw(self) -> None:
        self.waits = waits(self.console_app.model, self.job)
        known = {wait.choice(outcome) for wait in self.waits for outcome in wait.gate["outcomes"]}
        if self.chosen not in known:
            self.chosen = None
        lines: list[Entry] = []
        for wait in self.waits:
            lines += self._entries(wait)
        self.show(lines or [Entry("No task waits for an answer.")])
        self.query_one(KeyField).need(self._needs_key())
        for field in self.query("#field-comment").results(Field):
            field.label.update(f"Answer {clean(self.chosen[2]).upper()}, reason:" if self.chosen else NO_ANSWER)

    def _needs_key(self) -> bool:
        """Return whether the chosen answer needs the encryption key."""
        if self.chosen is None or self.chosen[2] != Outcome.RETRY:
            return False
        found = self._chosen_wait()
        return found is not None and found.gate["state_description"] == Description.WAITING_FOR_ENCRYPTION_KEY

    def _chosen_wait(self) -> Wait | None:
        """Return the wait that the chosen answer is for."""
        if self.chosen is None:
            return None
        return next((wait for wait in self.waits if wait.choice(self.chosen[2]) == self.chosen), None)

    def action_focus_key(self) -> None:
        if self._needs_key():
            self.query_one("#key", Input).focus()

    @on(Input.Submitted, "#key")
    def _key_named(self) -> None:
        self.query_one("#comment", Input).focus()

    def _entries(self, wait: Wait) -> list[Entry]:
        gate = wait.gate
        mark = run_mark("Suspended", gate["state_description"])
        what = f"job {clean(gate['job'])}, {clean(gate['operation'])} of {clean(gate['target'])}"
        lines = [
            heading(gate_name(gate)),
            entry(f"{mark.text(True)}  {what}, since {utc(gate['since'])}", mark.severity),
        ]
        said = dict.fromkeys(clean(text) for text in (wait.instructions, gate["why"]) if text)
        lines += [Entry(f"  {text}") for text in said]
        if gate["state_description"] == Description.WAITING_FOR_ENCRYPTION_KEY:
            lines += [Entry(f"  {text}") for text in self._certificates(gate)]
        for outcome in gate["outcomes"]:
            choice = wait.choice(outcome)
            box = "(•)" if choice == self.chosen else "( )"
            lines.append(Entry(f"{box}  {wait.text(outcome)}", act="\n".join(choice), hang=5))
        return lines

    def _certificates(self, gate: GateRow) -> list[str]:
        """Return which certificate a task waits for and where it is kept, as far as the item's row says it."""
        key = gate["item_key"]
        rows = self.console_app.model.items.rows([key]) if key is not None else []
        sealed = [row["encryption"] for row in rows if row["encryption"] is not None]
        return [f"Certificate {certificate_text(each['thumbprint'], each['certificate'])}." for each in sealed]

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        job, task, outcome = message.entry.act.split("\n")
        if self.sending is None:
            self.chosen = (job, task, outcome)
            self._draw()
            self.say(f"chosen: {outcome}, not sent yet; press c, give the reason, press enter", Severity.NOTE)

    @on(Input.Submitted, "#comment")
    def _send_answer(self) -> None:
        if self.send_again():
            return
        if self.chosen is None:
            self.say("not answered: choose an answer first (space on it)", Severity.BAD)
            return
        job, task, outcome = self.chosen
        comment = self.value("comment").strip()
        if not comment:
            self.say("not answered: give the reason, the journal records it", Severity.BAD)
            return
        if outcome not in CONFIRMED:
            self._send_it(True)
            return
        found = self._chosen_wait()
        about = [f"{gate_name(found.gate)}, job {job}", found.text(outcome)] if found is not None else [task]
        lines = [*about, f"Reason: {comment}"]
        self.app.push_screen(ConfirmDialog(f"answer {outcome}?", lines, yes=f"answer {outcome}"), self._send_it)

    def _send_it(self, yes: bool | None) -> None:
        if not yes or self.chosen is None or self.sending is not None:
            return
        job, task, outcome = self.chosen
        comment = self.value("comment").strip()
        answer = AnswerTask(job, task, Outcome(outcome), comment)
        if self._needs_key():
            self.run_worker(self._send_with_key(answer), group="key", exclusive=True)
        else:
            self.send(answer)

    async def _send_with_key(self, answer: AnswerTask) -> None:
        content = await self.query_one(KeyField).read()
        if content is None:
            self.say(f"{self.not_done_text}: the file of the encryption key cannot be used (press e)", Severity.BAD)
        elif self.sending is None:
            self.send(replace(answer, encryption_key=content))

    def done(self, answer: JobRow) -> None:
        self.dismiss(self.chosen[2] if self.chosen else None)
