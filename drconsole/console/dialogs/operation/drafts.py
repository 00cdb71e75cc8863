"""Choices made in a dialog that was left without a start: they are there again when the dialog is opened again."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from drconsole.console.context import Console, Target
from drconsole.console.dialogs.operation.choices import Choices
from drconsole.recovery.types.data import dataclass
from drconsole.render.operation.pages import Page


@dataclass(frozen=True, slots=True)
class Draft:
    """Choices, comment and path of the key. The typed name is never kept: it confirms one preview."""

    choices: Choices
    comment: str = ""
    key_path: str = ""
    page: Page = Page.CHECK

    @property
    def empty(self) -> bool:
        """Return whether nothing was chosen or written."""
        return not (self.comment or self.key_path) and self.choices == Choices(self.choices.operation)


_DRAFTS: WeakKeyDictionary[Console, dict[tuple[str, Target], Draft]] = WeakKeyDictionary()
"""Drafts by console, operation and target; they end with the console."""


def keep(app: Console, target: Target, draft: Draft) -> None:
    """Keep a draft for the next time; an empty one ends the one before."""
    kept = _DRAFTS.setdefault(app, {})
    key = (draft.choices.operation, target)
    if draft.empty:
        kept.pop(key, None)
    else:
        kept[key] = draft


def kept(app: Console, operation: str, target: Target) -> Draft:
    """Return the draft of an operation on a target, an empty one where there is none."""
    return _DRAFTS.get(app, {}).get((operation, target)) or Draft(Choices(operation))


def drop(app: Console, operation: str, target: Target) -> None:
    """End a draft: what it held was started."""
    _DRAFTS.get(app, {}).pop((operation, target), None)
