"""Collects the choices of ours from the source, where Site Recovery's documents are silent: docs/choices.md.

The mark of one is the phrase "our choice" in a docstring, a comment or a table's text.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from citations import linked

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"\b(?:our|own)\s+choices?\b", re.IGNORECASE)
LONG = 420
"""Characters of a paragraph that is told whole; of a longer one, the sentences with the mark and the one before."""

INTRO = """\
# Choices of ours

Where the sources ([sources.md](sources.md)) are silent, or do not agree, drconsole takes the cautious rule and says so.
In the code such a rule is marked by the words "our choice". `make docs` collects them here. Where a rule matters to an
operator, `check`, `preview` or `cancel` shows it before anything starts. Numbers of the program itself that were chosen
(a time limit, a size) stand here as well.
"""


@dataclass(frozen=True)
class Text:
    """A docstring, a comment or another text of the source, and whose it is."""

    module: str
    line: int
    owner: str
    text: str
    value: str = ""
    """The number that a constant was given; empty where it is none."""


def _name(node: ast.AST) -> str:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Tuple(elts=names), *_]):
            return ", ".join(one.id for one in names if isinstance(one, ast.Name))
        case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(number)), *_]) if kind.istitle():
            return number
    return ""


def _number(node: ast.AST) -> str:
    """The number that is assigned, as it stands in the source."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return ""
    parts = [one for one in ast.walk(node.value) if isinstance(one, ast.Constant | ast.Name | ast.Call)]
    plain = bool(parts) and all(isinstance(one, ast.Constant) and isinstance(one.value, int | float) for one in parts)
    return ast.unparse(node.value) if plain else ""


def _strings(module: str, node: ast.AST, owner: tuple[str, ...]) -> Iterator[Text]:
    """Every text below a node. One that stands alone belongs to what is assigned before it."""
    before, value = "", ""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield Text(module, child.lineno, ".".join(owner), child.value)
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) and before:
            yield from (replace(one, value=value) for one in _strings(module, child, (*owner, before)))
        else:
            name = _name(child)
            yield from _strings(module, child, (*owner, name) if name else owner)
        before, value = _name(child), _number(child)


def _comments(module: str, source: str, tree: ast.Module) -> Iterator[Text]:
    """Comments, those of neighbouring lines as one."""
    block: list[tokenize.TokenInfo] = []
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT]
    for token in [*tokens, None]:
        goes_on = block and token is not None and token.start == (block[-1].start[0] + 1, block[-1].start[1])
        if block and not goes_on:
            line = block[0].start[0]
            text = " ".join(one.string.lstrip("# ") for one in block)
            yield Text(module, line, _around(tree, line) if MARK.search(text) else "", text)
            block = []
        if token is not None:
            block.append(token)


def _around(tree: ast.Module, line: int) -> str:
    """The innermost definition or assignment around a line."""
    names: list[str] = []
    for node in ast.walk(tree):
        name = "" if isinstance(node, ast.Call) else _name(node)
        if name and node.lineno <= line <= (node.end_lineno or 0):
            names.append(name)
    return ".".join(names)


@cache
def texts() -> tuple[Text, ...]:
    """All texts of ``drconsole``, module by module."""
    return tuple(_texts())


def _texts() -> Iterator[Text]:
    for path in sorted((ROOT / "drconsole").rglob("*.py")):
        module = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        found = [*_strings(module, tree, ()), *_comments(module, source, tree)]
        yield from sorted(found, key=lambda one: one.line)


def told(text: str) -> list[str]:
    """The paragraphs of a text that hold the mark; of a long one only the sentences around it."""
    found = []
    for paragraph in text.split("\n\n"):
        words = " ".join(paragraph.split())
        if MARK.search(words):
            found.append(words if len(words) <= LONG else _around_mark(words))
    return found


def _around_mark(words: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", words)
    kept = {place + step for place, one in enumerate(sentences) if MARK.search(one) for step in (-1, 0)}
    return " ".join(one for place, one in enumerate(sentences) if place in kept)


def choices() -> list[Text]:
    """Each marked text, shortened to what is told of it."""
    return [replace(one, text=words) for one in texts() for words in told(one.text)]


def page() -> str:
    lines = [INTRO]
    module = ""
    for one in choices():
        if one.module != module:
            module = one.module
            lines.append(f"\n## [{module.removeprefix('drconsole/')}](../{module})\n\n")
        is_ = f" = {one.value}" if one.value else ""
        owner = f"`{one.owner}{is_}`: " if one.owner else ""
        lines.append(f"- {owner}{one.text.replace('|', chr(92) + '|')}\n")
    return linked("".join(lines))
