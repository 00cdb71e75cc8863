"""A console with a dialog open, driven by keys; and an engine that answers as it is told, request ids included."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from console_fakes import FakeSession, fake_session, news_at
from textual.pilot import Pilot
from textual.screen import ModalScreen

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import Message
from drconsole.render.operation.pages import Page
from drconsole.render.rows.entries import Entry

OVERRIDABLE = {
    "id": "test-failover-missing",
    "level": "error",
    "overridable": True,
    "item": None,
    "message": "No test failover was done.",
    "possible_causes": "",
    "recommended_action": "Do one.",
}
"""A finding that stops a failover until it is accepted."""
WORKING = ("preview", "points", "key", "send", "look")


def failover() -> OperationDialog:
    return OperationDialog("failover", ("plan", "shop"))


@dataclass(slots=True)
class Remembering(FakeSession):
    """Also knows under which ids was asked; ``script`` answers a kind's questions one after the other."""

    ids: list[tuple[str, str | None]] = field(default_factory=list)
    script: dict[str, list[Any]] = field(default_factory=dict)

    def ask(self, message: Message[Any], request_id: str | None = None) -> dict[str, Any]:
        kind = message.kind
        self.ids.append((kind, request_id))
        if self.script.get(kind):
            self.answers[kind] = self.script[kind].pop(0)
        return FakeSession.ask(self, message, request_id)

    def ids_of(self, kind: str) -> list[str | None]:
        return [request_id for asked, request_id in self.ids if asked == kind]


def session(script: Mapping[str, list[Any]] | None = None, **more: Any) -> Remembering:
    made = fake_session(**more)
    names = ("paths", "read_only", "screen", "over_ssh", "operator", "log_in", "theme")
    return Remembering(
        **{name: getattr(made, name) for name in names},
        answers={},
        script={k: list(v) for k, v in (script or {}).items()},
    )


@asynccontextmanager
async def console(
    made: Remembering, moment: str = "quiet", **news: Any
) -> AsyncIterator[tuple[ConsoleApp, Pilot[None]]]:
    first = news_at(moment, **news)
    app = ConsoleApp(made, feed=False)
    async with app.run_test(size=(80, 24)) as pilot:
        app.take(first)
        await pilot.pause()
        yield app, pilot


async def settled(app: ConsoleApp, pilot: Pilot[None]) -> None:
    """Until no dialog waits for an answer, and its sheet has the width that it is read in."""
    for _ in range(100):
        await pilot.pause()
        busy = [worker for worker in app.workers if worker.group in WORKING and not worker.is_finished]
        if busy:
            await app.workers.wait_for_complete(busy)
        elif all(0 < sheet._width == sheet._room for sheet in app.screen.query(Sheet)):
            break
    await pilot.pause()


Done = list[Any]


async def opened(app: ConsoleApp, pilot: Pilot[None], dialog: ModalScreen[Any]) -> Done:
    """Open it; what it is dismissed with comes into the list."""
    done: Done = []
    app.push_screen(dialog, done.append)
    await settled(app, pilot)
    return done


async def press(app: ConsoleApp, pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(app, pilot)


def rested(app: ConsoleApp) -> None:
    """A second goes by: what is typed next is not of one go with what was typed before."""
    before = app.monotonic
    app.monotonic = lambda: before() + 1.0


def page_of(dialog: OperationDialog, act: str) -> Page:
    """The page with the entry of this act."""
    return next(page for page in Page if act in [entry.act for entry in dialog.entries(page)])


def entries_of(dialog: OperationDialog) -> list[Entry]:
    """Everything on all pages of the dialog of an operation."""
    return [entry for page in Page for entry in dialog.entries(page)]


def text_of(dialog: OperationDialog) -> str:
    """All pages of the dialog of an operation as one text, its lines not broken."""
    return " ".join(" ".join(entry.text for entry in entries_of(dialog)).split())


async def choose(app: ConsoleApp, pilot: Pilot[None], dialog: Dialog[Any], act: str) -> None:
    """Go to the entry with this act, and press space."""
    if isinstance(dialog, OperationDialog):
        dialog.go(page_of(dialog, act))
        await pilot.pause()
    acts = [entry.act for entry in dialog.sheet.entries]
    dialog.sheet.focus()
    dialog.sheet.move(acts.index(act))
    await press(app, pilot, "space")


def typed(text: str) -> tuple[str, ...]:
    names: dict[str, str] = {" ": "space", "-": "minus", ".": "full_stop", ":": "colon", "_": "underscore"}
    return tuple(names.get(letter, letter) for letter in text)
