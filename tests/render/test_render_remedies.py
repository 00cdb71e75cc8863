"""What helps is data; the command line and the console each word it in their own terms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import drconsole.recovery
from drconsole.recovery.checks.finding_kinds import KINDS
from drconsole.recovery.types.remedies import NO, YES, Act, Option, Remedy, Target, as_json, choose
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.render.remedies import command_line, on_the_page, pressed, typed, way_of

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


@pytest.mark.parametrize(
    ("remedy", "line"),
    [
        (RUN, "run commit 'item:web 01' --confirm 'web 01'"),
        (
            Remedy(Act.RUN, Operation.COMMIT, Target(TargetType.ITEM, "k1", "web", shared=True)),
            "run commit item:k1 --confirm web",
        ),
        (
            Remedy(Act.RUN, Operation.TEST_FAILOVER, PLAN, ((Option.NETWORK, None), (Option.SHUTDOWN, NO))),
            "run test-failover plan:Shop --network NETWORK --no-shutdown --confirm Shop",
        ),
        (
            Remedy(Act.RUN, Operation.FAILOVER, PLAN, ((Option.ACCEPT, "a"), (Option.ACCEPT, "b"))),
            "run failover plan:Shop --accept a --accept b --comment TEXT --confirm Shop",
        ),
        (Remedy(Act.CHECK, Operation.FAILOVER, PLAN), "check failover plan:Shop"),
        (Remedy(Act.CHECK), "check OPERATION TARGET"),
        (Remedy(Act.NEXT, target=PLAN), "next plan:Shop"),
        (Remedy(Act.LOOK, target=PLAN), "plans Shop"),
        (Remedy(Act.LOOK, target=Target(TargetType.ITEM)), "items"),
        (Remedy(Act.LOOK, job="j1"), "jobs j1"),
        (Remedy(Act.POINTS, target=ITEM), "points 'web 01'"),
        (Remedy(Act.VALIDATE, target=ITEM), "validate 'web 01' --result RESULT --comment TEXT"),
        (Remedy(Act.WATCH, job="j1"), "watch j1"),
        (Remedy(Act.RESUME, job="j1"), "job resume j1"),
        (Remedy(Act.ANSWER, job="j1", task="t/1"), "job answer j1 t/1 --outcome OUTCOME --comment TEXT"),
        (
            Remedy(Act.ANSWER, options=((Option.ENCRYPTION_KEY, None),), job="j1", task="t", outcome="retry"),
            "job answer j1 t --outcome retry --encryption-key FILE --comment TEXT",
        ),
        (choose(Option.SHUTDOWN, YES), ""),
        (Remedy(Act.WAIT, target=ITEM), ""),
        (Remedy(Act.OUTSIDE, target=ITEM), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_command_line_has_the_whole_command(remedy: Remedy, line: str) -> None:
    assert command_line(as_json(remedy)) == (f"drconsole {line}" if line else "")


@pytest.mark.parametrize(
    ("text", "remedies", "said"),
    [
        ("Wait.", [], "Wait."),
        ("Clean it up first.", [RUN], "Clean it up first: drconsole run commit 'item:web 01' --confirm 'web 01'"),
        ("Lose less.", [choose(Option.POINT, "latest")], "Lose less (--point latest)."),
        (
            "Say it",
            [choose(Option.DIRECTION, "a"), choose(Option.DIRECTION, "b")],
            "Say it (--direction a; --direction b)",
        ),
        ("Go on.", [choose(Option.POINT), Remedy(Act.WATCH, job="j1")], "Go on (--point CHOICE): drconsole watch j1"),
        ("", [Remedy(Act.WATCH, job="j1")], "drconsole watch j1"),
    ],
)
def test_advice_at_a_command_line_ends_with_what_is_typed(text: str, remedies: list[Remedy], said: str) -> None:
    assert typed(text, map(as_json, remedies)) == said


def press(name: str) -> str:
    return {"commit": "press C", "validate": "press V", "open-job": "press o"}.get(name, "")


@pytest.mark.parametrize(
    ("remedy", "here", "page"),
    [
        (RUN, "press C", "esc, then press C on web 01"),
        (Remedy(Act.VALIDATE, target=ITEM), "press V", "esc, then press V"),
        (Remedy(Act.WATCH, job="j1"), "press o", "esc, then press o"),
        (Remedy(Act.RUN, Operation.FAILOVER, PLAN), "", ""),
        (choose(Option.DIRECTION), "", "Choose it below, under Which way"),
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
            one = as_json(Remedy(remedy.act, remedy.operation, ITEM, remedy.options))
            assert typed("", [one]), name
            assert on_the_page(one, lambda command: f"press {command}"), name
