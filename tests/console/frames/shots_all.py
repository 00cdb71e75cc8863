"""All screens and dialogs that are drawn, by name."""

from __future__ import annotations

from shots import Shot
from shots_dialogs import DIALOGS
from shots_room import ROOM
from shots_screens import SCREENS
from shots_two import TWO
from shots_ways import WAYS

SHOTS: dict[str, Shot] = {
    **SCREENS,
    **{f"dialog-{name}": shot for name, shot in (DIALOGS | ROOM).items()},
    **WAYS,
    **TWO,
}
