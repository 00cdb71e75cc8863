"""Screen of an instructor: an app of its own, in a terminal of its own, on the exercise that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from drconsole.console.instructor.dialogs import Pick, Say, Watching
from drconsole.console.instructor.drawing import page
from drconsole.console.terminal.run import ignore_size_variables
from drconsole.console.theme import register_themes
from drconsole.recovery.types.work.errors import DrError
from drconsole.settings.config.load import load
from drconsole.store.reading.reader import Reader
from drconsole.training.instructing.faults import Trouble, fault_of, kinds, seconds, trouble, troubles
from drconsole.training.instructing.fitting import misfit
from drconsole.training.instructing.standing import Observer, Standing, next_step
from drconsole.training.instructing.station import Done, Station

LOOK = 1.0
"""Seconds between two looks."""
SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


class InstructorApp(App[None]):
    """Station of an instructor."""

    TITLE = "drconsole instructor"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: $background; color: $foreground; overflow: hidden; }
    #page, #seen { width: 100%; height: 100%; }
    ModalScreen { align: center middle; }
    ModalScreen > Vertical { width: 72; max-width: 100%; height: auto; max-height: 80%; border: solid $border;
        background: $background; padding: 0 1; }
    OptionList, Input { border: none; }
    OptionList { height: auto; max-height: 14; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "leave"),
        Binding("ctrl+c", "quit", "leave"),
        Binding("f", "freeze", "freeze, resume"),
        Binding("plus,equals_sign", "speed(1)", "faster"),
        Binding("minus", "speed(-1)", "slower"),
        Binding("j", "jump", "jump ahead"),
        Binding("s", "snapshot", "snapshot"),
        Binding("b", "go_back", "go back"),
        Binding("n", "note", "note"),
        Binding("m", "message", "message"),
        Binding("i", "inject", "any fault"),
        Binding("w", "watch", "watch"),
        Binding("K", "kill", "kill the engine"),
        Binding("X", "drop", "drop the line"),
        *(Binding(str(key), f"trouble('{key}')", "a fault") for key in range(1, 9)),
    ]

    def __init__(self, station: Station, observer: Observer) -> None:
        """``observer``: with a station of its own; it looks from another thread."""
        super().__init__()
        self.station, self.observer = station, observer
        self.stand: Standing | None = None
        self.said: tuple[str, bool] = ("", False)

    def compose(self) -> ComposeResult:
        yield Static(id="page")

    def on_mount(self) -> None:
        register_themes(self, load().config.console.theme)
        self.draw()
        self.look()
        self.set_interval(LOOK, self.look)

    def on_resize(self) -> None:
        self.draw()

    def offered(self) -> list[Trouble]:
        """Return the faults of use now."""
        return list(troubles(self.stand is not None and self.stand.failed_over))

    def draw(self) -> None:
        """Draw the page anew."""
        width, height = self.size
        lines = page(self.stand, self.offered(), self.said, width, height)
        self.screen_stack[0].query_one("#page", Static).update(Text("\n").join(lines))

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """Look at the exercise; one look at a time."""
        try:
            stand = self.observer.look()
        except DrError as error:
            self.call_from_thread(self.say, error.message)
            return
        self.call_from_thread(self._take, stand)

    def _take(self, stand: Standing) -> None:
        self.stand = stand
        self.draw()

    def say(self, text: str, wrong: bool = False) -> None:
        """Tell what came of an act."""
        self.said = (text, wrong)
        self.draw()

    @work(thread=True, group="act")
    def act(self, does: Callable[[Station], Done], before: str = "") -> None:
        """Carry an act out, and tell what came of it."""
        if before:
            self.call_from_thread(self.say, before)
        try:
            text, wrong = does(self.station).text, False
        except DrError as error:
            advice = f"; {error.advice}" if error.advice else ""
            text, wrong = f"{error.message}{advice}", True
        self.call_from_thread(self.say, text, wrong)
        self.call_from_thread(self.look)

    # Keys

    def action_freeze(self) -> None:
        frozen = self.stand is not None and self.stand.paused
        self.act(lambda station: station.resume() if frozen else station.freeze())

    def action_speed(self, way: int) -> None:
        said = self.stand.speed.removeprefix("x") if self.stand is not None else "1"
        now = SPEEDS[-1] if said in ("max", "?") else float(said)
        further = [one for one in SPEEDS if one > now] if way > 0 else [one for one in SPEEDS[::-1] if one < now]
        if not further:
            self.say(f"it goes at x{now:g} already", True)
            return
        self.act(lambda station: station.speed(further[0]))

    def action_jump(self) -> None:
        self._ask(Say("Jump ahead by", "10m"), lambda text: self.act(lambda one: one.jump(seconds(text, "jump"))))

    def action_snapshot(self) -> None:
        self.act(lambda station: station.snapshot())

    def action_go_back(self) -> None:
        kept = self.station.snapshots()
        if not kept:
            self.say("there is no snapshot: s takes one", True)
            return

        def go(name: str) -> None:
            self.act(lambda station: station.back(name), f"going back to {name} ...")

        self._ask(Pick("Go back to", [(one, one) for one in reversed(kept)]), go)

    def action_note(self) -> None:
        self._ask(Say("Note for the debrief"), lambda text: self.act(lambda station: station.note(text)))

    def action_message(self) -> None:
        self._ask(Say("Message to the trainee"), lambda text: self.act(lambda station: station.message(text)))

    def action_inject(self) -> None:
        def inject(kind: str, more: str) -> None:
            self.act(lambda station: station.inject(fault_of(f"{kind} {more}")))

        def fields(kind: str) -> None:
            known = " ".join(sorted(kinds()[kind].fields))
            self._ask(Say(f"{kind}, FIELD=VALUE ...", known), lambda more: inject(kind, more))

        self._ask(Pick("Which fault", [(name, f"{name:<16} {one.what}") for name, one in kinds().items()]), fields)

    def action_trouble(self, key: str) -> None:
        one = next((each for each in self.offered() if each.key == key), None)
        if one is None or self.stand is None:
            return
        if not one.of_item:
            self.act(lambda station: station.inject(trouble(one, None)))
            return
        unfit = {machine.key: why for machine in self.stand.machines if (why := misfit(one.kind, machine))}
        choices = [(item, f"{name:<24} {stand}") for item, name, stand in self.stand.items if item not in unfit]
        if not choices:
            self.say(f"{one.text}: it fits no machine now, {next(iter(unfit.values()))}", True)
            return

        def strike(item: str) -> None:
            self.act(lambda station: station.inject(trouble(one, item, _step(station, one, item))))

        self._ask(Pick(one.text, choices), strike)

    def _ask(self, dialog: Pick | Say, then: Callable[[str], object]) -> None:
        """Open a dialog at once: keys that are typed ahead go into it and are no acts."""

        def closed(said: str | None) -> None:
            if said is not None:
                then(said)

        self.push_screen(dialog, closed)

    def action_watch(self) -> None:
        self.push_screen(Watching(self.station.folder.path))

    def action_kill(self) -> None:
        self._ask(
            Pick("Kill the engine, as a crash does?", [("kill", "kill it; the trainee's console starts the next one")]),
            lambda _: self.act(lambda station: station.kill_engine()),
        )

    def action_drop(self) -> None:
        self._ask(
            Pick("Drop the trainee's line?", [("drop", "drop it: the console leaves at once, the exercise goes on")]),
            lambda _: self.act(lambda station: station.drop_line()),
        )


def _step(station: Station, one: Trouble, item: str) -> str:
    if "step" not in one.more:
        return ""
    with Reader(station.paths.db) as reader:
        return next_step(reader, item)


def run_instructor(station: Station) -> int:
    """Run the screen until it is left; return the exit code."""
    ignore_size_variables()
    app = InstructorApp(station, Observer(Station(station.folder)))
    app.run(mouse=False)
    return app.return_code or 0
