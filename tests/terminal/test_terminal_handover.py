"""Two people at real terminals of 80x24, over ssh: a shift is handed over by keys alone, and read back."""

from __future__ import annotations

import re
import time

import pytest
from e2e.e2e_logins import needs_logins
from e2e.e2e_seated import logins, room
from e2e.e2e_users import needs_root
from support.patience import PATIENCE
from terminal_desk import Desk, desk
from terminal_tmux import Pane, key_of

__all__ = ["desk", "logins", "room"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow, needs_root, needs_logins]

COUNTED = re.compile(r"\d+ of \d+ gone through")
ANSWERS = {
    "What waits for a person": "finance waits for the bank",
    "What runs, and on what": "a failover of finance runs",
    "Which alarm stands": "finance has missed its objective",
}
"""What a person would say, by what is asked."""


def to_the_wait(desk: Desk) -> str:
    """Let the operator start a failover that waits for a person; return its job."""
    job = str(desk.room.say("operator", "run failover finance --confirm finance").done()["id"])
    end = time.monotonic() + PATIENCE
    while not desk.room.say("operator", f"jobs {job}").done()["waits_for"]:
        assert time.monotonic() < end
    return job


def go_through(pane: Pane) -> None:
    """Say of each line that it was read, and go on once that stands there: a key too many would be typed."""
    screen = pane.until("gone through", "waits for an answer")
    while (found := COUNTED.search(screen)) and "Say in your own words" not in screen:
        pane.press("Space")
        screen = pane.until_screen(lambda now, before=found[0]: before not in now, f"more than {found[0]}")


def test_a_shift_is_handed_over_by_keys_alone_and_read_back(desk: Desk) -> None:
    room = desk.room
    leaves, comes = room.name("operator"), room.name("approver")
    job = to_the_wait(desk)
    giver, taker = desk.console("operator"), desk.console("approver")
    giver.press(key_of("handover"))
    giver.until("hand over", f"{comes}, seat approver", "waits for an answer")
    giver.press("Space")
    giver.until("chosen, not offered yet; press c")
    giver.press("c")
    giver.type("end of the shift")
    giver.until_cursor(lambda line: "end of the shift" in line, "behind the comment")
    giver.press("Enter")
    taker.until(f"{leaves} hands over to you")
    assert room.say("observer", f"lead {job}").done()["lead"]["name"] == leaves, "nothing has passed yet"

    taker.press(key_of("handover"))
    go_through(taker)
    screen = taker.until("What waits for a person")
    for _, said in sorted((screen.index(prompt), said) for prompt, said in ANSWERS.items() if prompt in screen):
        taker.type(said)
        taker.press("Enter")
    for pane in (giver, taker):
        pane.until(f"{comes} took over from {leaves}: leads {job}")

    lead = room.say("observer", f"lead {job}").done()["lead"]
    assert (lead["name"], lead["way"], lead["by"]) == (comes, "handed-over", leaves)
    seats = {each["name"]: each["seats"] for each in room.say("observer", "room").done()["members"]}
    assert (seats[comes], leaves in seats) == (["operator", "approver"], False)
    room.say("operator", f"job hold {job}").refused(3, "no-seat")
    room.say("approver", f"job hold {job}").done()
