"""An instructor on the command line, on exercises with real engines: each act is done, recorded, hidden and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Ran, Run

from drconsole.link.client import Client
from drconsole.link.messages import Status
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.training.exercise import end_engine
from drconsole.training.instructing import station, watching
from drconsole.training.session.folder import ExerciseFolder, exercises, running

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_AS", "ada")
    yield
    for folder in exercises():
        for state in folder.states():
            end_engine(state)


@pytest.fixture
def exercise(run: Run) -> ExerciseFolder:
    assert run("--json", "train", "start", "test-failover").code == 0
    found = running()
    assert found is not None
    return found.folder


def status(folder: ExerciseFolder) -> dict[str, object]:
    attempt = folder.attempt()
    assert attempt is not None
    with Client.connect(folder.state(attempt.state)) as client:
        return dict(client.ask(Status()))


def clock(folder: ExerciseFolder) -> dict[str, object]:
    found = status(folder)["clock"]
    assert isinstance(found, dict)
    return found


def records(folder: ExerciseFolder) -> list[tuple[str, dict[str, object]]]:
    lines = (folder.path / "exercise.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    return [(one["kind"], one["data"]) for one in told if one["who"] == "instructor"]


def test_every_act_is_done_recorded_hidden_from_the_journal_and_told_in_the_debrief(
    run: Run, exercise: ExerciseFolder
) -> None:
    def act(*words: str) -> Ran:
        ran = run("--json", "train", "instruct", *words)
        assert (ran.code, ran.err) == (0, ""), words
        assert ran.json["exercise"] == exercise.name
        return ran

    paths = exercise.state("state-1")
    with Reader(paths.db) as reader:
        before = reader.rev()
    act("--freeze")
    frozen = clock(exercise)
    act("--jump", "10m")
    jumped = clock(exercise)
    act("--speed", "20")
    assert clock(exercise)["speed"] == 20
    act("--resume")
    assert clock(exercise)["paused"] is False
    act("--inject", "agent-lost item=wiki")
    act("--note", "looks  at the   wrong page")
    act("--message", "Portland calls.")
    assert (frozen["paused"], jumped["paused"], frozen["now"] == jumped["now"]) == (True, True, False)
    assert records(exercise) == [
        ("frozen", {"frozen": True}),
        ("injected", {"inject": "", "what": "clock", "text": "the clock was moved on by 10 min", "shown": False}),
        ("sped", {"speed": "20"}),
        ("frozen", {"frozen": False}),
        ("injected", {"inject": "", "what": "fault", "text": "agent-lost at wiki", "shown": False}),
        ("noted", {"text": "looks at the wrong page"}),
        ("injected", {"inject": "", "what": "message", "text": "Portland calls.", "shown": True}),
    ]
    with Reader(paths.db) as reader:
        kinds = {event["kind"] for event in reader.journal(before)}
        (wiki,) = [row for row in reader.rows("item") if row["name"] == "wiki"]  # type: ignore[call-overload]
    assert not kinds & {"clock.set", "faults.cleared"}
    assert not [kind for kind in kinds if "inject" in kind]
    assert wiki["agent_connected"] is False, "what comes of it is seen"
    debrief = Path(run("--json", "train", "stop").json["debrief_file"]).read_text()
    told = ("agent-lost at wiki", "moved on by 10 min", "speed was set to 20", "note: looks at", "Portland calls.")
    for text in told:
        assert text in debrief, text
    assert not list(exercise.path.glob("state-*"))


def test_going_back_makes_a_new_state_in_which_what_was_done_since_is_not(run: Run, exercise: ExerciseFolder) -> None:
    assert run("train", "instruct", "--snapshot", "calm").code == 0
    state = str(exercise.state("state-1").folder)
    ran = run("--state", state, "--json", "run", "test-failover", "shop", "--confirm", "shop", "--network", "none")
    assert ran.code == 0
    assert run("train", "instruct", "--jump", "1h").code == 0
    at = clock(exercise)["now"]
    assert run("train", "instruct", "--inject", "source-lost item=wiki").code == 0
    back = run("--json", "train", "instruct", "--back", "calm")
    assert (back.code, back.json["act"]) == (0, "back")
    attempt = exercise.attempt()
    assert attempt is not None and attempt.state == "state-2"
    now = clock(exercise)
    assert (str(now["now"]) < str(at), now["paused"]) == (True, False)
    with Reader(exercise.state("state-2").db) as new, Reader(exercise.state("state-1").db) as old:
        assert (new.rows("job"), len(old.rows("job"))) == ([], 1)  # type: ignore[call-overload]
    # Once more from the same snapshot, and the exercise ends as any other: nothing of it stays.
    assert run("train", "instruct", "--back", "calm").code == 0
    stand = run("--json", "train", "instruct").json
    assert (stand["state"], stand["snapshots"], stand["jobs"]) == ("state-3", ["calm"], [])
    assert run("--json", "train", "stop").json["state_removed"] is True
    assert not list(exercise.path.glob("state-*"))


def test_the_engine_that_was_killed_is_followed_by_another_and_the_act_after_it_finds_that_one(
    run: Run, exercise: ExerciseFolder
) -> None:
    before = status(exercise)
    assert run("train", "instruct", "--kill-engine").code == 0
    assert run("train", "instruct", "--freeze").code == 0
    after = status(exercise)
    assert before["engine"] != after["engine"]
    assert clock(exercise)["paused"] is True


@pytest.mark.parametrize("dies", ["copying", "starting", "recording"])
def test_who_dies_while_going_back_leaves_the_exercise_where_it_was_and_can_try_again(
    dies: str, run: Run, exercise: ExerciseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("train", "instruct", "--snapshot", "calm").code == 0

    def die(*_: object, **__: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patched:
        if dies == "copying":
            patched.setattr(Path, "rename", die)
        elif dies == "starting":
            real = station.ensure_engine

            def ensured(paths: StatePaths, *more: Any, **told: Any) -> Any:
                return die() if paths.folder.name == "state-2" else real(paths, *more, **told)

            patched.setattr(station, "ensure_engine", ensured)
        else:
            patched.setattr(station.Station, "_record", die)
        assert run("train", "instruct", "--back", "calm").code == 137
    attempt = exercise.attempt()
    assert attempt is not None and attempt.state == "state-1"
    assert run("train", "instruct", "--jump", "1m").code == 0, "it goes on"
    assert run("train", "instruct", "--back", "calm").code == 0
    attempt = exercise.attempt()
    assert attempt is not None and attempt.state == ("state-2" if dies == "copying" else "state-3")
    assert run("--json", "train", "stop").json["state_removed"] is True
    assert not [path for path in exercise.path.glob("state-*") if path.is_dir()]


@pytest.mark.parametrize(
    ("words", "place", "advice"),
    [
        (("--inject", "agent-los item=wiki"), "--inject KIND", "did you mean agent-lost?"),
        (("--inject", "agent-lost item=wikki"), "fault.item", "did you mean wiki?"),
        (("--back", "calm"), "--back", "--snapshot NAME"),
        (("--snapshot", "Before commit"), "--snapshot", "before-commit"),
        (("--jump", "0"), "--jump", "such as 10m"),
        (("--jump", "soon"), "--jump", "15m"),
        (("--note", "  "), "--note", "one line"),
        (("--speed", "0"), "--speed", "greater than 0"),
        (("--freeze", "--resume"), "train instruct", "one at a time"),
    ],
)
def test_wrong_words_change_nothing_and_say_what_would_be_right(
    words: tuple[str, ...], place: str, advice: str, run: Run, exercise: ExerciseFolder
) -> None:
    ran = run("--json", "train", "instruct", *words)
    assert (ran.code, ran.error["place"]) == (2, place)
    assert advice in ran.error["advice"]
    assert records(exercise) == []


def test_nothing_is_open_that_could_be_watched_or_hung_up_on(run: Run, exercise: ExerciseFolder) -> None:
    told = run("--json", "train", "instruct", "--drop-line")
    assert (told.code, told.error["code"]) == (3, "no-console")
    watched = run("--json", "train", "instruct", "--watch")
    assert (watched.code, watched.json["screen"]) == (0, None)
    assert not (exercise.path / watching.MARKER).exists()
    assert records(exercise) == []


def test_where_no_exercise_runs_and_on_a_state_of_another_kind_it_is_refused(run: Run, tmp_path: Path) -> None:
    none = run("--json", "train", "instruct", "--freeze")
    assert (none.code, none.error["code"]) == (3, "no-exercise")
    other = str(tmp_path / "other")
    assert run("--state", other, "estate", "load", "contoso").code == 0
    files = {path: path.read_bytes() for path in Path(other).iterdir() if path.is_file()}
    for words in (("--freeze",), ("--inject", "source-lost item=wiki"), ("--kill-engine",), ("--snapshot", "a"), ()):
        ran = run("--json", "--state", other, "train", "instruct", *words)
        assert (ran.code, ran.error["code"]) == (3, "not-an-exercise"), words
    assert {path: path.read_bytes() for path in Path(other).iterdir() if path.is_file()} == files


def test_a_whole_exercise_leaves_the_state_of_the_environment_as_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``DRCONSOLE_STATE`` leads an exercise nowhere, and ``--state`` with another state is refused."""
    other = tmp_path / "other"
    assert run("--state", str(other), "estate", "load", "contoso").code == 0
    files = {path.name: path.read_bytes() for path in other.iterdir() if path.is_file()}
    monkeypatch.setenv("DRCONSOLE_STATE", str(other))
    for words in (("start", "test-failover"), ("status",), ("hint",), ("stop",)):
        ran = run("--json", "--state", str(other), "train", *words)
        assert (ran.code, ran.error["code"]) == (3, "not-an-exercise"), words
    assert exercises() == []
    for words in (("start", "test-failover"), ("status",), ("hint",)):
        assert run("train", *words).code == 0, words
    own = str(exercises()[0].state("state-1").folder)
    assert run("--state", own, "train", "status").code == 0
    for words in (("--inject", "source-lost item=wiki"), ("--jump", "1h"), ("--snapshot", "a"), ("--back", "a")):
        assert run("train", "instruct", *words).code == 0, words
    assert run("--state", own, "train", "stop").code == 0
    assert {path.name: path.read_bytes() for path in other.iterdir() if path.is_file()} == files
    assert exercises()[0].path.is_relative_to(tmp_path / "home")


def test_an_exercise_that_has_ended_takes_nothing_more(run: Run, exercise: ExerciseFolder) -> None:
    state = str(exercise.state("state-1").folder)
    assert run("train", "stop").code == 0
    ran = run("--json", "--state", state, "train", "instruct", "--note", "late")
    assert (ran.code, ran.error["code"]) == (3, "exercise-ended")
    assert records(exercise) == []
