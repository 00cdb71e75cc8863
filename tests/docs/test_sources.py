"""Every source that drconsole cites is an entry of docs/sources.md, and every choice of ours carries its mark."""

from __future__ import annotations

import re

import pytest
from choices_page import MARK, Text, texts
from citations import anchor, entries, names_in

from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.transitions import TRANSITIONS

TEXTS = texts()
NOWHERE = re.compile(
    r"\bfacts? \d|\(obs\b|\(inf\)|\bUNV\b|\(ours\b|Site Recovery states|Site Recovery transitions"
    r"|(?<![\w`)\[\]])\[[A-Z][^\]\[{}()]*[ ;,][^\]\[{}()]*\]"
)
"""Ways to name a source that nobody can open: abbreviations of nowhere, and a title in square brackets."""
UNSAID = re.compile(
    r"\bcautious\b|\bour reading\b|\(ours\b|\bnot documented\b|documented nowhere"
    r"|\b(?:not|never) recorded\b|\bno recording\b"
)
"""Ways to say that a rule is ours; the mark has to stand beside them, or the page of choices misses the rule."""
ROW = re.compile(r"\b[Rr]ows? ((?:own-)?\d+\w?(?:(?:, | and | to |, \w+ )(?:own-)?\d+\w?)*)")


def where(one: Text) -> str:
    return f"{one.module}:{one.line}"


def test_every_source_that_is_cited_has_an_entry() -> None:
    known = entries()
    missing = {where(one): names_in(one.text) - set(known) for one in TEXTS if names_in(one.text) - set(known)}
    assert missing == {}


def test_every_entry_is_cited_somewhere() -> None:
    cited = {name for one in TEXTS for name in names_in(one.text)}
    assert set(entries()) - cited == set()


def test_an_entry_is_found_by_its_name() -> None:
    assert {name: mark for name, mark in entries().items() if mark != anchor(name)} == {}


def test_nothing_is_cited_that_nobody_can_open() -> None:
    assert [(where(one), found[0]) for one in TEXTS if (found := NOWHERE.search(one.text))] == []


def test_a_choice_of_ours_carries_its_mark() -> None:
    unmarked = [
        (where(one), found[0])
        for one in TEXTS
        if re.match("drconsole/(recovery|engine|providers)/", one.module) and "/findings/" not in one.module
        if (found := UNSAID.search(one.text)) and not MARK.search(one.text)
    ]
    assert unmarked == []


def test_a_row_that_a_comment_names_is_a_row() -> None:
    numbers = {row.number for row in ROWS}
    named = {
        (where(one), number)
        for one in TEXTS
        if re.search(r"recovery/(states|cancel|checks)|simulator/(service|views)", one.module)
        for found in ROW.findall(one.text)
        for number in re.findall(r"(?:own-)?\d+[a-z]?", found)
    }
    assert len(named) > 20
    assert {one for one in named if one[1] not in numbers} == set()


def test_every_row_of_a_transition_is_a_row() -> None:
    numbers = {row.number for row in ROWS}
    assert {number for one in TRANSITIONS for number in (*one.rows, one.to)} <= numbers


@pytest.mark.parametrize(
    "text", ["(facts 4.1)", "seen (obs)", "so it is [Hyper-V failback, 11/2018].", "[S; overview]"]
)
def test_what_leads_nowhere(text: str) -> None:
    assert NOWHERE.search(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("as documented [S].", {"S"}),
        ("a rule [D:some-page], [REC-ps]; see azure-docs issue 12", {"D:some-page", "REC-ps", "azure-docs#12"}),
        ("``rows[S]`` and dict[S] are code", set()),
        ("a link [S](x.md) is none", set()),
    ],
)
def test_what_counts_as_a_citation(text: str, names: set[str]) -> None:
    assert names_in(text) == names
