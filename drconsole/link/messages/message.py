"""Message of the link: what all kinds have, and the options of a run that some carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from drconsole.link.answers import Answer
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, PointChoice
from drconsole.recovery.types.work.errors import BadInput

PROTOCOL = 1
"""Version of the link's protocol; a hello of another one is refused."""

MAX_KEY = 96 * 1024
"""Characters of an encryption key on the wire: base64 of at most ``encryption_key.LIMIT`` bytes, and some."""

MAX_PLACE = 120
"""Characters of what a console says of its place."""

STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}
"""How messages are parsed: nothing is turned into another type, and an unknown field is an error."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a run, as ``recovery.types.work.tasks.RunOptions`` has them; None = not said."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    point: PointChoice | None = None
    point_id: str | None = None
    direction: Direction | None = None
    shutdown: bool | None = None
    network: str | None = None
    comment: str = ""


def options_of(said: Mapping[str, Any]) -> Options:
    """Return options from their words by name; one that is missing was not said. Raises ``ValueError``."""
    point, direction = said.get("point"), said.get("direction")
    return Options(
        point=None if point is None else PointChoice(point),
        point_id=said.get("point_id"),
        direction=None if direction is None else Direction(direction),
        shutdown=said.get("shutdown"),
        network=said.get("network"),
        comment=str(said.get("comment") or ""),
    )


A_co = TypeVar("A_co", bound=Answer, covariant=True)
AnswerRow = TypeVar("AnswerRow", bound=Answer)
"""Row that answers a message, for what passes messages on."""


@dataclass(frozen=True, slots=True)
class Message(Generic[A_co]):
    """Message to the engine; ``A_co`` is the type of the row that answers it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: ClassVar[str] = ""


class Unsayable(BadInput, ValueError):
    """Something that a message may not say: of a person's words as of any client's."""

    def __init__(self, why: str) -> None:
        super().__init__("bad-arguments", why)


def short_enough(key: str | None) -> None:
    """Raise ``Unsayable`` for an encryption key that is too long."""
    if key is not None and len(key) > MAX_KEY:
        raise Unsayable(f"an encryption key has at most {MAX_KEY} characters")
