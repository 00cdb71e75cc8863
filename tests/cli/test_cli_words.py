"""Words, right and wrong: exit codes, error objects, help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_fakes import Run, World

import drconsole
from drconsole.cli.words.parser import load
from drconsole.cli.words.verbs import VERBS
from drconsole.recovery.types.words import Operation

CONTRACT = """
console; connect; arm; emulate; estate list; estate show; estate check; estate schema; estate generate;
estate load;
engine start; engine run; engine status; engine drain; engine stop; engine unit; engine accept-loss;
clock; clock speed; clock pause; clock resume; status; wall; who; alarms; alarms shelve;
alarms unshelve; alarms rate; alarms events; poll; poll ask; poll answer; poll close;
simulate faults; simulate repair; simulate reset; plans; items; jobs; journal; journal anchor;
next; points; check; preview; run; watch; job hold; job resume; job cancel; job retry; job answer;
validate; config path; config show; config check; room; room member add; room member remove; lead;
note; notes; notes pin; notes unpin;
room policy; room policy set; room policy how; proposals; approve; reject;
handover; handover offers; handover offer; handover accept; handover decline; handover withdraw;
completion; help; man; version;
train list; train show; train schema; train check; train play; train start; train hint; train status;
train stop; train from-job; train instruct; report; runbook; doctor
"""


def test_the_table_has_every_verb_of_the_contract() -> None:
    assert {verb.name for verb in VERBS} == {name.strip() for name in CONTRACT.split(";")}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_a_handler_and_a_help(verb: object, run: Run) -> None:
    assert callable(load(f"drconsole.cli.commands.{verb.handler}"))  # type: ignore[attr-defined]
    words = verb.words  # type: ignore[attr-defined]
    ran = run(*words, "--help")
    assert ran.code == 0
    assert "usage: drconsole " + " ".join(words) in ran.out


def test_help_lists_every_verb(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = run("--help").out
    for verb in VERBS:
        line = re.search(rf"^    {verb.words[0]} .*$", text, re.MULTILINE)
        assert line, verb.name
        if verb.words[0] in ("estate", "engine", "clock", "job") and len(verb.words) > 1:
            assert re.search(rf"\b{verb.words[1]}\b", line.group())
    assert "6 outcome unknown" in text


def test_stopping_is_explained_where_one_asks(run: Run) -> None:
    assert "kill -9" in run("engine", "stop", "--help").out
    assert "kill -9" in run("engine", "drain", "--help").out


def test_version(run: Run) -> None:
    assert run("--version").out == f"drconsole {drconsole.__version__}\n"


WRONG = [
    ("frobnicate", "unknown-command", ""),
    ("statsu", "unknown-command", "did you mean status"),
    ("job cancle J1", "unknown-command", "cancel"),
    ("engine", "bad-arguments", "start, run, status"),
    ("job", "bad-arguments", "hold"),
    ("room member", "bad-arguments", "one of: add, remove"),
    ("room membr add alice operator", "unknown-command", "did you mean member"),
    ("room member ad alice operator", "unknown-command", "did you mean add"),
    ("room add alice operator", "unknown-command", "member"),
    ("help room member ad", "unknown-command", "add"),
    ("status more", "bad-arguments", "drconsole status --help"),
    ("status --colour", "bad-arguments", "drconsole status --help"),
    ("run failover", "bad-arguments", "run --help"),
    ("run failovr Shop", "unknown-operation", "did you mean failover"),
    ("preview failover Shop --point latset", "bad-arguments", "did you mean latest"),
    ("preview failover Shop --point newest", "bad-arguments", "one of: latest, "),
    ("preview failover Shop --poin latest", "bad-arguments", "did you mean --point"),
    ("journal --since -1", "bad-number", ""),
    ("journal --since x", "bad-number", ""),
    ("clock speed 0", "bad-speed", "max"),
    ("clock speed fast", "bad-speed", "max"),
    ("clock speed nan", "bad-speed", "max"),
    ("engine start --speed inf", "bad-speed", "max"),
    ("job answer J1 T1 --outcome maybe --comment x", "bad-arguments", "one of: done, failed, skip, retry"),
    ("job answer J1 T1 --outcome done", "bad-arguments", "job answer --help"),
    ("validate web01 --result ok", "bad-arguments", "validate --help"),
    ("estate check nowhere.yaml", "no-such-estate", "contoso"),
    ("estate load contos", "no-such-estate", "did you mean contoso"),
]


@pytest.mark.parametrize(("line", "code", "advice"), WRONG, ids=[case[0] for case in WRONG])
def test_wrong_words_exit_2_and_say_what_would_be_right(
    line: str, code: str, advice: str, run: Run, tmp_path: Path
) -> None:
    ran = run(*line.split(), "--json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert advice in ran.error["advice"]
    assert set(ran.error) >= {"code", "message", "place", "advice"}
    assert not list(tmp_path.iterdir())
    people = run(*line.split())
    assert (people.code, people.out) == (2, "")
    assert people.err.startswith("drconsole: ")
    assert "Traceback" not in people.err


@pytest.mark.parametrize("line", ["", "console", "console --screen jobs --read-only"])
def test_without_a_terminal_the_console_names_what_needs_none(line: str, run: Run, tmp_path: Path) -> None:
    ran = run("--json", *line.split())
    assert (ran.code, ran.error["code"]) == (2, "no-terminal")
    assert "drconsole status" in ran.error["advice"]
    assert "drconsole console --plain" in ran.error["advice"]
    assert not list(tmp_path.iterdir())


def test_the_console_opens_the_screens_that_there_are(run: Run) -> None:
    from drconsole.console.app import ConsoleApp

    ran = run("console", "--screen", "cellar")
    assert ran.code == 2
    for screen in ConsoleApp.MODES:
        assert screen in ran.err


@pytest.mark.parametrize(
    "operation", sorted(set(Operation) - {Operation.RE_PROTECT, Operation.REVERSE_REPLICATE, Operation.FAILBACK})
)
def test_every_other_operation_is_known(operation: str, world: World, run: Run) -> None:
    world.engine.answers["Check"] = {"ready": True, "findings": [], "items": [], "qualified": [], "skipped": []}
    assert run("check", operation, "Shop", "--json").code == 0
    assert world.engine.asked[0][1]["operation"] == operation


@pytest.mark.parametrize("words", [("--json", "status"), ("status", "--json")])
def test_json_may_stand_before_or_after_the_command(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words)
    assert ran.code == 0
    assert ran.json["engine"]["running"] is False


@pytest.mark.parametrize("before", [True, False])
def test_state_may_stand_before_or_after_and_wins_over_the_environment(before: bool, run: Run, tmp_path: Path) -> None:
    where = ("--state", str(tmp_path / "other"))
    words = (*where, "plans") if before else ("plans", *where)
    assert str(tmp_path / "other") in run(*words).err


def test_a_wrong_name_of_a_person_is_refused_before_anything_is_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRCONSOLE_AS", "")
    ran = run("--as", "root (login alice)", "status", "--json")
    assert (ran.code, ran.json["error"]["place"]) == (2, "--as")
