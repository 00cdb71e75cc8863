"""What helps, as it is typed at a command line."""

from __future__ import annotations

import pytest

from drconsole.recovery.types.remedies import NO, YES, Act, Option, Remedy, Target, as_json, choose, target_in
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.render.words.command_lines import command_line, line_of, typed

ITEM = Target(TargetType.ITEM, "k1", "web 01")
PLAN = Target(TargetType.PLAN, "p1", "Shop")
RUN = Remedy(Act.RUN, Operation.COMMIT, ITEM)


@pytest.mark.parametrize(
    ("remedy", "line"),
    [
        (RUN, "run commit 'item:web 01' --confirm 'web 01'"),
        (
            Remedy(Act.RUN, Operation.COMMIT, Target(TargetType.ITEM, "k1", "web", shared=True)),
            "run commit item-key:k1 --confirm web",
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
        (Remedy(Act.POINTS, target=Target(TargetType.ITEM, "k1", "web", shared=True)), "points item-key:k1"),
        (Remedy(Act.LOOK, target=Target(TargetType.PLAN, "p1", "Shop", shared=True)), "plans plan-key:p1"),
        (Remedy(Act.POINTS, target=Target(TargetType.ITEM, "k1", "plan:web")), "points item:plan:web"),
        (Remedy(Act.POINTS, target=Target(TargetType.ITEM, "k1", "-web")), "points item:-web"),
        (
            Remedy(Act.RUN, Operation.COMMIT, Target(TargetType.ITEM, "k1", "-web")),
            "run commit item:-web --confirm=-web",
        ),
        (Remedy(Act.JOURNAL, options=((Option.SINCE, "7"),)), "journal --since 7"),
        (Remedy(Act.END_ENGINE), "engine stop --force"),
        (Remedy(Act.WATCH, job="j1"), "watch j1"),
        (Remedy(Act.HOLD, job="j1"), "job hold j1"),
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


class Thing:
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize(
    ("others", "shared"),
    [({}, False), ({"k2": "mail"}, False), ({"k2": "web"}, True), ({"web": "mail"}, True), ({"k2": "k1"}, False)],
    ids=["alone", "another name", "the same name", "the name is a key", "another has its key for a name"],
)
def test_a_target_is_named_by_its_key_where_its_name_may_mean_another(others: dict[str, str], shared: bool) -> None:
    things = {"k1": Thing("web"), **{key: Thing(name) for key, name in others.items()}}
    line = command_line(as_json(Remedy(Act.NEXT, target=target_in(things, TargetType.ITEM, "k1"))))
    assert line == f"drconsole next {'item-key:k1' if shared else 'item:web'}"


def test_an_act_without_a_target_is_a_line_by_itself() -> None:
    assert line_of(Act.START_ENGINE) == "drconsole engine start"
    assert line_of(Act.ACCEPT_LOSS, (Option.CONFIRM, "state"), (Option.COMMENT, None)) == (
        "drconsole engine accept-loss --confirm state --comment TEXT"
    )
