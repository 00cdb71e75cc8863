"""Commands about the journal's anchor: it is told here, and compared with here."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from drconsole.cli.commands.report.put import JSON, put
from drconsole.cli.context import Context
from drconsole.records.rows.anchor import AnchoredRow, AnchorRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.anchor import SHORT, anchor_text
from drconsole.store.reading.anchored import Kept, Verdict, compared, links
from drconsole.store.reading.anchoring import anchor_of
from drconsole.store.reading.reader import Reader

LARGEST = 64 << 20
"""Largest file with an anchor that is read, in bytes (our choice): a report as JSON may be large."""
FORMS = "a file of drconsole journal anchor, a report as JSON, or HEAD:LENGTH"
_HEAD = re.compile(rf"[0-9a-f]{{{SHORT},64}}")
_WORDS = re.compile(rf"([0-9a-f]{{{SHORT},64}}):([0-9]{{1,12}})")


@dataclass(frozen=True, slots=True)
class Given:
    """An anchor that somebody kept, and where it came from."""

    kept: Kept
    source: str


def anchor(context: Context, args: argparse.Namespace) -> int:
    """Print the anchor, or write it to a file. Raises ``Refused`` where the chain is broken."""
    # Opened once as every command opens it: a store that is missing, or another user's, gives the same error.
    with context.store_to_show():
        pass
    with Reader(context.paths.db) as reader:
        row = anchor_of(reader)
    if context.json and args.output is None:
        context.output.document(row)
        return 0
    if args.output is not None:
        return put(context, args, JSON, json.dumps(row, indent=1) + "\n")
    context.output.text(anchor_text(row))
    return 0


def given(words: Sequence[str]) -> list[Given]:
    """Return the anchors that are meant. Raises ``BadInput`` for what holds none."""
    return [each for word in words for each in _meant(word)]


def comparisons(path: Path, anchors: Sequence[Given]) -> list[AnchoredRow]:
    """Compare a store's journal with anchors. Raises ``BadInput`` where it cannot be read."""
    with Reader(path) as reader:
        # Before the journal, which can only grow meanwhile.
        meta = reader.meta()
        chain = links(reader.journal_rows())
    rows: list[AnchoredRow] = []
    for one in anchors:
        judged = compared(chain, meta, one.kept, (other.kept for other in anchors))
        about: AnchorRow = {"head": one.kept.head, "length": one.kept.length}
        row: AnchoredRow = {"anchor": about, "source": one.source, "verdict": str(judged.verdict), "why": judged.why}
        if judged.event:
            row["rev"], row["event"] = judged.rev, judged.event
        rows.append(row)
    return rows


def is_whole(row: AnchoredRow) -> bool:
    """Return whether nothing that this anchor saw was changed."""
    return row["verdict"] == Verdict.WHOLE


def _meant(word: str) -> Iterator[Given]:
    if found := _WORDS.fullmatch(word):
        yield Given(Kept(*_point(word, {"head": found[1], "length": int(found[2])})), word)
        return
    try:
        # No size is asked for: a pipe has none, and a device no end.
        with Path(word).open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _bad(word, "the file is too large for one that holds an anchor")
        document = json.loads(content)
    except OSError as error:
        raise _bad(word, f"it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _bad(word, "this is no JSON") from None
    documents = document if isinstance(document, list) else [document]
    if not documents:
        raise _bad(word, "there is no anchor in it")
    for number, one in enumerate(documents, 1):
        yield Given(_kept(word, one), word if len(documents) == 1 else f"{word} ({number})")


def _kept(word: str, document: Any) -> Kept:
    """Return one anchor. Raises ``BadInput``."""
    if isinstance(document, dict) and "head" not in document:
        document = document.get("anchor")
    head, length = _point(word, document)
    made, trail = document.get("made", ""), document.get("trail", [])
    if not isinstance(made, str) or not isinstance(trail, list):
        raise _bad(word, "made is a time, and trail a list of anchors")
    points = tuple(_point(word, each) for each in trail)
    if any(number >= length for _, number in points):
        raise _bad(word, "its trail has an anchor that is not before it")
    return Kept(head, length, points, made)


def _point(word: str, document: Any) -> tuple[str, int]:
    if not isinstance(document, dict):
        raise _bad(word, "there is no anchor in it")
    head, length = document.get("head"), document.get("length")
    if not isinstance(head, str) or _HEAD.fullmatch(head) is None:
        raise _bad(word, f"head has {SHORT} to 64 hexadecimal digits")
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise _bad(word, "length is a number of events")
    if not length and head.strip("0"):
        raise _bad(word, "it says nothing: before the first event every head is zeros")
    return head, length


def _bad(word: str, why: str) -> BadInput:
    return BadInput("bad-anchor", why, place=word, advice=FORMS)
