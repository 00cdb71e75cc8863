"""Keys of the console in the config file: their names, and who clashes with whom."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from drconsole.settings.config.check import check
from drconsole.settings.config.keys import Commands, key_name, settle, shown, sign_name

OWN = {"failover": ("f",), "cancel": ("X",), "jobs": ("5",), "open": ("enter",), "quit": ("q",), "doctor": ()}
COMMANDS = Commands(OWN, {"j": "it moves in lists", "enter": "it opens a line"}, frozenset({"quit"}))


@pytest.mark.parametrize("character", [*string.punctuation, "a", "Z", "7", "ä", "€"])
def test_a_character_has_the_name_that_textual_gives_it(character: str) -> None:
    assert sign_name(character) == _character_to_key(character)
    assert shown(sign_name(character)) == character or not character.isascii()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("f", "f"),
        ("F", "F"),
        ("f5", "f5"),
        ("F5", "f5"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("^r", "ctrl+r"),
        ("Ctrl+R", "ctrl+r"),
        ("shift+a", "A"),
        ("shift+tab", "shift+tab"),
        ("alt+ctrl+x", "ctrl+alt+x"),
        ("esc", "escape"),
        ("ctrl+i", "tab"),
        ("ctrl+m", "enter"),
        ("^", "circumflex_accent"),
        ("space", "space"),
        ("", None),
        (" ", None),
        ("ff", None),
        ("f13", None),
        ("ctrl+ctrl+a", None),
        ("hyper+a", None),
        ("ctrl+", None),
        ("\x07", None),
    ],
)
def test_a_key_is_named_as_people_write_it(said: str, name: str | None) -> None:
    assert key_name(said) == name


def settled(**chosen: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    lines = {command: number for number, command in enumerate(chosen, 1)}
    keys, faults = settle(chosen, lines, COMMANDS)
    assert all(fault.advice and fault.line for fault in faults)
    return dict(keys), [fault.key for fault in faults]


def test_a_free_key_is_given_and_a_key_that_was_given_away_too() -> None:
    assert settled(failover=("F", "f7"), jobs=("f",)) == ({"failover": ("F", "f7"), "jobs": ("f",)}, [])
    assert settled(doctor=()) == ({"doctor": ()}, [])


def test_a_key_of_another_command_is_not_taken_from_it() -> None:
    assert settled(failover=("X",)) == ({}, ["keys.failover"])


def test_of_two_that_choose_the_same_key_the_first_line_has_it() -> None:
    assert settled(jobs=("J",), failover=("J",)) == ({"jobs": ("J",)}, ["keys.failover"])


def test_a_choice_that_fails_gives_its_command_its_own_keys_back() -> None:
    assert settled(failover=("j",), jobs=("f",)) == ({}, ["keys.failover", "keys.jobs"])


def test_a_key_that_lists_have_is_taken_unless_it_is_the_commands_own() -> None:
    assert settled(jobs=("j",)) == ({}, ["keys.jobs"])
    assert settled(open=("enter", "O")) == ({"open": ("enter", "O")}, [])


def test_what_leads_out_must_keep_a_key() -> None:
    assert settled(quit=()) == ({}, ["keys.quit"])


def test_a_command_that_there_is_not_is_told_with_its_neighbour() -> None:
    checked = check(b"[keys]\nfailovr = 'f'\n", commands=COMMANDS)
    assert "did you mean failover?" in checked.faults[0].advice
    assert checked.config.keys == {}
    assert checked.lines == {}
