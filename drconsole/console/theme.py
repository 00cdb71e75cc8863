"""Themes as data: ``themes/*.json`` are read, checked, and only then registered.

A colour that cannot be parsed ends a Textual app while it draws, so every value is parsed here first. A wrong file is
left out, and one line says why; the console then opens in its built-in theme. What is normal is grey: colour marks
what is abnormal, and is never the only sign of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.color import Color, ColorParseError
from textual.css.constants import VALID_STYLE_FLAGS
from textual.theme import BUILTIN_THEMES, Theme

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Mode
from drconsole.render.words.marks import Severity
from drconsole.settings.bundled import data_path
from drconsole.settings.config.load import config_path
from drconsole.settings.errors import SettingsError

if TYPE_CHECKING:
    from textual.app import App

    from drconsole.console.kept_styles import KeptSheets

DEFAULT = "drconsole"

SEVERITY_VARIABLE: Mapping[Severity, str] = {
    Severity.IDLE: "idle",
    Severity.BUSY: "busy",
    Severity.OK: "good",
    Severity.NOTE: "note",
    Severity.WARN: "warn",
    Severity.BAD: "bad",
    Severity.UNKNOWN: "unknown",
}
"""Severity -> theme variable with its colour; the variable ``NAME-style`` beside it holds ``bold`` and the like."""

VARIABLE_DEFAULTS: Mapping[str, str] = {
    "idle": "#9a9a9a",
    "busy": "#6cb2eb",
    "good": "#b4b4b4",
    "note": "#8fb3c9",
    "warn": "#e0a84a",
    "bad": "#ff7066",
    "unknown": "#c9a0e6",
    "idle-style": "none",
    "busy-style": "none",
    "good-style": "none",
    "note-style": "none",
    "warn-style": "bold",
    "bad-style": "bold",
    "unknown-style": "bold",
    "dim-style": "none",
    "needs-style": "bold reverse",
    "simulation": "#8fb3c9",
    "exercise": "#e0a84a",
    "live": "#ff7066",
    # Textual's own style sheets use these, and not all of its themes define them.
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
}
"""Defaults for a theme that leaves these out; a variable without a value ends the app at its start."""

BUILT_IN = Theme(
    name=DEFAULT,
    primary="#9a9a9a",
    secondary="#9a9a9a",
    warning="#e0a84a",
    error="#ff7066",
    success="#b4b4b4",
    accent="#c8c8c8",
    foreground="#c8c8c8",
    background="#161616",
    surface="#1e1e1e",
    panel="#262626",
    variables={
        "block-cursor-text-style": "reverse",
        "border": "#9a9a9a",
        "border-blurred": "#4a4a4a",
        "scrollbar": "#4a4a4a",
        "scrollbar-background": "#1e1e1e",
    },
)
"""Theme of the first frame, which reads no file; also used where the file of the same name is missing or wrong."""

_COLOURS = (
    "primary",
    "secondary",
    "warning",
    "error",
    "success",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
)
_FLAGS = ("dark", "ansi")
_NUMBERS = ("luminosity_spread", "text_alpha")
MODES: Mapping[str, str] = {mode: mode.lower() for mode in Mode}
"""Kind of reality -> theme variable with its colour."""
_PLAIN = frozenset({*_COLOURS, *SEVERITY_VARIABLE.values(), *MODES.values()})
"""Colours that are drawn with as they are: ``auto`` and percentages need a background, and are refused here."""
_FIELDS = frozenset(field.name for field in fields(Theme))
_ALPHA = re.compile(r"\d{1,3}(\.\d+)?%")


class ThemeError(ValueError):
    """Error in a theme's file; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Themes of a folder, and the files that were left out."""

    themes: tuple[Theme, ...]
    faults: tuple[str, ...]
    """Reason of each file that was left out, in one line."""


def load_themes(folder: Path) -> Loaded:
    """Read every ``*.json`` of a folder; a file that is wrong becomes a fault."""
    themes: list[Theme] = []
    faults: list[str] = []
    for file in sorted(folder.glob("*.json")):
        try:
            themes.append(read_theme(file))
        except ThemeError as error:
            faults.append(str(error))
    return Loaded(tuple(themes), tuple(faults))


def theme_names() -> frozenset[str]:
    """Return the names that ``theme`` of the config file may have. Raises ``SettingsError`` without bundled themes."""
    return frozenset({DEFAULT, *(theme.name for theme in all_themes(data_path("themes"), own_folder()).themes)})


def read_theme(file: Path) -> Theme:
    """Read one theme; unknown keys and variables are skipped. Raises ``ThemeError``."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ThemeError(f"{file.name} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise ThemeError(f"{file.name} is not an object")
    document.setdefault("name", file.stem)
    checked = {key: _checked(file, key, value) for key, value in document.items() if key in _FIELDS}
    if "primary" not in checked:
        raise ThemeError(f"{file.name} has no primary")
    bare = Theme(**{**checked, "variables": {}})
    known = {*bare.to_color_system().generate(), *VARIABLE_DEFAULTS}
    variables = {key: value for key, value in checked.get("variables", {}).items() if key in known}
    return Theme(**{**checked, "variables": variables})


def _checked(file: Path, key: str, value: Any) -> Any:
    if key == "variables":
        if not isinstance(value, dict):
            raise ThemeError(f"{file.name}: variables is not an object")
        for name, text in value.items():
            _check_variable(file, name, text)
        return value
    if key in _COLOURS:
        _check_colour(file, key, value)
    elif key in _FLAGS:
        _check_type(file, key, value, bool, "true or false")
    elif key in _NUMBERS:
        _check_type(file, key, value, float, "a number with a point")
    else:
        _check_type(file, key, value, str, "text")
    return value


def _check_variable(file: Path, name: str, value: Any) -> None:
    if not name.endswith("-style") and "-style-" not in name:
        _check_colour(file, name, value)
        return
    words = value.split() if isinstance(value, str) else []
    if not words or not set(words) <= VALID_STYLE_FLAGS:
        raise ThemeError(f"{file.name}: {name} is {value!r}, which is no text style")


def _check_colour(file: Path, key: str, value: Any) -> None:
    """Check a colour: ``#rrggbb``, a name, ``ansi_red``, or ``auto``; a percentage may follow."""
    colour, *alpha = value.split() if isinstance(value, str) else [""]
    try:
        if colour != "auto" or key in _PLAIN:
            Color.parse("" if colour == "auto" else colour)
        if len(alpha) > 1 or (alpha and (key in _PLAIN or not _ALPHA.fullmatch(alpha[0]))):
            raise ColorParseError("more than a colour")
    except ColorParseError as error:
        raise ThemeError(f"{file.name}: {key} is {value!r}, which is no colour") from error


def _check_type(file: Path, key: str, value: Any, kind: type, right: str) -> None:
    if not isinstance(value, kind):
        raise ThemeError(f"{file.name}: {key} is {value!r}, not {right}")


def own_folder() -> Path:
    """Return where the user's own themes belong, whether or not there are any: beside the config file."""
    return config_path().with_name("themes")


def all_themes(folder: Path | None = None, own: Path | None = None) -> Loaded:
    """Read the bundled themes and then the user's own, which may have the name of a bundled one."""
    try:
        bundled = load_themes(folder or data_path("themes"))
    except SettingsError as error:
        bundled = Loaded((), (error.message,))
    if folder is not None and own is None:
        return bundled
    users = load_themes(own or own_folder())
    return Loaded((*bundled.themes, *users.themes), (*bundled.faults, *users.faults))


def register_themes(app: App[Any], wanted: str = DEFAULT, folder: Path | None = None, own: Path | None = None) -> str:
    """Register the bundled themes and the user's own, and apply the wanted one; return what is wrong, a line each."""
    app.register_theme(BUILT_IN)
    loaded = all_themes(folder, own)
    for theme in loaded.themes:
        app.register_theme(theme)
    names = {DEFAULT, *(theme.name for theme in loaded.themes)}
    told = [f"theme left out: {fault}" for fault in loaded.faults]
    if wanted in names:
        app.theme = wanted
    else:
        told.append(f"there is no theme {wanted!r}; {nearest(wanted, names)}".rstrip("; "))
        app.theme = DEFAULT
    return "\n".join(told)


def starts_with_default(app: KeptSheets, wanted: str) -> bool:
    """Apply the default theme without reading the others, where it is wanted and the user has none of his own.

    Return whether it is applied; else ``register_themes`` has to find what is wanted.
    """
    if wanted != DEFAULT or any(own_folder().glob("*.json")):
        return False
    app.register_theme(BUILT_IN)
    # Nothing is drawn yet: setting it as at any other time would apply all style sheets twice more.
    app.set_reactive(type(app).theme, DEFAULT)
    app.keep_variables()
    return True


def wear(app: App[Any], wanted: str) -> str:
    """Apply a theme of this console by name; return why that is not possible, or nothing."""
    ours = own_names(app)
    if wanted not in ours:
        return f"there is no theme {wanted!r}; {nearest(wanted, ours)}".rstrip("; ")
    app.theme = wanted
    return ""


def own_names(app: App[Any]) -> list[str]:
    """Return the names of the themes of this console, without those that Textual brings."""
    return sorted(set(app.available_themes) - set(BUILTIN_THEMES))
