"""Completion scripts by the name of their shell, and what to do with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from drconsole.cli.shell import bash, fish, zsh
from drconsole.cli.shell.slots import Command
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Shell:
    """Shell that a completion script is made for."""

    script: Callable[[Sequence[Command]], str]
    now: str
    """Command that turns completion on in the shell that runs."""
    always: str
    """Command that turns it on in every new one."""


SHELLS: Mapping[str, Shell] = {
    "bash": Shell(
        bash.script,
        "source <(drconsole completion bash)",
        "mkdir -p ~/.local/share/bash-completion/completions &&"
        " drconsole completion bash > ~/.local/share/bash-completion/completions/drconsole",
    ),
    "zsh": Shell(
        zsh.script, "source <(drconsole completion zsh)", 'drconsole completion zsh > "${fpath[1]}/_drconsole"'
    ),
    "fish": Shell(
        fish.script,
        "drconsole completion fish | source",
        "mkdir -p ~/.config/fish/completions && drconsole completion fish > ~/.config/fish/completions/drconsole.fish",
    ),
}
