"""Polls and shelved alarms on the command line: what is asked of the engine, and what people read."""

from __future__ import annotations

import pytest
from cli_fakes import Run, World
from support.polls import OVER, POLL

from drconsole.render.rows.events import about

SHELF = {
    "alarm": "critical:78022@Seattle",
    "cause": "",
    "severity": "critical",
    "about": [],
    "count": 1,
    "since": "2026-03-01T12:00:00Z",
    "until": "2026-03-01T12:20:00Z",
    "by": "ann",
    "comment": "known",
}


def test_polls_are_listed_with_each_answer_and_who_is_silent(world: World, run: Run) -> None:
    assert run("poll").out == "no poll was ever asked\n"
    world.reader.put("poll", "q1", POLL)
    assert [row["id"] for row in run("poll", "--json").json] == ["q1"]
    assert run("poll").out.splitlines() == [
        "q1  fail finance over now?: 0 GO, 1 NO-GO, 1 silent; until 10:15:00Z",
        "  asked by bea 2026-03-02 08:20:00Z",
        "  NO-GO  cy: no power in Oslo (08:20:30Z)",
        "  silent: ann",
    ]
    world.reader.put("poll", "q1", {**POLL, **OVER})
    assert run("poll").out.splitlines()[0].endswith("1 silent; closed by bea 2026-03-02 08:22:00Z")


def test_what_is_said_goes_to_the_engine(world: World, run: Run) -> None:
    world.engine.answers |= {"AskPoll": POLL, "AnswerPoll": POLL, "ClosePoll": POLL}
    world.engine.answers |= {"ShelveAlarm": SHELF, "UnshelveAlarm": SHELF}
    assert run("poll", "ask", "fail", "over", "now?", "--for", "90s", "--proposal", "p1-1").code == 0
    assert run("poll", "answer", "q1", "no-go", "--comment", "dark").code == 0
    assert run("poll", "close", "q1", "--json").json["id"] == "q1"
    shelved = run("alarms", "shelve", "critical", "--for", "20m", "--comment", "known")
    assert shelved.out == "critical:78022@Seattle shelved until 2026-03-01 12:20:00Z: known\n"
    assert run("alarms", "unshelve", "critical").code == 0
    assert [(kind, body) for kind, body in world.engine.asked] == [
        ("AskPoll", {"question": "fail over now?", "seconds": 90, "proposal": "p1-1"}),
        ("AnswerPoll", {"poll": "q1", "vote": "no-go", "comment": "dark"}),
        ("ClosePoll", {"poll": "q1"}),
        ("ShelveAlarm", {"alarm": "critical", "seconds": 1200, "comment": "known", "drill_days": 180}),
        ("UnshelveAlarm", {"alarm": "critical"}),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("poll", "answer", "q1", "no-go"),
        ("poll", "answer", "q1", "perhaps"),
        ("poll", "ask", " "),
        ("alarms", "shelve", "a", "--for", "31m", "--comment", "known"),
        ("alarms", "shelve", "a", "--for", "soon", "--comment", "known"),
        ("alarms", "shelve", "a", "--for", "5m"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_said_so_is_refused_before_it_is_sent(world: World, run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2
    assert world.engine.asked == []


def test_the_end_of_a_poll_is_one_line_of_the_journal() -> None:
    event = {
        "kind": "poll.closed",
        "poll": "q1",
        "question": "now?",
        "why": "ran-out",
        "go": ["bob", "eve"],
        "no_go": [{"name": "cy", "reason": "dark"}],
        "silent": ["ann"],
    }
    assert about(event) == "q1, ran-out, now?, 2 GO (bob, eve), 1 NO-GO (cy: dark), silent: ann"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("room", "policy", "how", "--minutes", "0"), "a proposal lasts 5 to 1440 minutes"),
        (("room", "policy", "how", "--minutes", "9" * 20), "a proposal lasts 5 to 1440 minutes"),
        (("room", "member", "add", "x" * 200, "operator"), "a member has 1 to 120 characters"),
        (("room", "member", "remove", ""), "a member has 1 to 120 characters"),
        (("handover", "offer", ""), "a member has 1 to 120 characters"),
        (("lead", "j1-1", "--give", "x" * 200), "a member has 1 to 120 characters"),
        (("alarms", "unshelve", ""), "an alarm's id has 1 to 2000 characters"),
    ],
)
def test_what_no_message_may_say_is_a_wrong_word(run: Run, words: tuple[str, ...], why: str) -> None:
    told = run(*words, "--json")
    assert (told.code, told.json["error"]["message"]) == (2, why)
