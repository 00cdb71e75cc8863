"""An exercise that two people take on one account: each acts from their seat, and the debrief says who did what."""

from __future__ import annotations

import pytest
from taking import Taken

from drconsole.console.state.screens import SCREENS
from drconsole.link import messages as msg
from drconsole.link.client import Client
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import Refused
from drconsole.training.lessons import find_lesson
from drconsole.training.session.folder import running
from drconsole.training.session.starting import join

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_home")]


def test_two_people_take_it_each_from_their_seat_and_the_debrief_names_them() -> None:
    taken = Taken(find_lesson("two-keys", SCREENS))
    join(taken.found, "bob")
    move, name = Operation.PLANNED_FAILOVER, "warehouse"
    with Client.connect(taken.paths, told="ann") as ann, Client.connect(taken.paths, told="bob") as bob:
        found = ann.ask(msg.Check(move, name, msg.Options()))["findings"]
        accept = tuple(one["id"] for one in found if one["overridable"])
        made = ann.ask(msg.Propose(move, name, name, "the lease ends", accept=accept))
        yes = msg.Approve(made["id"], made["digest"], name, "as agreed")
        with pytest.raises(Refused):
            ann.ask(yes)
        assert bob.ask(yes)["state"] == "approved"
    assert taken.look("plans").done == 2
    assert running() is not None
    page = taken.coach.stop().debrief_file.read_text()
    assert "ada, bob, guided" in page
    for part in (
        "ann (claimed): propose planned-failover warehouse. the lease ends",
        "bob (claimed): approve planned-failover warehouse. as agreed",
        "a console was opened again (bob)",
    ):
        assert part in page
