"""What is drawn: how a console comes to show a screen or a dialog, and its frames at each size in each theme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from coach_views import say
from console_fakes import news_at, samples
from dialog_support import choose, entries_of, settled
from frame_roles import THEMES
from frame_text import SIZES, Frame, frame_of
from live_world import Work, live_console
from screen_support import console
from support.rig import Rig
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.strip import Strip

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.coach import CoachDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Link, News
from drconsole.training.coaching.view import CoachView

ROUNDS = 5
"""How often a screen is drawn in all themes until all show the same."""
PATIENCE = 100
"""Turns of the loop in which a command has done what it does, or has opened its dialog."""

Hear = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Shot:
    """A screen or dialog, and the way to it: a world or a moment of the samples, keys, a dialog, what is done there."""

    shows: type[Screen[Any]]
    keys: tuple[str, ...] = ()
    moment: str | None = "quiet"
    """Of the sample rows, None = nothing was heard yet; a world of its own counts instead."""
    dialog: Callable[[], ModalScreen[Any]] | None = None
    acts: tuple[str, ...] = ()
    """Entries of the dialog that are chosen, by the beginning of their act; ``+n`` = the n-th after the first."""
    then: tuple[str, ...] = ()
    """Keys that are pressed in the dialog."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Of the engine: message -> answer, where it is not the one of the real engine over the same rows."""
    news: Callable[[], Mapping[str, Any]] = dict
    """What else the console hears, or hears otherwise."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Of the console's session."""
    world: Callable[[], Rig] | None = None
    before: Work | None = None
    """What was done in the world before the console opens."""
    coach: tuple[CoachView, ...] = ()
    """What the coach of an exercise says, one after the other."""
    says: bool = False
    """Whether the messages to the operator belong to the picture."""
    prepare: Callable[[pytest.MonkeyPatch], None] = lambda patch: None
    """What stands in for files and clocks of this machine."""


async def drawn(shot: Shot) -> dict[str, Frame]:
    """The frames of a shot by size, each in all themes, from one console."""
    with pytest.MonkeyPatch.context() as patch:
        shot.prepare(patch)
        return await _drawn(shot)


async def _drawn(shot: Shot) -> dict[str, Frame]:
    async with _opened(shot) as (app, pilot, hear):
        await _go(app, pilot, hear, shot)
        assert type(app.screen) is shot.shows, f"{type(app.screen).__name__} is shown, not {shot.shows.__name__}"
        return await _frames(app, pilot)


@asynccontextmanager
async def _opened(shot: Shot) -> AsyncIterator[tuple[ConsoleApp, Pilot[Any], Hear]]:
    small = next(iter(SIZES.values()))
    if shot.world is not None:
        async with live_console(shot.world(), shot.before, small) as (watched, _):
            yield watched.app, watched.pilot, watched.hear
        return
    news = shot.news()
    async with console(shot.moment, size=small, answers=shot.answers, news=news, **shot.settings) as opened:
        followed: list[object] = []
        if shot.moment is None:
            # Somebody has looked: before that it is not known whether an engine answers.
            await opened.take(News(link=Link.NONE))

        async def hear() -> None:
            """What the feed tells once a job's tasks, or the journal, are followed."""
            model, screen = opened.app.model, opened.app.screen
            if shot.moment is None:
                return
            if model.job is not None and model.job not in followed:
                followed.append(model.job)
                opened.app.take(news_at(shot.moment, **news))
            elif getattr(screen, "crumb", "") == "Journal" and screen not in followed:
                followed.append(screen)
                opened.app.take(News(rev=model.rev, link=model.link, journal=samples()[shot.moment].journal))

        yield opened.app, opened.pilot, hear


async def _go(app: ConsoleApp, pilot: Pilot[Any], hear: Hear, shot: Shot) -> None:
    for view in shot.coach:
        say(app, view)
        await _settle(app, pilot)
        if isinstance(app.screen, CoachDialog):
            await pilot.press("escape")
            await _settle(app, pilot)
    for key in shot.keys:
        await pilot.press(key)
        await _settle(app, pilot)
        await hear()
        await pilot.pause()
    dialog = app.screen
    if shot.dialog is not None:
        app.push_screen(dialog := shot.dialog())
        await settled(app, pilot)
    for wanted in shot.acts:
        assert isinstance(dialog, Dialog)
        begins, _, later = wanted.partition("+")
        entries = entries_of(dialog) if isinstance(dialog, OperationDialog) else dialog.sheet.entries
        acts = [entry.act for entry in entries if entry.act.startswith(begins)]
        await choose(app, pilot, dialog, acts[int(later or 0)])
    if shot.then:
        await pilot.press(*shot.then)
        await _settle(app, pilot)
    if not shot.says:
        app.clear_notices(*app.shown_notices)


async def _settle(app: ConsoleApp, pilot: Pilot[Any]) -> None:
    """Until commands have done their work; one that has opened a dialog waits for its end."""
    for _ in range(PATIENCE):
        await pilot.pause()
        if isinstance(app.screen, ModalScreen) or all(
            each.is_finished for each in app.workers if each.group == "command"
        ):
            break
    await settled(app, pilot)


async def _look(app: ConsoleApp, pilot: Pilot[Any], theme: str) -> list[Strip]:
    """The screen in this theme."""
    if app.theme != theme:
        app.theme = theme
        await pilot.pause()
    return app.screen._compositor.render_strips()


async def _frames(app: ConsoleApp, pilot: Pilot[Any]) -> dict[str, Frame]:
    frames: dict[str, Frame] = {}
    themes = list(THEMES)
    for name, size in SIZES.items():
        if app.size != size:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
        for _ in range(ROUNDS):
            looks = {theme: await _look(app, pilot, theme) for theme in themes}
            if len({"\n".join(strip.text for strip in look) for look in looks.values()}) == 1:
                break  # else the page below a dialog was still being laid out: the pilot waits for the topmost alone
        for look in looks.values():
            assert [strip.cell_length for strip in look] == [size[0]] * size[1], "a line is not as wide as it is"
        frames[name] = frame_of([looks[theme] for theme in THEMES])
        themes.reverse()  # the theme that is worn now comes first
    return frames
