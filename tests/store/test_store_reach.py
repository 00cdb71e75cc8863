"""An engine's start on a journal that somebody edited: nothing of an open job is taken on trust."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from store_samples import begun, job_row

from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.batch import encode, number
from drconsole.store.sqlite import connect_writer
from drconsole.store.writing.transaction import Writer
from drconsole.store.writing.writer import SqliteJournal


def written(path: Path) -> Path:
    writer = Writer.open(path)
    for entry in (
        begun("a", job="J0"),
        job_row("J0", RunState.SUCCEEDED),
        begun("b"),
        begun("c"),
        job_row("J1", RunState.IN_PROGRESS),
        begun("d"),
    ):
        writer.commit(number([encode(entry)], writer.counters, writer.epoch))
    writer.close()
    return path


def load(path: Path) -> list[int]:
    async def start() -> list[int]:
        journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)
        try:
            return [recorded.rev for recorded in journal.load("open")]
        finally:
            await journal.close()

    return asyncio.run(start())


def test_what_nobody_touched_is_loaded(store: Callable[[], Path]) -> None:
    assert load(written(store())) == [3, 4, 5, 6]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET data = replace(data, 'b', 'x') WHERE rev = 3",
        "UPDATE journal SET actor = 'nobody' WHERE rev = 6",
        "UPDATE journal SET job = 'J7' WHERE rev = 4",
        "DELETE FROM journal WHERE rev = 4",
        "UPDATE journal SET prev = hash WHERE rev = 5",
    ],
)
def test_an_edited_word_in_an_open_job_stops_the_start(store: Callable[[], Path], damage: str) -> None:
    path = written(store())
    connection = connect_writer(path)
    connection.execute(damage)
    connection.close()

    with pytest.raises(BadInput) as refused:
        load(path)
    assert refused.value.code == "store.edited"
    assert "revision" in refused.value.message
    assert [one["act"] for one in refused.value.extra["remedies"]] == ["examine", "journal"]


def test_a_job_whose_row_alone_says_that_it_ended_is_still_open(store: Callable[[], Path]) -> None:
    path = written(store())
    connection = connect_writer(path)
    connection.execute("UPDATE job SET state = 'Succeeded'")
    connection.close()
    assert load(path) == [3, 4, 5, 6]


def test_an_edited_word_in_a_job_that_ended_stops_nothing(store: Callable[[], Path]) -> None:
    """Doctor says it; a disaster does not wait for it."""
    path = written(store())
    connection = connect_writer(path)
    connection.execute("UPDATE journal SET actor = 'nobody' WHERE rev = 1")
    connection.close()
    assert load(path) == [3, 4, 5, 6]
