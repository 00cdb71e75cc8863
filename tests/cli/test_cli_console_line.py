"""Command lines behind the console's ``:``, read by the declarations of the command line itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from drconsole.cli.console_line import PRINTED, ConsoleLine
from drconsole.cli.words.verbs import VERBS
from drconsole.console.commands.typed import COMMANDS_OF, OPERATING, SCREEN_OF
from drconsole.console.state.screens import SCREENS
from drconsole.recovery.types.words import Direction, Operation, PointChoice
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused

NEEDS_A_SHELL = {
    "console", "wall", "estate schema", "estate generate", "estate load", "engine run", "engine unit",
    "engine accept-loss", "completion", "man", "connect", "emulate", "report", "runbook",
    "train schema", "train play", "train start", "train hint", "train stop", "train instruct", "train from-job",
    "room member add", "room member remove", "room policy set", "room policy how",
}  # fmt: skip


@pytest.fixture
def line(tmp_path: Path) -> ConsoleLine:
    return ConsoleLine(str(tmp_path))


def test_an_operation_is_read_with_its_options_wherever_they_stand(line: ConsoleLine) -> None:
    for said in (
        "failover shop --point latest-processed --no-shutdown --comment 'site is gone'",
        "drconsole run failover --point latest-processed shop --no-shutdown --comment 'site is gone' --confirm shop",
    ):
        typed = line.read(said)
        assert (typed.verb, typed.operation, typed.subject) == ("run", Operation.FAILOVER, "shop")
        assert (typed.options.point, typed.options.shutdown) == (PointChoice.LATEST_PROCESSED, False)
        assert typed.comment == "site is gone"
    assert typed.left_to_dialog == ("--confirm",)


def test_what_a_dialog_asks_for_may_be_left_out(line: ConsoleLine) -> None:
    typed = line.read("validate --result ok")
    assert (typed.subject, typed.outcome, typed.comment) == ("", "ok", "")
    assert line.read("job answer j1-1 --outcome done").task == ""
    assert line.read("failover --direction recovery-to-primary").options.direction is Direction.RECOVERY_TO_PRIMARY


@pytest.mark.parametrize(
    ("said", "place", "advice"),
    [
        ("failover shop --pont latest", "run", "did you mean --point"),
        ("failover shop --point latst", "run", "did you mean latest"),
        ("failover shop --comment 'it is gone", "character 25", "close it with '"),
        ("run failovr shop", "OPERATION", "failover"),
        ("engine strt", "engine", "start"),
        ("room membr add alice operator", "room", "member"),
        ("room member ad alice operator", "room member", "add"),
        ("room member", "room member", "one of: add, remove"),
        ("clock spede 60", "clock", "speed"),
        ("clock speed fast", "X", "such as 60"),
        ("validte shop-db", "command", "validate"),
        ("validate shop-db --result fine", "validate", "one of: ok, failed"),
        ("points a b", "points", "--help"),
    ],
)
def test_a_wrong_word_is_answered_with_its_place_and_what_would_be_right(
    line: ConsoleLine, said: str, place: str, advice: str
) -> None:
    with pytest.raises(BadInput) as caught:
        line.read(said)
    assert caught.value.place == place
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    ("written", "words", "names"),
    [
        ("fail", {"failover", "failback"}, ""),
        ("engine st", {"start", "stop", "status"}, ""),
        ("failover ", set(), "targets"),
        ("run fail", {"failover", "failback"}, ""),
        ("failover shop --po", {"--point", "--point-id"}, ""),
        ("failover shop --point latest --po", {"--point-id"}, ""),
        ("failover shop --point latest-p", {"latest-processed"}, ""),
        ("failover shop --network ", set(), "networks"),
        ("validate shop-db --result o", {"ok"}, ""),
        ("job hold ", set(), "jobs"),
        ("failover shop ", set(), ""),
    ],
)
def test_what_may_follow_comes_from_the_same_declarations(
    line: ConsoleLine, written: str, words: set[str], names: str
) -> None:
    found = line.following(written)
    assert found is not None
    assert (set(found.words), found.names) == (words, names)
    assert all(word.startswith(found.written) for word in found.words)


def test_options_that_mean_nothing_in_a_console_are_not_offered(line: ConsoleLine) -> None:
    found = line.following("failover shop --")
    assert found is not None
    assert not {"--state", "--json", "--confirm", "--digest"} & set(found.words)


def test_every_command_has_a_place_in_the_console_or_is_said_to_need_a_shell(line: ConsoleLine) -> None:
    here = {*COMMANDS_OF, *OPERATING, *SCREEN_OF, *SCREENS, *PRINTED}
    known = {verb.name for verb in VERBS}
    assert known - here == NEEDS_A_SHELL
    for name in NEEDS_A_SHELL - {"console"}:
        with pytest.raises(DrError) as caught:
            line.printed(name)
        assert caught.value.advice == f"drconsole {name}"


def test_a_command_that_reads_is_run_on_the_state_of_the_console(line: ConsoleLine, tmp_path: Path) -> None:
    assert any(str(tmp_path) in text or "no engine" in text for text in line.printed("engine status"))
    assert line.printed("version")[0].startswith("drconsole ")


def test_a_journal_of_one_job_or_person_is_its_screen_and_not_a_print(line: ConsoleLine) -> None:
    read = line.read
    only = read("journal --job j1-2 --by ann")
    assert (only.only, only.narrowed) == ("job:j1-2 by:ann", False)
    assert read("journal --limit 5").narrowed
    assert read("journal").only == ""


def test_a_command_of_three_words_is_completed_word_by_word(line: ConsoleLine) -> None:
    def after(said: str) -> tuple[str, ...]:
        found = line.following(said)
        assert found is not None
        return found.words

    assert after("room ") == ("member", "policy")
    assert after("room member ") == ("add", "remove")
    assert "commander" in after("room member add alice ")
    assert line.of_family("room member add alice operator")
    assert not line.of_family("room member")


def test_an_anchor_is_compared_with_in_a_shell(line: ConsoleLine) -> None:
    """The console's dialog compares with none: it would seem to say that the journal is whole."""
    with pytest.raises(Refused, match="doctor needs a shell"):
        line.read("doctor --anchor kept.json")
    with pytest.raises(Refused, match="journal anchor needs a shell"):
        line.printed("journal anchor -o kept.json")
