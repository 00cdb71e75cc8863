"""Who else has a console open, in words."""

from __future__ import annotations

from drconsole.records.rows.status import ConsoleRow
from drconsole.render.estate.presence import CONSOLES, presence_texts


def console(pid: int, person: str | None, doing: str | None = None, screen: str = "Jobs") -> ConsoleRow:
    return {
        "user": "root",
        "person": person,
        "seat": None,
        "from": None,
        "since": f"2026-03-01T08:00:{pid:02}Z",
        "screen": screen,
        "doing": doing,
        "read_only": False,
        "pid": pid,
    }


def test_a_console_alone_has_nothing_to_say() -> None:
    assert presence_texts([], 1) == ()
    assert presence_texts([console(1, "bob")], 1) == ()


def test_the_other_one_is_named_with_where_they_are_and_shorter_where_there_is_no_room() -> None:
    two = [console(1, "bob"), console(2, "ann", "failover of plan shop")]
    assert presence_texts(two, 1) == ("2 consoles: ann in failover of plan shop", "2 consoles: ann", "2 consoles")
    assert presence_texts(two, 2)[0] == "2 consoles: bob on Jobs"


def test_who_is_in_a_dialog_comes_first_and_an_account_stands_for_a_person_without_a_name() -> None:
    three = [console(1, "bob"), console(2, "ann"), console(3, None, "cancel job j3-2?")]
    assert presence_texts(three, 1)[0] == "3 consoles: root in cancel job j3-2?, 1 more"
    assert presence_texts(three, 1)[1] == "3 consoles: root, ann"


def test_who_is_lost_is_said_to_be_lost_and_not_where_they_were() -> None:
    two: list[ConsoleRow] = [console(1, "bob"), {**console(2, "ann", "failover of plan shop"), "lost": 72}]
    assert presence_texts(two, 1)[0] == "2 consoles: ann lost 01:12"


def test_the_list_tells_the_seat_and_what_is_only_a_claim() -> None:
    row: ConsoleRow = {**console(2, "ann"), "seat": "approver", "from": "192.0.2.7", "size": "80x24"}
    told = {column.title: column.taken(row) for column in CONSOLES}
    assert (told["Who"], told["Seat"], told["Says from"], told["Terminal"]) == ("ann", "approver", "192.0.2.7", "80x24")


def test_a_console_of_an_engine_before_the_room_is_named_by_its_account() -> None:
    row = console(2, "ann")
    del row["person"]
    assert CONSOLES[0].taken(row) == "root"
