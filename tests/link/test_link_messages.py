"""The words of the link, and that clients need nothing but the standard library for them."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.patience import PATIENCE

from drconsole.engine.service import dispatch
from drconsole.engine.service.room import handlers
from drconsole.link import peer
from drconsole.link.messages import COMMANDS, KINDS, QUERIES, Message
from drconsole.link.peer import Peer, login_uid, own_peer, peer_of
from drconsole.link.serving.validate import parse
from drconsole.link.wire import body_of, error_from_json, error_to_json, new_id
from drconsole.recovery.types.work.errors import BY_EXIT_CODE, BadInput
from drconsole.recovery.types.work.tasks import RunOptions

LEAST: dict[str, dict[str, Any]] = {
    "StartJob": {"operation": "failover", "target": "p", "confirm": "p"},
    "HoldJob": {"job": "j"},
    "ResumeJob": {"job": "j"},
    "CancelJob": {"job": "j"},
    "RetryJob": {"job": "j"},
    "TakeLead": {"job": "j"},
    "GiveLead": {"job": "j", "to": "bob"},
    "AskLead": {"job": "j"},
    "OfferHandover": {"to": "bob"},
    **{kind: {"handover": "h1"} for kind in ("AcceptHandover", "DeclineHandover", "WithdrawHandover")},
    "AnswerTask": {"job": "j", "task": "t", "outcome": "done"},
    "Validate": {"item": "i", "result": "ok"},
    "Repair": {"item": "i"},
    "TakeSnapshot": {"folder": "/s"},
    "Inject": {"fault": {"kind": "agent-lost"}},
    "SeatMember": {"member": "alice", "seats": ["operator"]},
    "TakeNote": {"text": "t"},
    "PinNote": {"note": "n1", "pin": True},
    "ShelveAlarm": {"alarm": "a", "seconds": 60, "comment": "c"},
    "UnshelveAlarm": {"alarm": "a"},
    "AskPoll": {"question": "q"},
    "AnswerPoll": {"poll": "q1", "vote": "go"},
    "ClosePoll": {"poll": "q1"},
    "RemoveMember": {"member": "alice"},
    "SetRule": {"operation": "failover", "needed": 1},
    "Propose": {"operation": "failover", "target": "p", "confirm": "p", "comment": "c"},
    "ProposeCancel": {"job": "j", "confirm": "p", "comment": "c"},
    "Approve": {"proposal": "p1", "digest": "d", "confirm": "p"},
    "Reject": {"proposal": "p1", "comment": "c"},
    "ShowProposal": {"proposal": "p1"},
    "ToSign": {"proposal": "p1"},
    "Check": {"operation": "commit", "target": "p"},
    "Preview": {"operation": "commit", "target": "p"},
    "RecoveryPoints": {"item": "i"},
    "Next": {"target": "p"},
    "Here": {"screen": "Jobs"},
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_least_body_is_enough_and_every_field_of_it_is_needed(kind: str) -> None:
    least = LEAST.get(kind, {})
    checked = body_of(parse(kind, least))
    assert set(checked) == {field.name for field in dataclasses.fields(KINDS[kind])}
    assert {name: _said(checked[name], least[name]) for name in least} == least
    for name in least:
        with pytest.raises(BadInput) as error:
            parse(kind, {other: value for other, value in least.items() if other != name})
        assert error.value.place == f"body.{name}"


def _said(checked: Any, least: Any) -> Any:
    """What was said of a field that has fields of its own."""
    return {name: checked[name] for name in least} if isinstance(least, dict) else checked


def test_a_kind_is_a_command_or_a_query() -> None:
    assert not COMMANDS.keys() & QUERIES.keys()
    assert all(issubclass(cls, Message) for cls in KINDS.values())


def test_options_are_those_of_a_run() -> None:
    """The certificate is what the engine reads out of the key, which is no option but a field of the message."""
    known = {field.name for field in dataclasses.fields(RunOptions)} - {"certificate"}
    assert set(body_of(parse("Check", LEAST["Check"]))["options"]) == known


@pytest.mark.parametrize(
    ("kind", "body", "place"),
    [
        ("StartJob", {"options": {"point": "newest"}}, "body.options.point"),
        ("StartJob", {"options": {"shutdown": "yes"}}, "body.options.shutdown"),
        ("StartJob", {"options": {"colour": 1}}, "body.options.colour"),
        ("StartJob", {"options": []}, "body.options"),
        ("StartJob", {"operation": "explode"}, "body.operation"),
        ("StartJob", {"target": 1}, "body.target"),
        ("StartJob", {"accept": ["a", 2]}, "body.accept.1"),
        ("StartJob", {"accept": "a"}, "body.accept"),
        ("StartJob", {"digest": False}, "body.digest"),
        ("AnswerTask", {"outcome": "maybe"}, "body.outcome"),
        ("Validate", {"result": "fine"}, "body.result"),
        ("SetClock", {"speed": "fast"}, "body.speed"),
        ("Inject", {"fault": {"kind": 7}}, "body.fault.kind"),
        ("Inject", {"fault": {"kind": "agent-lost", "cod": "1"}}, "body.fault.cod"),
        ("Inject", {"fault": {"kind": "agent-lost", "after": "soon"}}, "body.fault.after"),
        ("ExerciseClock", {"speed": "fast"}, "body.speed"),
        ("SetClock", {"speed": 0}, "body"),
        ("SetClock", {"speed": -2.5}, "body"),
        ("SetClock", {"paused": 1}, "body.paused"),
        ("Stop", {"force": 1}, "body.force"),
        ("Drain", {"now": True}, "body.now"),
    ],
)
def test_a_wrong_field_is_named(kind: str, body: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(kind, LEAST.get(kind, {}) | body)
    assert error.value.place == place
    assert error.value.code == "malformed"


def test_ids_are_ulids() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(one) == 26 and one.isalnum() and one[0] in "01234567" for one in ids)
    assert [one[:10] for one in ids] == sorted(one[:10] for one in ids)


@given(
    code=st.sampled_from(sorted(BY_EXIT_CODE)),
    texts=st.tuples(st.text(), st.text(), st.text(), st.text()),
    extra=st.dictionaries(st.sampled_from(["findings", "difference", "consequences"]), st.lists(st.integers())),
)
def test_an_error_crosses_the_link_whole(code: int, texts: tuple[str, ...], extra: dict[str, Any]) -> None:
    error = BY_EXIT_CODE[code](texts[0], texts[1], place=texts[2], advice=texts[3], extra=extra)
    back = error_from_json(json.loads(json.dumps(error_to_json(error))))
    assert type(back) is type(error)
    assert back.to_json() == error.to_json()


def test_the_peer_is_who_the_kernel_says() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_of(ours) == own_peer()
        assert (peer_of(ours).pid, peer_of(ours).uid) == (os.getpid(), os.geteuid())


def test_a_process_that_connected_and_went_is_not_there(tmp_path: Path) -> None:
    """Its child goes on with the connection, and nobody can say any more who had logged in for it."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "s"))
    listening.listen()
    connecting = (
        "import os, socket, sys\n"
        "line = socket.socket(socket.AF_UNIX)\n"
        "line.connect(sys.argv[1])\n"
        "if os.fork() == 0:\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", connecting, str(tmp_path / "s")]
    with listening, subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        child.wait(timeout=PATIENCE)
        theirs, _ = listening.accept()
        with theirs:
            told = peer_of(theirs)
            assert (told.pid, told.uid, told.there) == (child.pid, os.geteuid(), False)
    assert own_peer().there


def test_an_actor_names_who_logged_in() -> None:
    assert Peer(1, 0, "root").actor == "root"
    assert Peer(1, 0, "root", login_uid=0).actor == "root"
    assert Peer(1, 0, "root", login_uid=54321).actor == "root (login uid 54321)"
    assert Peer(1, 0, "root", login_uid=54321, told="ann").actor == "root (login uid 54321, as ann)"


def test_no_login_is_believed_of_a_process_of_another_user() -> None:
    assert login_uid(os.getpid(), os.geteuid() + 1) is None
    assert login_uid(0, 0) is None


def test_a_client_needs_no_pydantic_and_no_asyncio() -> None:
    heavy = "('pydantic', 'asyncio', 'sqlite3')"
    code = f"import sys, drconsole.link.client; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("asked", "expected"), [(1000, 54321), (0, None), (1001, None)])
def test_the_login_of_a_process_id_that_was_used_again_is_not_believed(
    asked: int, expected: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that connected is gone, and another user's has its id. Whose it is stands in its ``status``: the
    files of a process that writes no core are root's, whoever runs it."""
    process = tmp_path / "4711"
    process.mkdir()
    (process / "status").write_text("Name:\tsh\nUid:\t1000\t1000\t1000\t1000\nGid:\t0\t0\t0\t0\n")
    (process / "loginuid").write_text("54321")
    monkeypatch.setattr(peer, "PROC", tmp_path)
    assert login_uid(4711, asked) == expected
    assert login_uid(4712, asked) is None


def test_a_handler_answers_with_the_row_that_its_message_names() -> None:
    """Nobody looks at each field of an answer again: the type of the message is believed."""
    wrong = {
        message.kind: (answers, handler.__annotations__["return"])
        for message, handler in {**dispatch.HANDLERS, **handlers.HANDLERS}.items()
        if (answers := get_args(message.__orig_bases__[0])[0].__name__) != handler.__annotations__["return"]
    }
    assert wrong == {}
