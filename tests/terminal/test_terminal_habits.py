"""Habits at a real terminal: two consoles that see each other, command lines behind ``:``, states, an exercise anew."""

from __future__ import annotations

import json
import os
import pwd
import re
import signal

import pytest
from terminal_tmux import Pane, key_of
from terminal_tools import Sitting
from terminal_wait import stop
from test_terminal_way import say

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

WIDE = (160, 40)


def opened(sitting: Sitting, *words: str, **env: str) -> Pane:
    """A console of the state, its first page read."""
    pane = sitting.console(*words, size=WIDE, **env)
    pane.until("SIMULATION", "engine ok", "shop")
    return pane


def test_two_operators_see_each_other_and_the_journal_names_them(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    ann = opened(sitting, DRCONSOLE_AS="ann")
    bob = opened(sitting, DRCONSOLE_AS="bob")
    say(ann, "job hold")  # no job: refused on her page alone
    ann.until("on which job")
    say(ann, "run failover shop --point latest-processed --comment gone")
    bob.until("2 consoles: ann in failover of plan shop")
    assert "on which job" not in bob.screen
    say(bob, "run failover shop --point latest-processed")
    bob.until("ann has this dialog open, too")
    ann.until("bob has this dialog open, too")
    bob.press("Escape")
    bob.until("esc back")
    bob.press("Escape")
    bob.until("engine ok")
    ann.until_screen(lambda screen: "this dialog open" not in screen, "ann alone in the dialog")
    ann.until("READY")
    ann.press("5")
    ann.until("gone")
    listed = json.loads(sitting.place.say("who").out)
    assert {each["person"] for each in listed} == {"ann", "bob"}
    assert {each["size"] for each in listed} == {"160x40"}
    ann.press("Escape")
    ann.until("esc back")  # from the field to the page, then out of the dialog
    ann.press("Escape")
    ann.until("engine ok")
    say(bob, "who")
    bob.until("who is here", "you are bob", "ann", "on Overview")
    say(ann, "jobs")
    bob.until("on Jobs")  # the list follows by itself
    ann.press(key_of("quit"))
    assert ann.ended() == 0
    bob.until_screen(lambda screen: "ann" not in screen, "bob alone in the list")
    dee = sitting.over_ssh(size=WIDE)
    dee.until("engine ok", "2 consoles")
    bob.until_screen(lambda screen: screen.count("act ") == 2, "two consoles")
    stop(dee.pid)  # the line is dead: nothing is closed, and nothing comes through
    bob.until_screen(lambda screen: re.search(r"lost 00:[1-4]\d", screen) is not None, "a console that is lost")
    os.kill(dee.pid, signal.SIGCONT)
    bob.until_screen(lambda screen: "lost" not in screen and screen.count("act ") == 2, "two consoles again")
    dee.press(key_of("quit"))
    assert dee.ended() == 0
    cy = opened(sitting, DRCONSOLE_AS="cy")
    bob.until("cy")
    (pid,) = (each["pid"] for each in json.loads(sitting.place.say("who").out) if each["person"] == "cy")
    os.kill(pid, signal.SIGKILL)
    cy.ended()
    left = json.loads(sitting.place.say("who").out)
    assert [each["person"] for each in left] == ["bob"], "who is killed is gone at once, and nobody calls it lost"
    bob.until_screen(lambda screen: "cy" not in screen, "bob alone in the list")
    assert json.loads(sitting.place.say("jobs").out) == [], "a line behind : starts nothing"


def test_an_exercise_begins_anew_and_another_state_opens_in_the_same_terminal(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    assert sitting.place.say("run", "failover", "finance", "--confirm", "finance").code == 0
    me = pwd.getpwuid(os.geteuid()).pw_name
    assert json.loads(sitting.place.say("room", "member", "add", me, "commander").out)["set"] is True
    pane = opened(sitting)
    pane.until("failover finance")
    say(pane, "reset")
    pane.until("begins again", "type contoso")
    pane.type("contoso")
    pane.press("Enter")
    pane.until_screen(
        lambda screen: "engine ok" in screen and "shop" in screen and "failover finance" not in screen,
        "the console of the exercise that begins",
    )
    assert json.loads(sitting.place.say("jobs").out) == []
    assert list(sitting.place.state.glob("before-reset-*/drconsole.db"))
    assert json.loads(sitting.place.say("room").out)["set"] is False, "the next exercise begins without a room"
    other = sitting.place.state.with_name("other")
    assert sitting.place.say("--state", str(other), "estate", "load", "woodgrove").code == 0
    say(pane, f"state {other}")
    pane.until("in other", "engine ok")
    pane.press(key_of("quit"))
    assert pane.ended() == 0
    sitting.place.say("--state", str(other), "engine", "stop", "--force")


def test_the_mouse_is_taken_and_left_as_said_and_pages_lie_behind_the_brackets(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    pane = opened(sitting, SSH_CONNECTION="192.0.2.7 50000 192.0.2.1 22")
    assert not pane.takes_mouse, "over SSH every move of it would be sent"
    for said in ("on", "off"):
        say(pane, f"mouse {said}")
        pane.until("takes the mouse" if said == "on" else "the terminal has the mouse")
        assert pane.takes_mouse is (said == "on")
    pane.press(key_of("plans"), "Enter")
    pane.until("shop-mail")
    pane.press(key_of("jobs"))
    pane.until_screen(lambda screen: "shop-mail" not in screen, "the jobs")
    pane.press("[")
    pane.until("shop-mail")
    pane.press("]")
    pane.until_screen(lambda screen: "shop-mail" not in screen, "the jobs again")
