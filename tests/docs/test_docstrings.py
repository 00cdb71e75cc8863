"""A docstring is read alone, in an editor's tooltip or by ``help()``: its first word is a verb or a noun."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUESTIONS = "what|whether|where|when|how|who|whom|whose|why|which|that"
"""Words that begin a clause: it is neither what a function does nor what a class or a module is."""
CLAUSE = re.compile(rf'(?:\A|:[ \t]*(?:#[^\n]*)?\n)\s*"""((?:{QUESTIONS})\b[^\n]*)', re.IGNORECASE)
"""At the beginning of a module, or behind the colon of a class or a function. (``ast`` takes ten times as long.)"""


def test_a_docstring_begins_with_a_verb_or_a_noun() -> None:
    files = sorted((ROOT / "drconsole").rglob("*.py"))
    found = {str(file.relative_to(ROOT)): CLAUSE.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {file: bad for file, bad in found.items() if bad} == {}


def test_a_docstring_that_begins_as_a_clause_is_found() -> None:
    clauses = (
        '"""How it goes."""\nclass A:  # small\n    """What it is."""\n\n    def b() -> int:\n        """Whether"""\n'
    )
    assert [words.strip('."') for words in CLAUSE.findall(clauses)] == ["How it goes", "What it is", "Whether"]
    others = '"""Howitzers."""\nclass A:\n    """A thing."""\n\n    b: int\n    """What it counts."""\n'
    assert CLAUSE.findall(others) == []
