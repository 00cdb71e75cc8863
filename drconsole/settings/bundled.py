"""Bundled data: estates, lessons and themes that travel with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from drconsole.settings.errors import SettingsError


def data_path(name: Literal["fixtures", "themes"]) -> Path:
    """Return a folder of bundled data: inside an installed wheel, or at the root of a checkout.

    Raises ``SettingsError`` where it is missing.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise SettingsError(f"the bundled {name} are missing", place=str(package), advice="install drconsole again")
