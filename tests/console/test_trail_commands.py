"""Back and forward along the pages that were looked at, and the switch of the mouse."""

from __future__ import annotations

import pytest
from screen_support import console

from drconsole.console.state.trail import KEPT, Place, Trail

SHOP = Place("plans", (("plan", "shop"),))


def test_a_trail_goes_back_and_forward_and_forgets_what_lay_ahead_of_another_way() -> None:
    trail = Trail()
    for place in (Place("overview"), Place("plans"), SHOP, SHOP):
        trail.visit(place)
    assert trail.beside(-1) == Place("plans")
    assert trail.beside(1) is None
    trail.move(-1)
    assert (trail.beside(-1), trail.beside(1)) == (Place("overview"), SHOP)
    trail.visit(Place("jobs"))
    assert trail.beside(1) is None
    assert trail.places == [Place("overview"), Place("plans"), Place("jobs")]


def test_a_trail_keeps_the_newest_places() -> None:
    trail = Trail()
    for number in range(KEPT + 5):
        trail.visit(Place("jobs", (("job", str(number)),)))
    assert len(trail.places) == KEPT
    assert trail.places[trail.at].pages == (("job", str(KEPT + 4)),)


async def test_the_keys_lead_back_through_pages_and_screens_and_forward_again() -> None:
    async with console("running") as opened:
        app = opened.app

        def here() -> tuple[str, object]:
            return app.current_mode, app.here.about() if app.here is not None else None

        ways = [here()]
        for keys in (("2",), ("enter",), ("3",), ("down", "enter"), ("5",), ("enter",), ("6",)):
            await opened.press(*keys)
            ways.append(here())
        assert len(set(ways)) == len(ways)
        for way in reversed(ways[:-1]):
            await opened.press("left_square_bracket")
            assert here() == way
        await opened.press("left_square_bracket")
        assert opened.notices[-1] == "there is no earlier page"
        for way in ways[1:]:
            await opened.press("right_square_bracket")
            assert here() == way
        await opened.press("right_square_bracket")
        assert opened.notices[-1] == "there is no later page"


async def test_a_dialog_is_no_page_of_the_trail() -> None:
    async with console("quiet") as opened:
        await opened.press("2")
        before = list(opened.app.trail.places)
        await opened.pilot.press("question_mark", "escape")
        assert opened.app.trail.places == before


@pytest.mark.parametrize(("said", "on"), [("on", True), ("off", False), ("", True)])
async def test_the_mouse_is_switched_in_the_console(said: str, on: bool) -> None:
    async with console("quiet") as opened:
        opened.app.action_run("mouse", said)
        await opened.settle()
        assert opened.app.session.mouse is on
        assert ("takes the mouse" in opened.notices[-1]) is on


async def test_a_word_that_is_neither_on_nor_off_is_refused() -> None:
    async with console("quiet") as opened:
        opened.app.action_run("mouse", "maybe")
        await opened.settle()
        assert "neither on nor off" in opened.notices[-1]
        assert opened.app.session.mouse is False
