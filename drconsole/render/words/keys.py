"""Keys as people write them."""

from __future__ import annotations

SHOWN_AS = {
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "space": "space",
    "escape": "esc",
    "exclamation_mark": "!",
    "plus": "+",
    "minus": "-",
    "asterisk": "*",
    "backslash": "\\",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "quotation_mark": '"',
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "apostrophe": "'",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "semicolon": ";",
    "equals_sign": "=",
    "at": "@",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "left_curly_bracket": "{",
    "vertical_line": "|",
    "right_curly_bracket": "}",
    "tilde": "~",
}


def key_text(key: str) -> str:
    """A key of Textual's as people write it: ``ctrl+r`` -> ``^r``, ``question_mark`` -> ``?``."""
    *held, name = key.split("+")
    name = SHOWN_AS.get(name, name)
    for each in reversed(held):
        name = f"^{name}" if each == "ctrl" else f"{each}+{name}"
    return name
