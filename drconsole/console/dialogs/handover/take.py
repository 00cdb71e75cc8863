"""Dialog that takes over: the brief line by line, then what matters most in the receiver's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.handover.briefed import TONES, BriefedDialog
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import AcceptHandover, DeclineHandover
from drconsole.records.rows.room.handovers import BriefLineRow, HandoverRow
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.rows.entries import Entry
from drconsole.render.rows.handover import line_text, offer_text, passed_text, still_asked
from drconsole.render.words.marks import Severity

READ, NOT_READ = "✓", "·"
LINE_HINT = "space: I have it, next  j/k move  x declines  esc back"
SAY_HINT = "enter goes on, at the last one it takes over  esc to the brief"
SAY = "Say in your own words what matters most: by name, and how it stands. Then you take over."


class TakeDialog(BriefedDialog):
    """Brief of an offer, gone through line by line and read back; result: what passed, in words, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "decline", show=False)]
    hint = LINE_HINT
    field_hints: ClassVar[Mapping[str, str]] = {f"say-{number}": SAY_HINT for number in range(3)}
    not_done_text = "nothing has passed"
    confirms = False

    def __init__(self, offer: HandoverRow) -> None:
        super().__init__()
        self.offer, self.without = offer, offer["id"]
        self.gone: set[str] = set()
        """Keys of the lines that were gone through."""
        self._known: set[str] = set()
        """Keys of the lines that were there when the brief was read last."""

    def fields(self) -> ComposeResult:
        for number, one in enumerate(self.offer["read_back"]):
            yield Field(f"say-{number}", one["prompt"])

    def _fields(self) -> dict[str, Field]:
        """Return the field of each line that was asked when it was offered, by the line's key."""
        keys = [one["key"] for one in self.offer["read_back"]]
        return dict(zip(keys, self.query(Field).results(Field), strict=True))

    def _asked(self) -> list[str]:
        """Return the keys of the lines that are asked now: what is over need not be read back."""
        return [one["key"] for one in still_asked(self.offer, self.told)] if self.told is not None else []

    def _inputs(self) -> list[Input]:
        asked = self._asked()
        return [field.query_one(Input) for name, field in self._fields().items() if name in asked]

    @property
    def left(self) -> int:
        """Return how many lines were not gone through."""
        return sum(line["key"] not in self.gone for line in self.told["lines"]) if self.told is not None else 1

    def draw(self) -> None:
        saying = self.told is not None and not self.left
        for name, field in self._fields().items():
            field.display = saying and name in self._asked()
        count = len(self.told["lines"]) if self.told is not None else 0
        at = f"{count - self.left} of {count} gone through" if self.told is not None else "the brief is being read ..."
        self.head(f"take over from {self.offer['by']}", f"{offer_text(self.offer)}; {at}")
        if self.told is None:
            self.show([Entry("")])
        elif saying:
            self.show([Entry(SAY)])
            self._focus_first()
        else:
            if isinstance(self.focused, Input):
                self.sheet.focus()
            self.show(list(self.brief_entries(self.told)))
        self.draw_hint()

    def was_read(self) -> None:
        """Put the cursor on what is new: nothing passes before it was gone through."""
        keys = {line["key"] for line in self.told["lines"]} if self.told is not None else set()
        new, self._known = keys - self._known, keys
        under = self.sheet.current
        if new - self.gone and self.left and (under is None or under.act not in keys - self.gone):
            self._to_next()

    def _focus_first(self) -> None:
        if not isinstance(self.focused, Input):
            if fields := self._inputs():
                fields[0].focus()
            else:
                self.say("nothing has to be read back: press enter to take over", Severity.NOTE)

    def line_entry(self, line: BriefLineRow) -> Entry:
        read = line["key"] in self.gone
        mark = READ if read else NOT_READ
        tone = "dim" if read else TONES.get(line["severity"], "")
        return Entry(f"{mark} {line_text(line)}", tone, act=line["key"], hang=2)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if self.sending is not None or self.told is None:
            return
        self.gone.add(message.entry.act)
        self.say("")
        self.draw()
        if self.left:
            self._to_next()

    def _to_next(self) -> None:
        """Move on to the next line that was not gone through, from the top where there is none below."""
        entries, cursor = self.sheet.entries, self.sheet.cursor
        open_ = [at for at, each in enumerate(entries) if each.act and each.act not in self.gone]
        if open_:
            self.sheet.move(next((at for at in open_ if at > cursor), open_[0]))

    @on(Sheet.Passed)
    def _passed(self, message: Sheet.Passed) -> None:
        if message.key == "enter" and not self.left and not self._asked():
            self._accept()

    @on(Input.Submitted)
    def _said(self, message: Input.Submitted) -> None:
        if self.send_again():
            return
        fields = self._inputs()
        # The line that this field answers for may be gone from the brief by now.
        following = fields[fields.index(message.input) + 1 :] if message.input in fields else []
        if following:
            following[0].focus()
        else:
            self._accept()

    def _accept(self) -> None:
        said = tuple(field.value.strip() for field in self._inputs())
        self.send(AcceptHandover(self.offer["id"], tuple(sorted(self.gone)), said))

    def action_back(self) -> None:
        """Go from a field to the brief, which then stands there again; and from the brief out."""
        if isinstance(self.focused, Input) and self.told is not None and self.told["lines"]:
            self.gone.discard(self.told["lines"][-1]["key"])
            self.sheet.focus()
            self.draw()
        else:
            self.action_close()

    def action_decline(self) -> None:
        lines = [f"{self.offer['by']} goes on, and is told."]
        self.app.push_screen(ConfirmDialog("decline the handover?", lines, yes="decline it"), self._declined)

    def _declined(self, yes: bool | None) -> None:
        if yes and self.sending is None:
            self.send(DeclineHandover(self.offer["id"]))

    def refused(self, error: DrError) -> None:
        super().refused(error)
        if error.code == "not-gone-through":
            self.read()

    def done(self, answer: HandoverRow) -> None:
        self.dismiss(passed_text(answer) if answer["state"] == "accepted" else f"handover {offer_text(answer)}")
