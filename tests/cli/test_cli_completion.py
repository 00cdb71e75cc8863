"""Completion: scripts that are made of the table of verbs, and names that are read in a moment or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_fakes import Run
from hypothesis import given
from hypothesis import strategies as st
from support.room_names import add_room

from drconsole.cli.commands.estate import estate
from drconsole.cli.shell.hidden import COMPLETE
from drconsole.cli.shell.names import FOUND, NOTES, unique
from drconsole.cli.shell.scripts import SHELLS
from drconsole.cli.shell.slots import METAVARS, Kind, commands, slots
from drconsole.cli.words.verbs import VERBS
from drconsole.recovery.types.estate.targets import candidates

HEAVY = {"textual", "rich", "pydantic", "argparse", "sqlite_utils", "yaml", "asyncio"}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("completion") / "state"
    estate.make(made, "contoso")
    return made


def test_the_help_words_of_the_table_are_all_known() -> None:
    used = {arg.more["metavar"] for verb in VERBS for arg in verb.args if "metavar" in arg.more}
    assert used - set(METAVARS) == set()


def test_every_verb_and_option_has_its_place() -> None:
    made = {command.words: command for command in commands()}
    for verb in VERBS:
        options = {name for option in made[verb.words].options for name in option.names}
        assert {name for arg in verb.args for name in arg.names if name.startswith("-")} <= options
        assert {"--state", "--json", "--help"} <= options


def test_a_name_that_confirms_is_for_a_person_to_type() -> None:
    assert METAVARS["NAME"] == (Kind.NOTHING, ())


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_names_every_verb_and_option(shell: str, run: Run) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert COMPLETE in ran.out
    for command in commands():
        assert all(word in ran.out for word in command.words)
        for option in command.options:
            assert all(name.lstrip("-") in ran.out for name in option.names)
    assert json.loads(run("--json", "completion", shell).out) == {"shell": shell, "script": ran.out}


def test_without_a_shell_it_says_which_there_are_and_how_each_is_turned_on(run: Run) -> None:
    ran = run("completion")
    assert ran.code == 0
    assert all(f"{shell}\n" in ran.out and f"drconsole completion {shell}" in ran.out for shell in SHELLS)
    assert [row["shell"] for row in json.loads(run("--json", "completion").out)] == list(SHELLS)
    assert run("completion", "tcsh").code == 2


def test_every_kind_that_a_script_asks_for_is_answered() -> None:
    known_to_the_script = {Kind.NOTHING, Kind.WORDS, Kind.FILES, Kind.FOLDERS, Kind.COMMANDS}
    assert {str(kind) for kind in set(Kind) - known_to_the_script} == set(FOUND)
    assert {slot.kind for slot in slots()} <= set(Kind)


def asked(run: Run, *words: str) -> list[str]:
    ran = run(COMPLETE, *words)
    assert (ran.code, ran.err) == (0, "")
    return [line.partition("\t")[0] for line in ran.out.splitlines()]


def test_names_are_read_from_the_state_that_is_named(run: Run, state: Path) -> None:
    place = str(state)
    assert "shop" in asked(run, "targets", place, "")
    assert "shop-db" in asked(run, "targets", place, "")
    assert set(asked(run, "plans", place, "")) == {"shop", "finance", "intranet", "research", "warehouse"}
    assert "shop" not in asked(run, "items", place, "")
    assert "plan:shop" in asked(run, "targets", place, "plan:s")
    assert asked(run, "networks", place, "")[0] == "none"
    assert "contoso" in asked(run, "estates", place, "")
    assert "test-failover-missing" in asked(run, "findings", place, "")
    assert "busy:shop-db" in asked(run, "findings", place, "busy:")
    assert asked(run, "jobs", place, "") == []


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, state: Path) -> str:
    made = tmp_path_factory.mktemp("room") / "state"
    shutil.copytree(state, made)
    add_room(made / "drconsole.db")
    return str(made)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("members", ["alice\toperator, commander", "group:wardens\tobserver", "played:pia\tscribe"]),
        ("people", ["alice\toperator, commander", "pia\tscribe"]),
        ("notes", ["n1\tpinned: wiki stays off for long for long for long for long…", "n2\tthe bank called"]),
        ("proposals", ["p1-7\tfailover shop, by alice: open", "p1-8\tcommit shop, by alice: rejected"]),
        ("polls", ["q1\tfail shop over now?", "q2\tand finance? no-go"]),
        ("handovers", ["h1\talice to pia: offered", "h2\talice to pia: declined"]),
        ("shelved", ["not-committed:finance\t4 machines are failed over and not committed"]),
    ],
)
def test_what_people_of_a_room_made_is_offered_with_what_it_is_the_open_ones_first(
    run: Run, room: str, kind: str, lines: list[str]
) -> None:
    assert run(COMPLETE, kind, room, "").out.splitlines() == lines


def test_a_fault_is_offered_field_by_field_and_only_where_it_fits(run: Run, state: Path) -> None:
    copy, (db,) = state.with_name("state-1"), state.glob("drconsole.db")
    copy.mkdir(exist_ok=True)
    shutil.copyfile(db, copy / db.name)
    (copy.parent / "exercise.jsonl").touch()  # which makes it the state of an exercise
    place = str(copy)
    assert {"step-fails", "agent-lost"} <= set(asked(run, "faults", place, ""))
    fields = asked(run, "faults", place, "step-fails ")
    assert fields[:4] == [f"step-fails {field}=" for field in ("code", "item", "plan", "step")]
    assert "step-fails after=" in fields
    assert "agent-lost code=" not in asked(run, "faults", place, "agent-lost ")
    assert "agent-lost item=wiki" in asked(run, "faults", place, "agent-lost item=")
    assert asked(run, "faults", place, "target-stopped item=") == [], "no machine runs at a target"
    steps = asked(run, "faults", place, "step-fails item=wiki step=")
    assert "step-fails item=wiki step=VmFailover" in steps
    assert not any("Commit" in step for step in steps), "nothing is to be committed yet"
    assert "step-fails item=wiki plan=" not in asked(run, "faults", place, "step-fails item=wiki ")
    assert asked(run, "faults", place, "nonsense ") == []
    assert "point-missing item=wiki point=newest" in asked(run, "faults", place, "point-missing item=wiki point=")


def test_without_a_room_there_is_none_of_it(run: Run, state: Path) -> None:
    of_room = ("members", "people", "notes", "proposals", "polls", "handovers", "shelved")
    assert [asked(run, kind, str(state), "") for kind in of_room] == [[]] * 7


@pytest.mark.parametrize("kind", sorted(FOUND.keys() - {"estates", "faults", "findings", "networks"}))
def test_a_state_that_is_missing_or_damaged_completes_to_nothing(
    run: Run, kind: str, tmp_path: Path, state: Path
) -> None:
    assert asked(run, kind, str(tmp_path / "none"), "") == []
    assert not (tmp_path / "none").exists()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "drconsole.db").write_bytes(b"no database" * 1000)
    assert asked(run, kind, str(broken), "") == []
    file = tmp_path / "file"
    file.touch()
    assert asked(run, kind, str(file), "") == []
    half = tmp_path / "half"
    shutil.copytree(state, half)
    content = (half / "drconsole.db").read_bytes()
    (half / "drconsole.db").write_bytes(content[: len(content) // 2])
    asked(run, kind, str(half), "")


@pytest.mark.parametrize("words", [(), ("nonsense", "", ""), ("plans",), ("plans", "\udcff", "")])
def test_words_that_no_script_says_complete_to_nothing(run: Run, words: tuple[str, ...]) -> None:
    assert asked(run, *words) == []


def test_reading_leaves_the_state_as_it_is(run: Run, state: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in state.iterdir()}
    asked(run, "targets", str(state), "")
    assert {file.name: file.stat().st_mtime_ns for file in state.iterdir()} == before


def test_a_name_that_cannot_stand_on_a_line_is_left_out() -> None:
    from drconsole.cli.shell.names import _can_stand

    assert not _can_stand("two\nlines", "")
    assert not _can_stand("\x1b[2J", "")
    assert not _can_stand("--json", "")
    assert _can_stand("web 1", "replicated item")


NAMES = st.sampled_from(["web", "db", "k1", "k2", "plan:web", "item:db", "plan-key:k1", "shop"])
THINGS = st.dictionaries(st.tuples(st.sampled_from(["plan", "item"]), NAMES), NAMES, max_size=7)


@given(THINGS)
def test_what_is_offered_means_the_one_thing_and_no_other(things: dict[tuple[str, str], str]) -> None:
    known: dict[str, dict[str, str]] = {"plan": {}, "item": {}}
    for (kind, key), name in things.items():
        known[kind][key] = name
    words = list(unique([(kind, key, name) for (kind, key), name in things.items()]))
    assert [candidates(word, known) for word, _ in words] == [[thing] for thing in things]
    assert all(note in NOTES.values() for _, note in words)


def test_the_way_to_a_name_imports_nothing_heavy(state: Path) -> None:
    program = (
        "import sys; from drconsole.cli.main import main;"
        f" main([{COMPLETE!r}, 'targets', {str(state)!r}, '']);"
        " print(' '.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "shop" in done.stdout
    assert HEAVY.isdisjoint(done.stderr.split())


def test_a_reader_that_has_left_is_no_error(state: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    argv = [sys.executable, "-m", "drconsole", COMPLETE, "targets", str(state), ""]
    done = subprocess.run(argv, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
