"""What helps is data; the command line and the console each word it in their own terms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import drconsole.recovery
from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, as_json, choose
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.render.words.command_lines import typed
from drconsole.render.words.remedies import COMMANDS, from_anywhere, on_the_page, pressed, way_of

ITEM = Target(TargetType.ITEM, "k1", "web 01")
PLAN = Target(TargetType.PLAN, "p1", "Shop")
RUN = Remedy(Act.RUN, Operation.COMMIT, ITEM)
RULES = Path(next(iter(drconsole.recovery.__path__)))


def strings() -> Iterator[tuple[str, str]]:
    for file in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{file.relative_to(RULES)}:{node.lineno}", node.value


def test_no_rule_says_an_option_or_a_command() -> None:
    """The rules are read by the command line and by the console: neither's words stand in them."""
    found = list(strings())
    assert len(found) > 1000
    assert [place for place, text in found if re.search(r"--[a-z]|\bdrconsole\s", text)] == []


def press(name: str) -> str:
    return {"commit": "press C", "validate": "press V", "open-job": "press o"}.get(name, "")


@pytest.mark.parametrize(
    ("remedy", "here", "page"),
    [
        (RUN, "press C", "esc, then press C on web 01"),
        (Remedy(Act.VALIDATE, target=ITEM), "press V", "esc, then press V"),
        (Remedy(Act.WATCH, job="j1"), "press o", "esc, then press o"),
        (Remedy(Act.RUN, Operation.FAILOVER, PLAN), "", ""),
        (choose(Option.DIRECTION), "", "Choose it below, under Direction"),
        (Remedy(Act.WAIT), "", ""),
    ],
)
def test_the_console_has_the_key_or_the_place(remedy: Remedy, here: str, page: str) -> None:
    assert way_of(as_json(remedy), press) == here
    assert on_the_page(as_json(remedy), press) == page
    said = pressed("Do it.", [as_json(remedy)], lambda one: on_the_page(one, press))
    place = page[:1].isupper()
    assert said == (f"Do it. {page}." if place else f"Do it: {page}." if page else "Do it.")


def test_every_option_and_act_of_a_finding_has_words_on_both_sides() -> None:
    for name, kind in KINDS.items():
        for remedy in kind.remedies:
            if remedy.act is Act.OUTSIDE:
                assert kind.action, f"{name}: what is done outside stands in its advice"
                continue
            one = as_json(Remedy(remedy.act, remedy.operation, ITEM, remedy.options))
            assert typed("", [one]), name
            assert on_the_page(one, lambda command: f"press {command}"), name


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (Remedy(Act.START_ENGINE), "type :engine-start"),
        (Remedy(Act.END_ENGINE), "type :engine-stop force"),
        (Remedy(Act.LOAD_ESTATE), "drconsole estate load contoso"),
        (Remedy(Act.WATCH, job="j1"), ""),
        (RUN, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_about_the_whole_state_can_be_done_from_anywhere(remedy: Remedy, said: str) -> None:
    assert from_anywhere(as_json(remedy)) == said


def test_the_console_has_each_command_that_a_remedy_names() -> None:
    from drconsole.console.commands import COMMANDS as THERE

    assert set(COMMANDS.values()) - {command.id for command in THERE} == set()
