"""Signed approvals tell of a journal that was written anew: their signers named its end at that moment."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import AT, EVENTS, begun, recorded
from store_tampering import chained, put, rows_of

from drconsole.engine.service.room.approvals.witnesses import Witnesses, witnesses
from drconsole.recovery.types.approving import Who
from drconsole.recovery.types.work.events import ProposalApproved, ProposalMade
from drconsole.room.approval_text import approval_text
from drconsole.room.proposals import Proposal
from drconsole.signing.results import Namespace, Signed
from drconsole.signing.signing import sign
from drconsole.store.entries import Entry
from drconsole.store.reading.reader import Reader
from drconsole.store.rows import JournalRow
from drconsole.store.writing.writer import SqliteJournal

sys.path.insert(0, str(Path(__file__).parents[1] / "signing"))

from ssh_keys import make_key, needs_ssh_keygen

pytestmark = needs_ssh_keygen
BOB = Who(1001, "bob", 1001)
Rows = list[JournalRow]


def approved(key: Path, text: str, made: ProposalMade) -> ProposalApproved:
    signed = sign(text.encode(), key, Namespace.APPROVAL)
    assert isinstance(signed, Signed)
    return ProposalApproved(made.proposal, made.digest, BOB, AT, "", text, signed.signature, signed.fingerprint)


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    """Some events, an approval that bob signed, and some more."""
    path, key = tmp_path / "drconsole.db", make_key(tmp_path / "bob")
    made = next(event for event in EVENTS if isinstance(event, ProposalMade))

    async def fill() -> None:
        journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)
        for name in "abc":
            await journal.submit(begun(name))
        text = approval_text(Proposal(made, "ann", AT), BOB, "", AT, journal.anchor())
        await journal.submit(Entry((recorded(approved(key, text, made)),)))
        await journal.submit(begun("d"))
        await journal.close()

    asyncio.run(fill())
    return path


def found(path: Path) -> Witnesses:
    with Reader(path) as reader:
        return witnesses(reader)


def change(path: Path, deed: Callable[[Rows], Rows]) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        put(file, chained(deed(rows_of(file))))


def data(row: JournalRow, **more: str) -> JournalRow:
    return row._replace(data=json.dumps({**json.loads(row.data), **more}))


def test_an_untouched_journal_is_the_one_that_was_signed(store_file: Path) -> None:
    assert found(store_file) == Witnesses(1, 1)


def test_what_was_written_anew_before_a_signature_shows_without_any_anchor(store_file: Path) -> None:
    change(store_file, lambda rows: [rows[0]._replace(actor="nobody"), *rows[1:]])
    (problem,) = found(store_file).problems
    assert "by bob: the journal is not the one that was signed: rewritten" in problem


def test_what_was_cut_before_a_signature_shows_too(store_file: Path) -> None:
    change(store_file, lambda rows: rows[2:])
    assert "not the one that was signed" in " ".join(found(store_file).problems)


def test_what_came_after_the_signature_is_not_its_matter(store_file: Path) -> None:
    change(store_file, lambda rows: [*rows[:4], rows[4]._replace(actor="nobody")])
    assert found(store_file) == Witnesses(1, 1)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("digest", "ffffffffffffffff", "what was signed is another approval"),
        ("proposal", "p9", "what was signed is another approval"),
        ("signer_key", "SHA256:other", "with another key than the journal says"),
        ("signature", "none", "no SSH signature"),
        ("text", "another text", "not of this text"),
    ],
)
def test_a_forged_approval_is_told(store_file: Path, field: str, value: str, why: str) -> None:
    change(store_file, lambda rows: [*rows[:3], data(rows[3], **{field: value}), *rows[4:]])
    (problem,) = found(store_file).problems
    assert why in problem


def test_without_ssh_keygen_nothing_is_said_and_that_is_counted(
    store_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(store_file) == Witnesses(1, 0)
