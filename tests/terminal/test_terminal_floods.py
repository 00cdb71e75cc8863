"""More than a person does at once: a long paste, a hundred sizes, a key that is held down. Nothing starts by itself."""

from __future__ import annotations

import pytest
from terminal_tmux import Pane, key_of
from terminal_tools import Sitting

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

HELD = 900
"""Keys that a keyboard sends in 30 s."""


@pytest.fixture
def running(sitting: Sitting) -> Sitting:
    sitting.place.load()
    sitting.place.start()
    return sitting


def asked_for_name(pane: Pane) -> None:
    pane.press(key_of("failover"))
    pane.until("failover of plan shop", "READY")
    pane.press("n")
    pane.until_cursor(lambda line: line.rstrip().endswith("To FAIL OVER, type shop:"), "where the name is typed")


def test_a_paste_of_a_megabyte_starts_nothing(running: Sitting) -> None:
    before = running.place.unmoved()
    file = running.place.folder / "pasted"
    file.write_text("shop\n" * ((1 << 20) // 5))
    pane = running.console("--screen", "plans")
    pane.until("SIMULATION", "shop", "Protected")
    pane.paste(file)
    asked_for_name(pane)
    pane.paste(file)
    pane.press("x")
    pane.until_cursor(lambda line: line.rstrip().endswith("x"), "behind what was pasted, and x")
    assert running.place.unmoved() == before
    pane.press("Enter")
    pane.until("nothing was started: 'shopx'")
    assert running.place.unmoved() == before


def test_a_hundred_sizes_at_once_lose_nothing_of_what_was_typed(running: Sitting) -> None:
    before = running.place.unmoved()
    pane = running.console("--screen", "plans")
    pane.until("SIMULATION", "shop", "Protected")
    asked_for_name(pane)
    pane.type("sho")
    pane.resize(*((40 + 3 * (number % 40), 10 + number % 50) for number in range(99)), (100, 30))
    pane.until_screen(lambda screen: "type shop: sho" in screen and len(screen.splitlines()) == 30, "the last size")
    pane.resize((80, 24))
    pane.press("p")
    pane.until_cursor(lambda line: line.rstrip().endswith("To FAIL OVER, type shop: shop"), "where it was")
    assert running.place.unmoved() == before


def test_a_key_that_is_held_down_is_counted_to_the_last(sitting: Sitting) -> None:
    place = sitting.place
    place.say("estate", "generate", "--items", "1000", "-o", str(place.folder / "large.yaml")).done()
    place.load(place.folder / "large.yaml")
    place.start()
    before = place.unmoved()
    pane = sitting.console("--screen", "items", size=(100, 24))
    pane.until("SIMULATION", "1/1,000")
    pane.hold_down(*["Down"] * HELD)
    pane.until(f" {HELD + 1}/1,000")
    pane.hold_down(*["Up"] * 5, *["Down"] * 2)
    pane.until(f" {HELD - 2}/1,000")
    assert place.unmoved() == before
