"""The dialog of an operation: what it would do, and the confirmation of exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.context import press
from drconsole.console.dialogs.base.key_field import KeyField
from drconsole.console.dialogs.base.typed_name import NEEDS_COMMENT, NamedDialog
from drconsole.console.state.session import told
from drconsole.console.state.targets import (
    Target,
    choices_of,
    label_of,
    networks_of,
    role_text,
    sides_of,
    sites_of,
    target_row,
    waiting_way,
)
from drconsole.console.widgets.sheet import Sheet
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.targets import by_key
from drconsole.recovery.types.words import Direction, Operation, PointChoice
from drconsole.render import preview as page
from drconsole.render.course import undecided
from drconsole.render.entries import Entry
from drconsole.render.marks import Severity
from drconsole.render.text import clean, prose


class OperationDialog(NamedDialog[str | None]):
    """Previews an operation on a target and starts it; dismissed with the job's id, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "anew", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
        Binding("e", "focus_key", show=False),
    ]
    doing = "starting ..."
    undone = "nothing was started"
    asks = "To start"
    enters = "starts it"
    hint = "j/k read  space choose  r anew  c comment  n name  tab next  esc back"

    def __init__(self, operation: str, target: Target) -> None:
        super().__init__()
        self.operation = operation
        self.target = target
        self.options: dict[str, Any] = {}
        self.preview: Mapping[str, Any] | None = None
        """What is shown, and therefore what can be confirmed; None while nothing is."""
        self.accepted: set[str] = set()
        self._problem: list[Entry] = []
        self._losses: dict[str, str] = {}
        self._points: list[Mapping[str, Any]] | None = None
        self._points_as_of = ""
        self._unfolded = True
        self._key_shown = ""
        """The file whose certificate the shown preview was made with."""

    def fields(self) -> ComposeResult:
        yield KeyField()
        yield from super().fields()

    @property
    def key(self) -> KeyField:
        return self.query_one(KeyField)

    @property
    def name_of_target(self) -> str:
        row = target_row(self.console_app.model, self.target) or {}
        return str(row.get("name") or self.target[1])

    def on_mount(self) -> None:
        self._draw()
        self._preview_anew()

    # What is shown

    def _draw(self, *, top: bool = False) -> None:
        model, preview = self.console_app.model, self.preview
        direction = (
            self.options.get("direction")
            or (preview or {}).get("direction")
            or waiting_way(model, self.target, self.operation)
        )
        warnings = " ".join(map(clean, (preview or {}).get("warnings") or ()))
        title = f"{self.operation} of {self.target[0]} {label_of(model, self.target)}"
        way = "the direction is to be chosen" if undecided(preview) else direction
        self.head(title, role_text(model, self.target, way), f"‼ {warnings}" if warnings else "")
        self.show(
            page.sheet_of(
                page.Shown(
                    operation=self.operation,
                    options=self.options,
                    preview=preview,
                    choices=self._choices(direction),
                    losses=self._losses,
                    points=self._points,
                    points_as_of=self._points_as_of,
                    current_point=self._current_point(),
                    networks=networks_of(model, self.target, direction),
                    accepted=self.accepted,
                    unfolded=self._unfolded,
                    sites=sites_of(target_row(model, self.target) or {}, str(direction or self._usual_way())),
                    sides=sides_of(model, self.target),
                    problem=self._problem,
                    press=self._press,
                )
            ),
            top=top,
        )

    def _press(self, name: str) -> str:
        return press(self.console_app, name)

    def _choices(self, direction: str | None) -> dict[str, str]:
        if self.operation not in page.POINT_OPERATIONS:
            return {}
        return choices_of(self.console_app.model, self.target, direction, (self.preview or {}).get("qualified") or ())

    def _current_point(self) -> str:
        point = (target_row(self.console_app.model, self.target) or {}).get("failover_recovery_point") or {}
        return str(point.get("id") or "")

    def _usual_way(self) -> str:
        """Where the target's items would go, until a preview says it."""
        ways = {side.direction for side in sides_of(self.console_app.model, self.target)}
        return ways.pop() if len(ways) == 1 else str(Direction.PRIMARY_TO_RECOVERY)

    # Previewing

    def _preview_anew(self, *, keep_problem: bool = False) -> None:
        """Nothing can be confirmed until the answer to the options as they are now is shown."""
        self.preview = None
        self.shown_at(None)
        if not keep_problem:
            self._problem = []
        if self.operation == Operation.CHANGE_RECOVERY_POINT and not self.options.get("point"):
            self._draw()
            self.say("choose the recovery point to change to: there is no default", Severity.NOTE)
            return
        if self.options.get("point") == PointChoice.CUSTOM and not self.options.get("point_id"):
            self._draw()
            self.say("custom: choose the point, then it is previewed", Severity.NOTE)
            self.run_worker(self._read_points(), group="points", exclusive=True)
            return
        self.say("previewing, on a fresh look at the provider ...", Severity.BUSY)
        self.run_worker(self._ask_preview(dict(self.options)), group="preview", exclusive=True)

    async def _ask_preview(self, options: dict[str, Any]) -> None:
        body: dict[str, Any] = {"operation": self.operation, "target": by_key(*self.target), "options": options}
        path = self.key.path if self.key.needed else ""
        if path and (content := await self.key.read()) is not None:
            body["encryption_key"] = content
        try:
            answer = await self.console_app.ask("Preview", body)
        except DrError as error:
            self._problem = page.refusal_entries(error, self._press)
            self._draw(top=True)
            self.say(f"no preview: {told(error)}", Severity.BAD)
            return
        if options != self.options:
            return
        self.preview = answer
        self.shown_at(self.world_now())
        self._key_shown = path if "encryption_key" in body else ""
        self.key.found(answer)
        known = {finding["id"] for finding in answer["findings"]}
        self.accepted &= known
        if point := answer["options"].get("point"):
            self._losses[str(point)] = page.loss_text(answer)
        self._draw(top=bool(page.blocking(answer, self.accepted)))
        self._say_where_it_stands()

    async def _read_points(self) -> None:
        try:
            answer = await self.console_app.ask("RecoveryPoints", {"item": by_key(*self.target)})
        except DrError as error:
            self._problem = page.refusal_entries(error, self._press)
            self.say(told(error), Severity.BAD)
        else:
            self._points, self._points_as_of = answer["points"], str(answer.get("as_of") or "")
            self.shown_at(self.world_now())
        self._draw()

    def _say_where_it_stands(self) -> None:
        if self.preview is None:
            return
        open_ = page.blocking(self.preview, self.accepted)
        if open_:
            self.say(f"cannot start: {len(open_)} not met, see the top of the page", Severity.BAD)
        else:
            self.say(f"digest {self.preview['digest']} is shown: exactly this starts when you confirm it")

    # Choosing

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        entry = message.entry
        if entry.why_not:
            self.say(entry.why_not, Severity.WARN)
            return
        if entry.act == page.FOLD:
            self._unfolded = not self._unfolded
            self._draw()
            return
        if self.sending is not None:
            self.say("a confirmation was sent: its outcome comes first", Severity.UNKNOWN)
            return
        if entry.act == page.ANEW:
            self._preview_anew()
        elif entry.act.startswith(page.ACCEPT):
            self._toggle(entry.act.removeprefix(page.ACCEPT))
        else:
            self._choose(entry.act)

    def _toggle(self, finding: str) -> None:
        self.accepted ^= {finding}
        self._draw()
        self._say_where_it_stands()
        if self.accepted and not self.comment:
            self.say("accepted; now say why in the comment (c): it is journaled", Severity.WARN)

    def _choose(self, act: str) -> None:
        name, _, value = act.partition(":")
        before = dict(self.options)
        if name == "point":
            self.options |= {"point": value, "point_id": None}
        elif name == "point-id":
            self.options |= {"point": str(PointChoice.CUSTOM), "point_id": value}
        elif name == "shutdown":
            self.options["shutdown"] = value == "yes"
        elif name == "network":
            self.options["network"] = value
        elif name == "direction":
            # What was chosen for the other way may not exist on this one.
            self.options = {"direction": value}
        if self.options != before:
            self._preview_anew()

    def action_anew(self) -> None:
        if self.sending is None:
            self._preview_anew()

    # The encryption key

    def action_focus_key(self) -> None:
        if self.key.needed:
            self.action_focus_field("key")

    @on(Input.Submitted, "#key")
    def _key_named(self) -> None:
        if self.sending is None:
            self._preview_anew()

    # Confirming

    def why_not_confirmed(self) -> str:
        if self.preview is None:
            return "there is no preview of these options yet"
        if open_ := page.blocking(self.preview, self.accepted):
            return f"not ready: {prose(open_[0]['message'])}"
        if self.accepted and not self.comment:
            return NEEDS_COMMENT
        if self.key.needed and self.key.path != self._key_shown:
            return "another file of the encryption key stands there than was previewed: press enter on it (e)"
        return super().why_not_confirmed()

    def confirmed(self) -> None:
        if self._key_shown:
            self.run_worker(self._send_with_key(), group="key", exclusive=True)
        else:
            self.send("StartJob", self._body())

    async def _send_with_key(self) -> None:
        """The file is read once more: nothing has kept what was in it."""
        self.say(self.doing, Severity.BUSY)
        content = await self.key.read()
        if content is None:
            self.say(f"{self.undone}: the encryption key's file cannot be used", Severity.BAD)
        elif self.sending is None:
            self.send("StartJob", {**self._body(), "encryption_key": content})

    def _body(self) -> dict[str, Any]:
        """Exactly what is on the screen: its digest, and the options as the engine put them in."""
        preview = self.preview or {}
        options = {name: preview["options"].get(name) for name in ("point", "point_id", "shutdown", "network")}
        return {
            "operation": self.operation,
            "target": by_key(*self.target),
            "confirm": preview["target"],
            "digest": preview["digest"],
            "accept": sorted(self.accepted),
            "comment": self.comment,
            "options": {**options, "direction": preview.get("direction")},
        }

    def done(self, answer: Mapping[str, Any]) -> None:
        self.dismiss(str(answer["id"]))

    def refused(self, error: DrError) -> None:
        """The engine has answered: nothing was started. What was shown no longer stands."""
        if difference := error.extra.get("difference"):
            self._problem = page.difference_entries(error.message, difference)
        elif error.code == "digest-unknown":
            self._problem = [Entry("‼ NOT STARTED: the preview had expired. This is a new one: read it.", "warn")]
            self._preview_anew(keep_problem=True)
            return
        else:
            self._problem = page.refusal_entries(error, self._press)
        self.preview = None
        self._draw(top=True)
        self.query(Sheet).focus()
        self.say(f"{self.undone}: {told(error)}", Severity.BAD)
