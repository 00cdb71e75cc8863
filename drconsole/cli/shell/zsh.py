"""Completion script for zsh, from the table of verbs."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.cli.shell.hidden import COMPLETE
from drconsole.cli.shell.slots import Command, Kind, Option, Slot

_HEAD = """\
#compdef drconsole
# zsh completion of drconsole, made from its table of commands: drconsole completion zsh
"""

_TAIL = r"""
# Names that the program knows, with what they are.
_drconsole_names() {
  local state= line word i
  local -a described before
  for ((i = 2; i < _drconsole_cursor; i++)); do
    word=${(Q)_drconsole_line[i]}
    case $word in
      --state=*) state=${word#*=} ;;
      --state) state=${(Q)_drconsole_line[i + 1]} ;;
      -*) ;;
      *) before+=("$word") ;;
    esac
  done
  local program=${(Q)_drconsole_line[1]}
  program=${program/#\~\//$HOME/}
  for line in ${(f)"$("$program" @COMPLETE@ "$1" "$state" "${(Q)PREFIX}" "${before[@]}" 2> /dev/null < /dev/null)"}; do
    word=${line%%$'\t'*}
    word=${word//\\/\\\\}
    described+=("${word//:/\\:}:${line#*$'\t'}")
  done
  local -a suffix
  [[ $1 == findings && $PREFIX != *:* || $1 == faults ]] && suffix=(-S '')
  _describe -V -t "$1" "$1" described "${suffix[@]}"
}

_drconsole_estates() {
  _drconsole_names estates
  _files
}

_drconsole() {
  local -a _drconsole_line=("${words[@]}")
  integer _drconsole_cursor=$CURRENT
  _drconsole_top
}

if [[ $funcstack[1] == _drconsole ]]; then
  _drconsole "$@"
else
  compdef _drconsole drconsole
fi
"""


def script(commands: Sequence[Command]) -> str:
    """Return the script, for a folder of ``fpath`` or for ``source``."""
    return _HEAD + "\n".join(_function(each, commands) for each in commands) + _TAIL.replace("@COMPLETE@", COMPLETE)


def _function(command: Command, commands: Sequence[Command]) -> str:
    """Return the function that completes what follows a command."""
    if command.words == ("help",):
        return "_drconsole_in_help() {\n  _drconsole_top\n}\n"
    specs = [spec for option in command.options for spec in _specs(option)]
    if not command.members:
        specs += [f"':{_text(slot.name)}:{_action(slot)}'" for slot in command.places]
        return _lines(_name(command), ["_arguments -s \\", *_continued(specs)])
    helps = {each.words: each.help for each in commands}
    below = [(word, helps[(*command.words, word)]) for word in command.members]
    specs += ["'1:command:->commands'", "'*::argument:->argument'"]
    listed = [f"        {_quoted(f'{word}:{help_text}')}" for word, help_text in below]
    cases = [f"        {word}) {_name_of((*command.words, word))} ;;" for word, _ in below]
    body = [
        'local curcontext="$curcontext" state line context',
        "local -A opt_args",
        "local -a below",
        # Options behind a command are that command's.
        "_arguments -C -A '-*' \\",
        *_continued(specs),
        "case $state in",
        "  commands)",
        "    below=(",
        *listed,
        "    )",
        "    _describe -t commands command below",
        "    ;;",
        "  argument)",
        "    case $words[1] in",
        *cases,
        "    esac",
        "    ;;",
        "esac",
    ]
    return _lines(_name(command), body)


def _lines(name: str, body: Sequence[str]) -> str:
    return "\n".join([f"{name}() {{", *(f"  {line}" for line in body), "}", ""])


def _continued(specs: Sequence[str]) -> list[str]:
    return [f"  {spec} \\" for spec in specs[:-1]] + [f"  {spec}" for spec in specs[-1:]]


def _name(command: Command) -> str:
    return _name_of(command.words)


def _name_of(words: Sequence[str]) -> str:
    return "_drconsole_in_" + "_".join(words).replace("-", "_") if words else "_drconsole_top"


def _specs(option: Option) -> list[str]:
    """Return an option as ``_arguments`` wants it, a spec for each of its names."""
    several = "" if len(option.names) == 1 else f"({' '.join(option.names)})"
    first = "*" if option.many else "(- *)" if option.names[-1] in ("--help", "--version") else several
    made = []
    for name in option.names:
        value = "" if option.slot is None else f":{_text(option.slot.name)}:{_action(option.slot)}"
        sign = "" if option.slot is None else "=" if name.startswith("--") else "+"
        made.append(_quoted(f"{first}{name}{sign}[{_text(option.help)}]{value}"))
    return made


def _action(slot: Slot) -> str:
    if slot.kind is Kind.FILES:
        return "_files"
    if slot.kind is Kind.FOLDERS:
        return "_files -/"
    if slot.kind is Kind.ESTATES:
        return "_drconsole_estates"
    if slot.kind is Kind.NOTHING:
        return ""
    # A blank before it: _arguments gives it no words of its own.
    return f"({' '.join(slot.words)})" if slot.words else f" _drconsole_names {slot.kind.value}"


def _text(text: str) -> str:
    """Return a text in which nothing means something to ``_arguments``."""
    for sign in "\\:[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
