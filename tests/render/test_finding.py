"""Search in the lines of a page."""

from __future__ import annotations

from drconsole.render.words.finding import Found, Hit, search

PAGE = [("a", ["Start failover", "no Quota left"]), ("b", ["Start"]), ("", ["quota of the region"])]


def test_every_line_with_the_text_is_a_hit_whatever_its_case() -> None:
    assert search(PAGE, "QUOTA").hits == (Hit("a", 1), Hit("", 0))
    assert search(PAGE, "start").hits == (Hit("a", 0), Hit("b", 0))


def test_the_search_goes_round_both_ways_and_says_where_it_is() -> None:
    found = search(PAGE, "start")
    assert found.place() == "“start” 1 of 2"
    assert [found.moved(step).at for step in (1, 2, -1)] == [1, 0, 1]
    assert search(PAGE, "nothing like it").place() == "“nothing like it” nowhere"
    assert search(PAGE, "nothing like it").moved(1).here is None


def test_a_text_that_is_empty_is_no_search() -> None:
    assert search(PAGE, "") == Found()
    assert Found().place() == ""


def test_the_hit_that_is_shown_stays_when_lines_come_before_it() -> None:
    found = search(PAGE, "start").moved(1)
    more = [("0", ["Start of all"]), *PAGE]
    assert found.again(more).here == Hit("b", 0)
    assert found.again(more).place() == "“start” 3 of 3"
    assert found.again([]).here is None
