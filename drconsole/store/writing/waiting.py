"""Entries and questions that wait for the writer's thread, and how they are answered."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import NamedTuple

from drconsole.records.rows.doctor import FactsRow
from drconsole.store.batch import Encoded
from drconsole.store.writing.transaction import Writer


class Waiting(NamedTuple):
    """An entry on its way to the disk; the future gets its last revision."""

    entry: Encoded
    future: asyncio.Future[int]


def answer(question: Future[FactsRow], writer: Writer) -> None:
    """Answer what was asked of the writer, or fail as it did."""
    try:
        question.set_result(writer.facts())
    except Exception as error:
        question.set_exception(error)


def fail(future: asyncio.Future[int], error: BaseException) -> None:
    """Let a future fail, unless its owner has given it up."""
    if not future.done():
        future.set_exception(error)
        future.exception()  # seen: ``on_fatal`` tells it, not a log line for every future that nobody awaits
