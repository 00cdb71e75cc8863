"""Keys of the console as the config file names them: their names, and who clashes with whom."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import field

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import nearest
from drconsole.settings.config.faults import Fault

Keys = Mapping[str, tuple[str, ...]]
"""Command -> its keys, as Textual names them."""

_HELD = ("ctrl", "alt", "shift")
_MOVING = ("home", "end", "pageup", "pagedown", "up", "down", "left", "right")
_FUNCTION = tuple(f"f{number}" for number in range(1, 13))
_NAMED = frozenset(
    {"enter", "tab", "escape", "space", "backspace", "delete", "insert", *_MOVING, *_FUNCTION},
)
_ALSO = {"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"}
_SIGNS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Characters that Textual names otherwise than Unicode does."""
_SENT_AS = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+space": "ctrl+at",
}
"""Keys that a terminal sends as another one."""
_ASCII_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def sign_name(character: str) -> str:
    """Return Textual's name of one printable character: itself, or what Unicode calls it."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SIGNS.get(name, name)


_SIGN_NAMES = {sign_name(sign): sign for sign in _ASCII_SIGNS}


def key_name(said: str) -> str | None:
    """Return Textual's name of a key as people write it (``f``, ``?``, ``^r``, ``esc``, ``F5``); None = none."""
    word = said.strip()
    if len(word) == 2 and word[0] == "^":
        word = f"ctrl+{word[1]}"
    before, plus, last = word.rpartition("+")
    if plus and not last and (not before or before.endswith("+")):
        before, last = before.removesuffix("+"), "+"  # the key itself is +
    name = _last(last)
    held = [each.strip().lower() for each in before.split("+")] if before else []
    if name is None or not set(held) <= set(_HELD) or len(set(held)) < len(held):
        return None
    return _with(held, name)


def _last(word: str) -> str | None:
    word = word.strip()
    if len(word) == 1 and word.isprintable():
        return sign_name(word) or None
    word = word.lower()
    word = _ALSO.get(word, word)
    return word if word in _NAMED or word in _SIGN_NAMES else None


def _with(modifiers: list[str], name: str) -> str:
    """Return the whole name. A terminal sends shift and a letter as the capital, ctrl and a capital as the letter."""
    if len(name) == 1 and "shift" in modifiers:
        modifiers = [each for each in modifiers if each != "shift"]
        name = name.upper()
    if len(name) == 1 and "ctrl" in modifiers:
        name = name.lower()
    whole = "+".join([*(each for each in _HELD if each in modifiers), name])
    return _SENT_AS.get(whole, whole)


def read_keys(value: object) -> tuple[str, ...] | str:
    """Return one key or a list of keys as Textual's names; a text = what is wrong with it."""
    said = [value] if isinstance(value, str) else value
    if not isinstance(said, list):
        return "it is neither a key nor a list of keys"
    found: list[str] = []
    for each in said:
        name = key_name(each) if isinstance(each, str) else None
        if name is None:
            return f"there is no key {each!r:.60}"
        found.append(name)
    return tuple(dict.fromkeys(found))


def shown(key: str) -> str:
    """Return a key of Textual's as it is written in the file."""
    return "+".join(_SIGN_NAMES.get(part, part) for part in key.split("+"))


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands of the console, as far as their keys go."""

    keys: Keys
    """Every command with its own keys."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """Key -> what has it on every page, such as the lines of a list."""
    needed: frozenset[str] = frozenset()
    """Commands that must have a key: without it nobody finds out."""


def settle(chosen: Keys, lines: Mapping[str, int], commands: Commands) -> tuple[Keys, tuple[Fault, ...]]:
    """Return the chosen keys that can be given, and a fault for every other. ``lines``: command -> its line.

    A command whose choice is wrong keeps its own keys, and these may take the keys of another choice in turn.
    """
    given = dict(sorted(chosen.items(), key=lambda one: lines.get(one[0], 0)))
    faults: list[Fault] = []
    while (wrong := _first_wrong(given, commands)) is not None:
        command, message, advice = wrong
        del given[command]
        faults.append(Fault(message, f"keys.{command}", lines.get(command), advice))
    return given, tuple(faults)


def _first_wrong(given: Keys, commands: Commands) -> tuple[str, str, str] | None:
    """Return command, message and advice of the first choice that cannot be given."""
    owners: dict[str, str] = {
        key: command for command, keys in commands.keys.items() if command not in given for key in keys
    }
    for command, keys in given.items():
        if command not in commands.keys:
            advice = nearest(command, commands.keys) or "its keys are commands of the console, such as failover"
            return command, f"the console has no command {command!r:.60}", advice
        if not keys and command in commands.needed:
            return command, f"{command} has to have a key", "name one"
        for key in keys:
            if key in commands.taken and key not in commands.keys[command]:
                return command, f"the key {shown(key)} is taken: {commands.taken[key]}", "choose another key"
            if key in owners:
                owner = owners[key]
                return (
                    command,
                    f"the key {shown(key)} is already the key of {owner}",
                    f"give keys.{owner} another key, too",
                )
            owners[key] = command
    return None
