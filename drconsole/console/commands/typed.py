"""Lines of the command line behind ``:``: each opens the page or the dialog of the same, with its options set.

Nothing starts here: what needs a confirmation in a shell needs the one of its dialog.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console
from drconsole.console.state.model.targets import ITEM, PLAN, Target, target_named
from drconsole.console.state.screens import SCREENS
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed

LINES_SHOWN = 2000
"""Lines at most of what a command prints; the last ones, since lists that grow have the newest at their end."""
COMMANDS_OF: Mapping[str, str] = {
    "alarms shelve": "shelve",
    "alarms unshelve": "shelve",
    "poll": "poll",
    "poll answer": "poll",
    "poll ask": "poll",
    "poll close": "poll",
    "approve": "proposal",
    "arm": "arm",
    "clock pause": "clock-pause",
    "clock resume": "clock-resume",
    "clock speed": "clock-speed",
    "doctor": "doctor",
    "engine drain": "engine-drain",
    "engine start": "engine-start",
    "engine stop": "engine-stop",
    **{f"handover{word}": "handover" for word in ("", " offer", " accept", " decline", " withdraw")},
    "help": "help",
    "job answer": "answer",
    "job cancel": "cancel",
    "job hold": "hold",
    "job resume": "resume",
    "job retry": "retry",
    "lead": "lead",
    "next": "open",
    "reject": "proposal",
    "note": "note",
    "notes pin": "pin",
    "notes unpin": "unpin",
    "simulate repair": "repair",
    "simulate reset": "reset",
    "validate": "validate",
    "watch": "open-job",
    "who": "who",
}
"""Command of the command line -> command of the console that does the same."""
SCREEN_OF: Mapping[str, str] = {"status": "overview"}
"""Command of the command line -> screen that shows the same under another name."""
OPERATING = frozenset({"run", "check", "preview"})


async def run_typed(app: Console, typed: Typed) -> None:
    """Do what a line of the command line says. Raises ``DrError``."""
    if typed.left_to_dialog:
        app.say(f"{', '.join(typed.left_to_dialog)} is left out: the dialog asks you for it", everywhere=True)
    if typed.verb in OPERATING:
        if typed.operation is None:
            raise BadInput("bad-arguments", f"{typed.verb} what?", place="OPERATION", advice=f"such as {EXAMPLE}")
        await _command(app, typed.operation).run_typed(app, typed)
    elif (name := COMMANDS_OF.get(typed.verb)) is not None:
        await _command(app, name).run_typed(app, typed)
    elif (screen := typed.screen or SCREEN_OF.get(typed.verb, typed.verb)) in SCREENS and not typed.narrowed:
        await _show(app, screen, typed.subject)
        if typed.only and app.here is not None:
            app.here.find(typed.only)
    else:
        await _print(app, typed)


EXAMPLE = ":run failover shop"


def _command(app: Console, name: str) -> Command:
    """Return a command of this console. Raises ``Refused`` for one that a read-only console leaves out."""
    found = app.registry.get(name)
    if found is None:
        raise Refused("read-only", app.registry.why_left_out(name) or f"there is no command {name}")
    return found


async def _show(app: Console, screen: str, subject: str) -> None:
    """Go to a screen; with a subject to its page, or to its lines."""
    if subject and screen == "jobs":
        await _command(app, "open-job").run(app, subject)
    elif subject and screen != "points":
        kind, key = named(app, subject, PLAN if screen == "plans" else ITEM)
        await app.open(kind, key)
    else:
        item = named(app, subject, ITEM) if subject else None
        await _command(app, screen).run(app)
        if item is not None and app.here is not None:
            app.here.show_about(item)


def named(app: Console, said: str, kind: str) -> Target:
    """Return the plan or item of this name; ``kind`` says which is meant. Raises ``BadInput``."""
    prefix = said.partition(":")[0]
    found = target_named(app.model, said if prefix in (f"{PLAN}-key", f"{ITEM}-key", PLAN, ITEM) else f"{kind}:{said}")
    if found[0] != kind:
        raise BadInput("wrong-kind", f"'{clean(said)}' is a {found[0]}, and {kind} is meant", place=kind.upper())
    return found


async def _print(app: Console, typed: Typed) -> None:
    """Show what a command prints that only reads. Raises what it raises."""
    from drconsole.console.dialogs.reading import ReadingDialog
    from drconsole.render.rows.entries import Entry

    if app.session.shell is None:
        raise Refused("needs-a-shell", f"{typed.verb} needs a shell")
    lines = await asyncio.to_thread(app.session.shell.printed, typed.line)
    shown = [Entry(clean(line)) for line in lines[-LINES_SHOWN:]]
    if (left_out := len(lines) - LINES_SHOWN) > 0:
        shown.insert(0, Entry(f"{left_out} lines before these are left out: a shell shows all of them", "note"))
    await app.push_screen(ReadingDialog(typed.line, shown))
