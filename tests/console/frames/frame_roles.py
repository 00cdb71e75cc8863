"""Names for what a cell looks like: the same name for the same look in each theme that is drawn.

A name is a colour's role in the themes, then the ground unless it is the page's, then the attributes: ``warn+bold``,
``foreground@panel``. Attributes that another theme has instead follow it: ``bad+bold/mono:bold+reverse``. A colour that
has no role stands as its value in each theme, ``#3d3d3d|#bdbdb8|default``.
"""

from __future__ import annotations

from functools import cache

from rich.style import Style

from drconsole.console.theme import MODES, SEVERITY_VARIABLE, VARIABLE_DEFAULTS, all_themes
from drconsole.settings.bundled import data_path

THEMES = ("drconsole", "light", "mono")
"""Themes in which each screen is drawn, the default one first: a light one, and one without colours."""
INKS = ("foreground", *dict.fromkeys(SEVERITY_VARIABLE.values()), "border", "border-blurred", *MODES.values())
"""Roles of colours of letters; where two have the same colours in each theme, the first one names them."""
GROUNDS = ("background", "panel", "surface")
FLAGS = ("bold", "dim", "italic", "underline", "reverse", "strike")
PLAIN = "foreground"
"""Name of what is not marked in any way; a stored frame leaves it out."""


@cache
def variables(theme: str) -> dict[str, str]:
    """Value of each variable of a bundled theme, as Textual computes it."""
    (found,) = [each for each in all_themes(data_path("themes")).themes if each.name == theme]
    return {**VARIABLE_DEFAULTS, **found.to_color_system().generate(), **found.variables}


def colour(role: str, theme: str) -> str:
    """``#rrggbb``, or ``default`` for the terminal's own colour."""
    value = variables(theme)[role].lower()
    return "default" if value in ("ansi_default", "transparent") else value


def name(looks: tuple[Style | None, ...]) -> str:
    """The name of a look: the style of a cell in each of ``THEMES``."""
    return _name(tuple(look or Style.null() for look in looks))


@cache
def _name(looks: tuple[Style, ...]) -> str:
    ink = _role(tuple(look.color.name if look.color else "default" for look in looks), INKS)
    ground = _role(tuple(look.bgcolor.name if look.bgcolor else "default" for look in looks), GROUNDS)
    flags = ["+".join(flag for flag in FLAGS if getattr(look, flag)) for look in looks]
    said = ink if ground == GROUNDS[0] else f"{ink}@{ground}"
    said += f"+{flags[0]}" if flags[0] else ""
    return said + "".join(
        f"/{theme}:{own or 'none'}" for theme, own in zip(THEMES, flags, strict=True) if own != flags[0]
    )


def _role(values: tuple[str, ...], roles: tuple[str, ...]) -> str:
    found = (role for role in roles if tuple(colour(role, theme) for theme in THEMES) == values)
    return next(found, "|".join(values))


def look(named: str, theme: str) -> tuple[str, str, frozenset[str]]:
    """What a name stands for in a theme: colour of the letter, of the ground, and the attributes."""
    said, *others = named.split("/")
    both, *flags = said.split("+")
    for other in others:
        where, _, own = other.partition(":")
        if where == theme:
            flags = [] if own == "none" else own.split("+")
    ink, _, ground = both.partition("@")
    return _value(ink, theme), _value(ground or GROUNDS[0], theme), frozenset(flags)


def _value(role: str, theme: str) -> str:
    values = role.split("|")
    return values[THEMES.index(theme)] if len(values) == len(THEMES) else colour(role, theme)
