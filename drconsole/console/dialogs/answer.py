"""Answering what waits for a person: what for, why, and the answers it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from drconsole.console.dialogs.base import Field
from drconsole.console.dialogs.sending import SendingDialog
from drconsole.console.dialogs.sheet import Entry, Sheet, entry, heading
from drconsole.console.model import Changed, Model
from drconsole.render.jobs import task_name
from drconsole.render.marks import Severity, run_mark
from drconsole.render.text import clean, utc

OUTCOMES = {
    "done": "done: it is done, the job goes on",
    "failed": "failed: it could not be done, the job goes on as after a failed step",
    "skip": "skip: it is not needed here",
    "retry": "retry: do the step again",
}


def waits(model: Model, job: str | None) -> list[Mapping[str, Any]]:
    """What can be answered, of one job or of all; with the task's instructions where they are known."""
    gates = [row for row in model.rows("gate") if row.get("outcomes") and job in (None, row.get("job"))]
    return [{**(model.row("task", str(gate["task"])) or {}), **gate} if job else gate for gate in gates]


class AnswerDialog(SendingDialog[str | None]):
    """Dismissed with the answer that was taken, else None."""

    hint = "j/k choose  space this answer  tab comment  enter sends  esc back"
    undone = "not answered"

    def __init__(self, job: str | None = None) -> None:
        super().__init__()
        self.job = job
        self.waits: Sequence[Mapping[str, Any]] = ()
        self.chosen: tuple[str, str, str] | None = None
        """Job, task and outcome."""

    def fields(self) -> ComposeResult:
        yield Field("comment", "What was seen or done, then enter:")

    def on_mount(self) -> None:
        self.head("answer what waits for a person", f"job {clean(self.job)}" if self.job else "all jobs")
        self.say("")
        self._draw()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if {"gate", "task"} & changed.keys() and self.sending is None:
            self._draw()

    def _draw(self) -> None:
        self.waits = waits(self.console_app.model, self.job)
        known = {_key(wait, outcome) for wait in self.waits for outcome in wait["outcomes"]}
        if self.chosen not in known:
            self.chosen = None
        lines: list[Entry] = []
        for wait in self.waits:
            lines += self._of(wait)
        self.show(lines or [Entry("Nothing waits for an answer.")])

    def _of(self, wait: Mapping[str, Any]) -> list[Entry]:
        mark = run_mark("Suspended", wait.get("state_description"))
        what = f"job {clean(wait['job'])}, {clean(wait.get('operation'))} of {clean(wait.get('target'))}"
        lines = [
            heading(task_name(wait)),
            entry(f"{mark.text(True)}  {what}, since {utc(wait.get('since'))}", mark.severity),
        ]
        said = dict.fromkeys(clean(wait[name]) for name in ("instructions", "why") if wait.get(name))
        lines += [Entry(f"  {text}") for text in said]
        for outcome in wait["outcomes"]:
            key = _key(wait, outcome)
            box = "(•)" if key == self.chosen else "( )"
            lines.append(Entry(f"{box}  {OUTCOMES.get(outcome, clean(outcome))}", act="\n".join(key), hang=5))
        return lines

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        job, task, outcome = message.entry.act.split("\n")
        if self.sending is None:
            self.chosen = (job, task, outcome)
            self._draw()
            self.say(f"the answer: {outcome}; write what was seen or done, and press enter", Severity.NOTE)
            self.query_one("#comment", Input).focus()

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
            self.say("not answered: say what was seen or done, it is journaled", Severity.BAD)
            return
        self.send("AnswerTask", {"job": job, "task": task, "outcome": outcome, "comment": comment})

    def done(self, answer: Mapping[str, Any]) -> None:
        self.dismiss(self.chosen[2] if self.chosen else None)


def _key(wait: Mapping[str, Any], outcome: str) -> tuple[str, str, str]:
    return str(wait["job"]), str(wait["task"]), outcome
