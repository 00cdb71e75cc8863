"""Refusal of a setting, of a folder or of the config file."""

from __future__ import annotations

from drconsole.recovery.types.work.errors import BadInput


class SettingsError(BadInput):
    """Refusal of a setting; ``place`` says where it is wrong, ``advice`` what would be right."""

    def __init__(self, message: str, *, place: str = "", advice: str = "") -> None:
        super().__init__("settings", message, place=place, advice=advice)
