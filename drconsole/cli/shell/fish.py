"""Completion script for fish, from the table of verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.cli.shell.hidden import COMPLETE
from drconsole.cli.shell.slots import Command, Kind, Slot

_HEAD = """\
# fish completion of drconsole, made from its table of commands: drconsole completion fish
"""

_BODY = r"""
# Sets where the cursor is: the command's words, and at which place behind them.
function __drconsole_read --no-scope-shadowing
    set -g __drconsole_path
    set -g __drconsole_place 1
    set -g __drconsole_state
    set -g __drconsole_words
    set -l wants
    for word in (commandline -opc)[2..]
        if test -n "$wants"
            test "$wants" = --state; and set -g __drconsole_state $word
            set wants
            continue
        end
        switch $word
            case '--state=*'
                set -g __drconsole_state (string replace -- --state= '' $word)
            case '-*=*'
            case '-*'
                contains -- "$__drconsole_path $word" $__drconsole_valued; and set wants $word
            case '*'
                set -l longer (string trim -- "$__drconsole_path $word")
                if contains -- $longer $__drconsole_commands
                    set -g __drconsole_path $longer
                else
                    set -g __drconsole_words $__drconsole_words $word
                    set -g __drconsole_place (math $__drconsole_place + 1)
                end
        end
    end
end

# Whether the cursor stands behind this command; with a number, at this place behind it.
function __drconsole_at
    __drconsole_read
    test "$__drconsole_path" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $__drconsole_place -eq $argv[2]
end

# Whether the cursor stands behind help and these words.
function __drconsole_helps
    set -l words (string match -v -- '-*' (commandline -opc)[2..])
    test "$words" = "$argv[1]"
end

# Names that the program knows, with what they are.
function __drconsole_names
    __drconsole_read
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    set -l current (commandline -ct | string collect --allow-empty)
    $program @COMPLETE@ $argv[1] "$__drconsole_state" "$current" $__drconsole_words 2>/dev/null </dev/null
end

complete -c drconsole -e
complete -c drconsole -f
"""


def script(commands: Sequence[Command]) -> str:
    """Return the script for ``source``, or for fish's folder of completions."""
    paths = [_quoted(each.path) for each in commands if each.words]
    valued = [
        _quoted(f"{each.path} {name}")
        for each in commands
        for option in each.options
        if option.slot is not None
        for name in option.names
    ]
    tables = [_list("__drconsole_commands", paths), _list("__drconsole_valued", valued)]
    lines = [line for each in commands for line in _lines(each, commands)]
    body = _BODY.replace("@COMPLETE@", COMPLETE)
    return "\n".join([_HEAD.rstrip(), *tables]) + body + "\n".join([*lines, ""])


def _list(name: str, words: Sequence[str]) -> str:
    return f"set -g {name} \\\n    " + " \\\n    ".join(words)


def _lines(command: Command, commands: Sequence[Command]) -> Iterator[str]:
    at = f"complete -c drconsole -n {_quoted(f'__drconsole_at {_quoted(command.path)}')}"
    helped = _quoted(f"help {command.path}".strip())
    helps = f"complete -c drconsole -n {_quoted(f'__drconsole_helps {helped}')}"
    about = {each.words: each.help for each in commands}
    for word in command.members:
        described = f"-a {word} -d {_quoted(about[(*command.words, word)])}"
        yield f"{at} {described}"
        if command.words != ("help",):
            yield f"{helps} {described}"
    for option in command.options:
        names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
        yield f"{at} {names}{_value(option.slot)} -d {_quoted(option.help)}"
    for number, slot in enumerate(command.places, start=1):
        if (value := _answers(slot)) and slot.kind is not Kind.COMMANDS:
            place = f"__drconsole_at {_quoted(command.path)} {number}"
            yield f"complete -c drconsole -n {_quoted(place)}{value}"


def _value(slot: Slot | None) -> str:
    if slot is None:
        return ""
    return f" -r{_answers(slot)}" if slot.kind in (Kind.FILES, Kind.ESTATES) else f" -x{_answers(slot)}"


def _answers(slot: Slot) -> str:
    """Return what may stand there, as options of ``complete``; empty = nobody knows."""
    if slot.kind is Kind.FILES:
        return " -F"
    if slot.kind is Kind.FOLDERS:
        return " -a '(__fish_complete_directories)'"
    if slot.kind is Kind.NOTHING:
        return ""
    if slot.words:
        return f" -a {_quoted(' '.join(slot.words))}"
    files = " -F" if slot.kind is Kind.ESTATES else ""
    return f"{files} -k -a {_quoted(f'(__drconsole_names {slot.kind.value})')}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
