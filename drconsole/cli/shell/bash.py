"""Completion script for bash, from the table of verbs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence

from drconsole.cli.shell.hidden import COMPLETE
from drconsole.cli.shell.slots import Command, Kind, Slot

_HEAD = """\
# bash completion of drconsole, made from its table of commands: drconsole completion bash
"""

_BODY = r"""
# The words up to the cursor as they were typed, not broken at : and = as readline breaks them.
# Sets found (an array), typed (the last word), and lead: what of the last word readline does not replace.
_drconsole_read() {
  local rest=$COMP_LINE word before i
  found=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    before=x
    if [[ -n $word ]]; then
      before=${rest%%"$word"*}
      rest=${rest#*"$word"}
    fi
    if [[ -z $before && i -gt 0 ]]; then
      found[${#found[@]} - 1]+=$word
    else
      found+=("$word")
    fi
  done
  typed=${found[${#found[@]} - 1]}
  word=${COMP_WORDS[COMP_CWORD]}
  case $word in : | =) word= ;; esac
  lead=${typed%"$word"}
}

# A word without its quotes.
_drconsole_plain() {
  REPLY=$1
  case $REPLY in
    \'*) REPLY=${REPLY#\'} REPLY=${REPLY%\'} ;;
    \"*) REPLY=${REPLY#\"} REPLY=${REPLY%\"} ;;
    *) REPLY=${REPLY//\\/} ;;
  esac
}

# Offers one word, quoted as the line needs it.
_drconsole_offer() {
  [[ $1 == "$current"* ]] || return
  local word=${1#"$lead"}
  case $quote in
    \') [[ $word == *\'* ]] || COMPREPLY+=("$word") ;;
    \") [[ $word == *[\"\$\`\\!]* ]] || COMPREPLY+=("$word") ;;
    *) printf -v word %q "$word"; COMPREPLY+=("$word") ;;
  esac
}

_drconsole_files() {
  local file
  compopt -o filenames 2> /dev/null
  while IFS= read -r file; do
    COMPREPLY+=("${file#"$lead"}")
  done < <(compgen "$1" -- "$current")
}

# Offers what a place takes: words, files, or names that the program knows.
_drconsole_fill() {
  local kind=$1 word line state=$2
  shift 2
  case $kind in
    words:*) for word in ${kind#words:}; do _drconsole_offer "$word"; done ;;
    files) _drconsole_files -f ;;
    folders) _drconsole_files -d ;;
    nothing) ;;
    *)
      while IFS= read -r line; do
        _drconsole_offer "${line%%$'\t'*}"
      done < <("$program" @COMPLETE@ "$kind" "$state" "$current" "$@" 2> /dev/null < /dev/null)
      [[ $kind == estates ]] && _drconsole_files -f
      # A kind of finding may be all of it, or be followed by a colon and a machine.
      [[ $kind == findings && $current != *:* || $kind == faults ]] && compopt -o nospace 2> /dev/null
      ;;
  esac
}

_drconsole() {
  local found typed lead current quote= program REPLY
  _drconsole_read
  _drconsole_plain "$typed" && current=$REPLY
  case $typed in [\'\"]*) quote=${typed:0:1} ;; esac
  _drconsole_plain "$lead" && lead=$REPLY
  _drconsole_plain "${found[0]}" && program=${REPLY/#\~\//$HOME/}
  local path= place=1 state= wants= option= words=() help= i word
  COMPREPLY=()
  for ((i = 1; i < ${#found[@]} - 1; i++)); do
    _drconsole_plain "${found[i]}" && word=$REPLY
    if [[ -n $wants ]]; then
      [[ $option == --state ]] && state=$word
      wants=
      continue
    fi
    case $word in
      --state=*) state=${word#*=} ;;
      -*=*) ;;
      -*)
        option=$word
        _drconsole_value "$path" "$word" && wants=$REPLY
        ;;
      *)
        _drconsole_members "$path"
        if [[ -z $path && $word == help ]]; then
          help=1
        elif [[ " $REPLY " == *" $word "* ]]; then
          path=${path:+$path }$word
        else
          words+=("$word")
          place=$((place + 1))
        fi
        ;;
    esac
  done
  if [[ -n $wants ]]; then
    _drconsole_fill "$wants" "$state" "${words[@]}"
    return
  fi
  if [[ -z $help && $current == -*=* ]]; then
    option=${current%%=*}
    if _drconsole_value "$path" "$option"; then
      lead=${lead#"$option="} current=${current#*=}
      _drconsole_fill "$REPLY" "$state" "${words[@]}"
    fi
    return
  fi
  if [[ -z $help && $current == -* ]]; then
    _drconsole_options "$path"
    for word in $REPLY; do _drconsole_offer "$word"; done
    return
  fi
  _drconsole_members "$path"
  if [[ -n $REPLY ]]; then
    for word in $REPLY; do _drconsole_offer "$word"; done
  elif [[ -z $help ]] && _drconsole_place "$path" "$place"; then
    _drconsole_fill "$REPLY" "$state" "${words[@]}"
  fi
}

complete -F _drconsole drconsole
"""


def script(commands: Sequence[Command]) -> str:
    """Return the script for ``source``."""
    members = {each.path: " ".join(each.members) for each in commands if each.members}
    options = {each.path: " ".join(name for one in each.options for name in one.names) for each in commands}
    values = {
        f"{each.path} {name}": _kind(one.slot)
        for each in commands
        for one in each.options
        if one.slot is not None
        for name in one.names
    }
    places = {
        f"{each.path} {number}": _kind(slot) for each in commands for number, slot in enumerate(each.places, start=1)
    }
    tables = [
        _table("_drconsole_members", "$1", members, "commands below a command"),
        _table("_drconsole_options", "$1", options, "options of a command"),
        _table("_drconsole_value", "$1 $2", values, "what the value of an option is; fails where it takes none"),
        _table("_drconsole_place", "$1 $2", places, "what a place behind a command takes; fails where there is none"),
    ]
    return "\n".join([_HEAD.rstrip(), *tables]) + _BODY.replace("@COMPLETE@", COMPLETE)


def _kind(slot: Slot) -> str:
    if slot.kind in (Kind.WORDS, Kind.NOTHING) and slot.words:
        return "words:" + " ".join(slot.words)
    return slot.kind.value


def _table(name: str, key: str, answers: Mapping[str, str], about: str) -> str:
    """A function that sets REPLY by its arguments; entries with the same answer stand together."""
    by_answer: dict[str, list[str]] = {}
    for entry, answer in answers.items():
        by_answer.setdefault(answer, []).append(entry)
    lines = [f"    {_pattern(entries)}) REPLY={shlex.quote(answer)} ;;" for answer, entries in by_answer.items()]
    head = [f"# {about}", f"{name}() {{", f'  case "{key}" in']
    return "\n".join([*head, *lines, "    *) REPLY= && return 1 ;;", "  esac", "}"])


def _pattern(entries: Iterable[str]) -> str:
    return " | ".join(shlex.quote(entry) for entry in entries)
