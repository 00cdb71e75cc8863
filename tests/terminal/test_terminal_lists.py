"""Habits at the lists, on a real engine: alarms, marks, columns, order, one part alone, and what ``:`` completes."""

from __future__ import annotations

import pytest
from console.failover_by_keys import DESK
from console.walkthrough import Step
from terminal_steps import take
from terminal_tmux import key_of
from terminal_tools import Sitting

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

KEYS = "[keys]\nfailover = 'f9'\nholdd = 'x'\n"
"""A key of one's own, and a mistake."""


def said(line: str, *see: str) -> tuple[Step, ...]:
    """A command behind ``:``, and what then stands on the screen."""
    keys = tuple("space" if letter == " " else letter for letter in line)
    return (Step((":",), (), focus=":"), Step(keys, (), focus=f":{line}"), Step(("enter",), see))


HABITS: tuple[Step, ...] = (
    Step((), ("‼ 2 need you", "crew", "desk")),
    Step(("m",), ("line 3 is left", "has no command 'holdd'", "did you mean")),
    Step(("escape",), ("Overview",), ("did you mean",)),
    Step(("7",), ("7 Alarms", "Failover of crew waits: tills", "Answer it (press a)")),
    Step(("enter",), ("failover of plan", "(job j2-", "‼ waiting for you: ")),
    Step(("escape",), ("What helps",), ("(job j2-",)),
    Step(("3",), ("3 Items", "m1", "d2")),
    *said("sort rpo", "RPO▲"),
    *said("columns group", "hidden: allowed, group"),
    Step(("asterisk",), ("5 marked", "* m1", "* d2")),
    Step(("H",), ("hold 2 jobs?", "job j2-1: no new step begins", "job j2-2: no new"), focus="(may stay empty):"),
    Step(("enter",), ("‼ 4 need you", "5 marked"), ("hold 2 jobs?",)),
    Step(("escape",), (), ("5 marked",)),
    *said("show m2", "item m2", "Recovery points", "Operations"),
    Step(("z",), ("one part of the page: press z",), ("Operations",)),
    Step(("z",), ("Operations",)),
    *said("repair m2", "m2: somebody mends what the error names"),
    Step((":",), (), focus=":"),
    Step(("t", "h", "e"), (), focus=":the"),
    Step(("tab",), (), focus=":theme"),
    Step(("space", "m", "o"), (), focus=":theme mo"),
    Step(("tab",), (), focus=":theme mono"),
    Step(("enter",), ("theme mono; ",)),
    Step(("3",), ("RPO▲",), ("item m2", "Group")),
)
AGAIN = (Step((), ("3 Items", "RPO▲", "m1"), ("Group",)),)
"""What the next console begins with."""


def test_the_lists_are_worked_by_keys_and_look_the_same_the_next_time(sitting: Sitting) -> None:
    config = sitting.place.folder / "config" / "drconsole"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(KEYS)
    (sitting.place.folder / "desk.yaml").write_text(DESK)
    sitting.place.load(sitting.place.folder / "desk.yaml")
    sitting.place.start("max")
    for plan in ("crew", "desk"):
        sitting.place.say("run", "failover", plan, "--confirm", plan).done()
    pane = sitting.console()
    for step in HABITS:
        take(step, pane)
    assert all(job["held"] for job in sitting.place.say("jobs").done())
    pane.hold_down(key_of("quit"), key_of("quit"))  # the first one says that jobs run
    assert pane.ended() == 0
    again = sitting.console("--screen", "items")
    for step in AGAIN:
        take(step, again)
