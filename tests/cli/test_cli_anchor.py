"""The journal's anchor on the command line: kept as a file, as a line, as a report, and compared with by doctor."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run


@pytest.fixture
def state(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "state"
    assert run("--state", str(folder), "estate", "load", "contoso").code == 0
    return folder


def tamper(state: Path, statement: str) -> None:
    with closing(sqlite3.connect(state / "drconsole.db")) as file, file:
        file.execute(statement)


def test_an_anchor_is_kept_and_the_journal_compared_with_it(state: Path, run: Run, tmp_path: Path) -> None:
    said, kept = ("--state", str(state)), tmp_path / "anchor.json"
    line = run(*said, "journal", "anchor").out.strip()
    told = run(*said, "journal", "anchor", "--json").json
    assert line == f"{told['head']}:{told['length']}"
    assert told["length"] > 0
    assert run(*said, "journal", "anchor", "-o", str(kept)).code == 0
    assert json.loads(kept.read_text()) == told
    assert run(*said, "journal", "anchor", "-o", str(kept)).code == 2

    short = f"{told['head'][:16]}:{told['length']}"
    whole = run(*said, "doctor", "--anchor", str(kept), "--anchor", short, "--json")
    assert whole.code == 0
    assert [(one["verdict"], one["source"]) for one in whole.json["anchors"]] == [
        ("whole", str(kept)),
        ("whole", short),
    ]
    assert "anchors" not in run(*said, "doctor", "--json").json
    assert "WHOLE: it is the journal's end" in run(*said, "doctor", "--anchor", short).out

    tamper(state, "UPDATE journal SET actor = 'nobody' WHERE rev = (SELECT max(rev) FROM journal)")
    edited = run(*said, "doctor", "--anchor", str(kept), "--json")
    assert (edited.code, edited.json["ok"], edited.json["anchors"][0]["verdict"]) == (1, False, "edited")
    assert edited.json["anchors"][0]["event"] == told["length"]
    people = run(*said, "doctor", "--anchor", str(kept))
    assert people.code == 1
    assert f"EDITED: event {told['length']} is not what was written" in people.out
    assert "NOT SOUND" in people.out
    refused = run(*said, "--json", "journal", "anchor")
    assert (refused.code, refused.error["code"]) == (3, "chain-broken")


def test_only_the_anchor_shows_a_journal_that_was_cut_with_care(state: Path, run: Run, tmp_path: Path) -> None:
    said, kept = ("--state", str(state)), tmp_path / "report.json"
    kept.write_text(json.dumps({"job": "j1-1", "anchor": run(*said, "journal", "anchor", "--json").json}))
    tamper(state, "DELETE FROM journal WHERE rev = (SELECT max(rev) FROM journal)")
    tamper(
        state,
        "UPDATE meta SET events = (SELECT count(*) FROM journal),"
        " head = coalesce((SELECT hash FROM journal ORDER BY rev DESC LIMIT 1), printf('%064d', 0))",
    )
    found = run(*said, "doctor", "--anchor", str(kept), "--json")
    assert (found.code, found.json["anchors"][0]["verdict"]) == (1, "truncated")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read"),
        ("no json", "no JSON"),
        ("[]", "no anchor in it"),
        ("{}", "no anchor in it"),
        ('{"anchor": 3}', "no anchor in it"),
        ('{"head": "4f1c", "length": 3}', "16 to 64 hexadecimal digits"),
        ({"length": "3"}, "a number of events"),
        ({"length": -1}, "a number of events"),
        ({"length": True}, "a number of events"),
        ({"length": 1, "trail": 4}, "trail a list"),
        ({"length": 1, "trail": [{"head": "0" * 64, "length": 1}]}, "not before it"),
    ],
)
def test_what_is_no_anchor_is_refused_and_says_what_would_be_one(
    content: Any, why: str, state: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "kept"
    if content is not None:
        file.write_text(content if isinstance(content, str) else json.dumps({"head": "0" * 64, **content}))
    found = run("--state", str(state), "--json", "doctor", "--anchor", str(file))
    assert (found.code, found.error["code"], found.error["place"]) == (2, "bad-anchor", str(file))
    assert why in found.error["message"]
    assert "HEAD:LENGTH" in found.error["advice"]


@pytest.mark.parametrize("anchor", ["/dev/zero", "/tmp", "aaaaaaaaaaaaaaaa:0"])
def test_what_is_no_anchor_is_refused_and_nothing_is_waited_for(state: Path, run: Run, anchor: str) -> None:
    """A device without an end, and an anchor of no events, which would fit every journal."""
    told = run("--state", str(state), "--json", "doctor", "--anchor", anchor)
    assert (told.code, told.json["error"]["place"]) == (2, anchor)
