"""Completion scripts in real shells: each completes the same words."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from shell_pty import Shell
from shell_state import NAMES, environment, need

from drconsole.cli.shell.scripts import SHELLS
from drconsole.cli.shell.slots import commands

SETUPS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "source {script}; bind 'set bell-style none' 'set enable-bracketed-paste off';"
        ' bind -x \'"\\C-xd": printf "<<%s>>" "$READLINE_LINE"\'; echo ready" "now',
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; unsetopt zle_bracketed_paste prompt_sp; source {script};"
        ' show() {{ print -rn "<<$BUFFER>>" }}; zle -N show; bindkey "^Xd" show; bindkey "^U" kill-whole-line;'
        ' echo ready" "now',
    ),
}
CASES = [
    ("drconsole sta", "status"),
    ("drconsole job ho", "hold"),
    ("drconsole --json job ho", "hold"),
    ("drconsole clock sp", "speed"),
    ("drconsole clock speed m", "max"),
    ("drconsole next war", "warehouse"),
    ("drconsole next plan:war", "plan:warehouse"),
    ("drconsole plans res", "research"),
    ("drconsole items badge", "badge-reader"),
    ("drconsole points --json badge", "badge-reader"),
    ("drconsole run planned-f", "planned-failover"),
    ("drconsole run failover war", "warehouse"),
    ("drconsole run failover shop --point latest-a", "latest-app-consistent"),
    ("drconsole run failover shop --point=latest-a", "--point=latest-app-consistent"),
    ("drconsole run failover shop --point latest --direc", "--direction"),
    ("drconsole run failover --point latest war", "warehouse"),
    ("drconsole run failover shop --network den", "denver-prod"),
    ("drconsole run failover shop --accept test-failover-missing:badge", "test-failover-missing:badge-reader"),
    ("drconsole validate badge-reader --result f", "failed"),
    ("drconsole watch j2", "j2-1"),
    ("drconsole job answer j2-1 ga", "gate-7"),
    ("drconsole estate load wood", "woodgrove"),
    ("drconsole estate check some-f", "some-file.yaml"),
    ("drconsole estate load some-f", "some-file.yaml"),
    ("drconsole run failover shop --encryption-key some-f", "some-file.yaml"),
    ("drconsole help job ho", "hold"),
    ("drconsole completion fi", "fish"),
    ("drconsole notes unpin n1", "n1"),
    ("drconsole approve p1-7", "p1-7"),
    ("drconsole run failover shop --proposal=p1-7", "--proposal=p1-7"),
    ("drconsole poll answer q1", "q1"),
    ("drconsole poll answer q1 no", "no-go"),
    ("drconsole poll ask now --proposal p1-8", "p1-8"),
    ("drconsole handover accept h1", "h1"),
    ("drconsole handover offer pi", "pia"),
    ("drconsole lead j2-1 --give al", "alice"),
    ("drconsole alarms unshelve not", "not-committed:finance"),
    ("drconsole alarms unshelve not-committed:fi", "not-committed:finance"),
    ("drconsole room member remove al", "alice"),
    ("drconsole room member remove group:w", "group:wardens"),
    ("drconsole room member remove group:wardens ob", "observer"),
]
STARTS = {"web 1": "web", "it's": "it", 'a;b $(touch gone) "q" `x`': "a", "star*?[x]": "sta"}
"""As much of a name as is typed."""
NOTHING = [
    "drconsole run failover shop --confirm sh",
    "drconsole run failover shop --comment sh",
    "drconsole status sh",
    "drconsole next shop sh",
    "drconsole nonsense sh",
    "drconsole --state /nonexistent next sh",
]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("shells")
    (folder / "some-file.yaml").touch()
    for name, shell in SHELLS.items():
        (folder / f"script.{name}").write_text(shell.script(commands()))
    return environment(folder)


@pytest.fixture(scope="module", params=list(SETUPS))
def shell(request: pytest.FixtureRequest, env: Mapping[str, str]) -> Iterator[Shell]:
    """Bash and zsh, each at a terminal."""
    argv, setup = SETUPS[request.param]
    need(argv[0])
    made = Shell(argv, setup.format(script=f"{env['HOME']}/script.{request.param}"), env, env["HOME"])
    yield made
    made.end()


@pytest.mark.parametrize(("line", "word"), CASES)
def test_a_word_is_completed(shell: Shell, line: str, word: str) -> None:
    whole = f"{line.rpartition(' ')[0]} {word}"
    ends = (" ", "=") if word.startswith("--") else (" ",)  # zsh writes the = of an option that takes a value
    assert shell.completed(line) in [whole + end for end in ends]


@pytest.mark.parametrize("line", NOTHING)
def test_what_only_a_person_knows_is_not_completed(shell: Shell, line: str) -> None:
    assert shell.completed(line) == line


@pytest.mark.parametrize(
    ("name", "quote"),
    [(name, quote) for name in NAMES.values() for quote in ("", "'") if not (quote and quote in name)],
)
def test_a_name_reaches_the_program_as_it_is_whatever_signs_are_in_it(shell: Shell, name: str, quote: str) -> None:
    assert shell.words(f"drconsole next {quote}{STARTS[name]}") == ["next", name, "last"]


def test_a_name_behind_its_kind_is_quoted_too(shell: Shell) -> None:
    assert shell.words("drconsole next item:web") == ["next", "item:web 1", "last"]


def test_another_state_is_read_where_the_line_names_one(shell: Shell, env: Mapping[str, str]) -> None:
    line = f"drconsole --state {env['DRCONSOLE_STATE']} next war"
    assert shell.completed(line) == line.removesuffix("war") + "warehouse "
    assert shell.completed("drconsole next war --state /nonexistent --js").endswith("--json ")


@pytest.fixture(scope="module")
def fish(env: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Line -> what fish offers for it: all asked in one fish, which does not need a terminal for that."""
    fish = need("fish")
    lines = [*(line for line, _ in CASES), *NOTHING, "drconsole next item:web", "drconsole next it", "drconsole help "]
    program = f"source {env['HOME']}/script.fish\n" + "".join(
        f"echo '== {line}'\ncomplete -C '{line}'\n" for line in lines
    )
    done = subprocess.run(
        [fish, "--no-config", "-c", program], env=env, cwd=env["HOME"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    offered: dict[str, list[str]] = {}
    for text in done.stdout.splitlines():
        if text.startswith("== "):
            found = offered.setdefault(text[3:], [])
        else:
            found.append(text.partition("\t")[0])
    return offered


@pytest.mark.parametrize(("line", "word"), CASES)
def test_fish_offers_the_word(fish: Mapping[str, list[str]], line: str, word: str) -> None:
    assert fish[line] == [word]


@pytest.mark.parametrize("line", NOTHING)
def test_fish_offers_nothing_that_only_a_person_knows(fish: Mapping[str, list[str]], line: str) -> None:
    assert fish[line] == []


def test_fish_offers_names_as_they_are_and_commands_behind_help(fish: Mapping[str, list[str]]) -> None:
    assert fish["drconsole next item:web"] == ["item:web 1"]
    assert fish["drconsole next it"] == ["it's"]
    assert {"status", "job", "run"} <= set(fish["drconsole help "])


def test_nothing_that_a_name_says_was_run(env: Mapping[str, str]) -> None:
    assert not (Path(env["HOME"]) / "gone").exists()
