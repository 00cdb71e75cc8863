"""Questions of a job to a person, in words, with the command that answers each. Pure."""

from __future__ import annotations

from drconsole.records.rows.status import NeedsRow
from drconsole.records.rows.work.jobs import JobTree, TaskFields, WaitRow
from drconsole.recovery.types.words import Description, counted
from drconsole.render.jobs.jobs import hold_text
from drconsole.render.jobs.tree import walk
from drconsole.render.words.command_lines import command, command_of
from drconsole.render.words.labels import with_item
from drconsole.render.words.text import clean


def answers(job: JobTree) -> list[str]:
    """Return what a waiting job asks of a person, each with the exact command that answers it."""
    tasks = {task["id"]: task for _, task in walk(job["tasks"])}
    lines: list[str] = []
    keyless = [wait for wait in job["waits_for"] if _wants_key(wait)]
    for wait in job["waits_for"]:
        if wait not in keyless[1:]:  # one key serves all that wait for it
            lines += [wait_text(wait, tasks.get(wait["task"])), *_answer(job["id"], wait["task"], wait)]
    if len(keyless) > 1:
        lines.append(f"  {counted(len(keyless) - 1, 'other task')} of the job will go on with the same key")
    if job["held"]:
        lines.append(f"the job is {hold_text(job)}; go on:  {command('job', 'resume', job['id'])}")
    return lines


def _wants_key(wait: WaitRow | NeedsRow) -> bool:
    return wait["state_description"] == Description.WAITING_FOR_ENCRYPTION_KEY


def wait_text(wait: WaitRow, task: TaskFields | None = None) -> str:
    """Return a task's name, its instructions and why it waits. ``task``: the task itself, where it is known."""
    item = clean(task["item"] or "") if task is not None else ""
    instructions = task.get("instructions", "") if task is not None else ""
    return _asked(with_item(wait["friendly_name"], item), instructions, wait["why"])


def _asked(name: str, *texts: str) -> str:
    return ": ".join([name, *dict.fromkeys(clean(text) for text in texts if text)])


def _answer(job: str, task: str, wait: WaitRow | NeedsRow) -> list[str]:
    """Return the command that ends a wait; nothing where nobody is asked."""
    if not wait["outcomes"]:
        return []
    first, *others = wait["outcomes"]
    more = ("--encryption-key", "FILE") if _wants_key(wait) else ()
    answer = command("job", "answer", job, task, "--outcome", first, *more, "--comment", "TEXT")
    return [f"  answer:  {answer}" + (f"   (or {', '.join(others)})" if others else "")]


def need_lines(need: NeedsRow) -> list[str]:
    """Something that needs a person: what it is, and the command that ends it."""
    lines = [_asked(with_item(need["friendly_name"], clean(need["item"] or "")), need["why"])]
    if need["job"] is not None and need["task"] is not None:
        lines += _answer(need["job"], need["task"], need)
    if line := command_of(need.get("remedies", ())) or need.get("command"):
        lines.append(f"  go on:  {clean(line)}")
    return lines
