"""The map of the sites: where machines run, which way data flows, what flows nowhere."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from drconsole.records.listed import Machine, Way
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import plain
from drconsole.render.drawing.sitemap import MACHINES, SINGLE, Flow, draw
from drconsole.render.words.marks import Severity

HERE, THERE = Counter({Machine.RUNS: 3}), Counter({Machine.REPLICA: 2, Machine.FIRST_COPY: 1})


def drawn(*flows: Flow, width: int = 70, unicode: bool = True) -> list[str]:
    return [plain(parts) for parts in draw(flows, width, unicode=unicode)]


def test_a_flow_shows_machines_at_both_sites_and_the_arrow_where_data_goes() -> None:
    (line,) = drawn(Flow("Oslo", "Azure", Way.THERE, HERE, THERE, (20, 320)))
    words = line.split()
    assert (words[:2], words[-2:]) == (["Oslo", "●●●"], ["◐○○", "Azure"])
    assert "RPO 20 s .. 5 min 20 s" in line
    assert line.index("●") < line.index("▶") < line.index("○")


def test_replication_back_points_back() -> None:
    (line,) = drawn(Flow("Oslo", "Azure", Way.BACK, THERE, HERE, (57, 57)))
    assert line.index("◐") < line.index("◀") < line.index("RPO 57 s") < line.index("●")


def test_what_is_replicated_nowhere_is_no_arrow_and_is_marked() -> None:
    (parts,) = draw(
        [Flow("Oslo", "Azure", Way.NONE, Counter(), Counter({Machine.NEW: 4}), note="4 not replicated")], 70
    )
    assert not {"▶", "◀"} & set(plain(parts))
    assert any("4 not replicated" in text and style == Severity.WARN for text, style in parts)


def test_a_missing_rpo_is_said_and_is_no_zero() -> None:
    (line,) = drawn(Flow("Oslo", "Azure", Way.THERE, HERE, THERE))
    assert "RPO not reported" in line


def test_machines_that_are_wrong_come_first_and_in_their_colour() -> None:
    (parts,) = draw([Flow("Oslo", "Azure", Way.THERE, Counter({Machine.RUNS: 2, Machine.WRONG: 1}), THERE)], 70)
    assert ("✗", str(Severity.BAD)) in parts
    assert plain(parts).index("✗") < plain(parts).index("●")


def test_many_machines_become_numbers_of_each_mark() -> None:
    many = Counter({Machine.RUNS: 4812, Machine.WRONG: 2})
    (line,) = drawn(Flow("Oslo", "Azure", Way.THERE, many, Counter({Machine.REPLICA: 4814})), width=110)
    assert "✗ 2  ● 4,812" in line
    assert "○ 4,814" in line


def test_a_site_is_named_once_for_several_lines() -> None:
    first, second = drawn(
        Flow("Oslo", "Azure", Way.THERE, HERE, THERE),
        Flow("Oslo", "Azure", Way.NONE, at_target=Counter({Machine.NEW: 1})),
    )
    assert "Oslo" in first
    assert "Oslo" not in second


def test_without_glyphs_every_mark_has_a_letter_of_its_own() -> None:
    letters = [glyph.ascii for glyph, _ in MACHINES.values()]
    assert len(set(letters)) == len(letters)
    (line,) = drawn(Flow("Oslo", "Azure", Way.THERE, HERE, THERE, (20, 320)), unicode=False)
    assert line.isascii()


SIDES = st.dictionaries(st.sampled_from(Machine), st.integers(0, 3 * SINGLE)).map(Counter)
FLOWS = st.lists(
    st.builds(Flow, st.text(max_size=30), st.text(max_size=30), st.sampled_from(Way), SIDES, SIDES), max_size=5
)


@given(FLOWS, st.integers(60, 200))
def test_all_lines_of_a_map_are_equally_wide(flows: list[Flow], width: int) -> None:
    assert len({width_of(line) for line in drawn(*flows, width=width)}) <= 1


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=30), st.integers(0, 40))
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert width_of(fitted(text, width)) == width


@given(st.text("aé日本語✗●═▶", max_size=30))
def test_widths_are_those_of_the_terminal_library(text: str) -> None:
    assert width_of(text) == cell_len(text)
