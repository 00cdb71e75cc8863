"""Command lines in advice: the command line reads each of them back as what was meant."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import drconsole
from drconsole.cli.words.parser import parse
from drconsole.cli.words.verbs import VERBS
from drconsole.recovery.types.remedies import NO, YES, Act, Option, Remedy, Target, as_json
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.render.words.command_lines import PLACEHOLDERS, command_line, line_of

PLAN = Target(TargetType.PLAN, "p1", "Shop")
SHARED = Target(TargetType.ITEM, "vault/item/1", "web 01", shared=True)
OF_A_RUN = (
    (Option.POINT, "latest"),
    (Option.POINT_ID, None),
    (Option.DIRECTION, "recovery-to-primary"),
    (Option.SHUTDOWN, NO),
    (Option.NETWORK, "-none of ours"),
    (Option.ENCRYPTION_KEY, None),
    (Option.ACCEPT, "old-test:web 01"),
    (Option.DIGEST, "d1"),
)
LINES = [
    *(Remedy(Act.RUN, operation, target) for operation in Operation for target in (PLAN, SHARED)),
    Remedy(Act.RUN, Operation.FAILOVER, PLAN, OF_A_RUN),
    Remedy(Act.RUN, Operation.FAILOVER, PLAN, ((Option.SHUTDOWN, YES),)),
    Remedy(Act.RUN, Operation.COMMIT, Target(TargetType.ITEM, "k", "-web")),
    Remedy(Act.CHECK, Operation.COMMIT, SHARED),
    Remedy(Act.NEXT, target=SHARED),
    *(Remedy(Act.LOOK, target=target) for target in (PLAN, SHARED, Target(TargetType.PLAN), Target(TargetType.ITEM))),
    Remedy(Act.LOOK, job="j1"),
    Remedy(Act.POINTS, target=SHARED),
    Remedy(Act.VALIDATE, target=SHARED),
    Remedy(Act.ANSWER, options=((Option.ENCRYPTION_KEY, None),), job="j1", task="t/1", outcome="retry"),
    Remedy(Act.ANSWER, job="j1", task="t/1"),
    *(Remedy(act, job="j1") for act in (Act.WATCH, Act.HOLD, Act.RESUME)),
    Remedy(Act.JOURNAL, options=((Option.SINCE, "7"),)),
    Remedy(Act.ACCEPT_LOSS, options=((Option.CONFIRM, "my state"), (Option.COMMENT, None))),
]
NOT_TYPED = {Act.CHOOSE, Act.WAIT, Act.OUTSIDE}
ALONE = sorted(set(Act) - {one.act for one in LINES} - NOT_TYPED)
WORDS = {"OUTCOME": "done", "RESULT": "ok"}
"""Placeholders that stand for one of a few words."""


def read_back(line: str) -> dict[str, object]:
    program, *words = shlex.split(line)
    assert program == "drconsole"
    return vars(parse([WORDS.get(word, word) for word in words]))


def as_read(option: Option, value: str | None) -> object:
    """What the parser makes of an option."""
    match option:
        case Option.SHUTDOWN:
            return value == YES
        case Option.ACCEPT:
            return [value]
        case Option.SINCE:
            return int(value or 0)
    return value if value is not None else PLACEHOLDERS[option]


@pytest.mark.parametrize("remedy", LINES, ids=lambda one: command_line(as_json(one)))
def test_a_line_is_read_back_as_its_remedy(remedy: Remedy) -> None:
    said = read_back(command_line(as_json(remedy)))
    for option, value in remedy.options:
        assert said[option.value.replace("-", "_")] == as_read(option, value)
    if remedy.act is Act.RUN:
        assert said["confirm"] == remedy.target.name  # type: ignore[union-attr]
        assert said["operation"] == remedy.operation
    if remedy.target is SHARED:
        assert "item-key:vault/item/1" in said.values()


@pytest.mark.parametrize("act", ALONE, ids=str)
def test_every_other_act_is_a_command_by_itself(act: Act) -> None:
    assert read_back(line_of(act))["verb"] in VERBS


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Texts of a module that somebody may read while it runs: no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_only_the_command_line_names_commands() -> None:
    """Elsewhere what helps is a remedy, which the console says in its own words."""
    verbs = "|".join(sorted(verb.name for verb in VERBS))
    named = re.compile(rf"\b{drconsole.__name__} (?:{verbs})\b")
    root = Path(drconsole.__file__).parent
    found = {
        f"{file.relative_to(root)}:{line}"
        for file in sorted(root.rglob("*.py"))
        for line, text in texts(file)
        if named.search(text)
    }
    assert {place for place in found if not place.startswith(("cli/", *ALLOWED))} == set()


ALLOWED = (
    "engine/process/systemd.py",  # the unit's own comment: how it is installed
)
