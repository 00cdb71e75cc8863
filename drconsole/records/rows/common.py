"""Parts that rows of several kinds share."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Stamped(TypedDict):
    """Revision of a row's last change, which a reader adds."""

    rev: NotRequired[int]


class Keyed(Stamped):
    """A row without a key of its own: a reader adds the one that it has in its table."""

    key: NotRequired[str]


class ItemName(TypedDict):
    """A replicated item as plans, checks and previews name it."""

    key: str
    name: str


class AboutRow(TypedDict):
    """Subject of an entry: an item's key, and ``item`` as its label. None: the entry is about the whole."""

    key: str | None
    item: str | None


class MachineRow(TypedDict):
    """Machine that an entry is about: the item's key, and ``item`` as its label."""

    item: str
    item_key: str


class LeftOutRow(ItemName):
    """An item that a plan's run would leave out."""

    reason: str


class SkippedRow(AboutRow):
    """An item that does not take part in a run."""

    reason: str


class SaidRow(TypedDict):
    """An error or a warning in the provider's words."""

    code: str
    message: str
    possible_causes: str
    recommended_action: str


class ErrorRow(SaidRow):
    """An error of a job or a task; ``task`` names the task that had it."""

    level: str
    task: str | None


class ClockRow(TypedDict):
    """A provider's clock when it was told; ``speed`` is a factor of real time, or ``max``. None: nobody has told it."""

    now: str | None
    speed: float | str | None
    paused: bool | None
