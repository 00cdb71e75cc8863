"""The blocking client: an answer that does not come is not an answer."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from link_host import FakeHost, serving, until
from support.patience import PATIENCE

from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import CancelJob, Check, Doctor, Drain, HoldJob, Next, StartJob, Status
from drconsole.link.serving.server import LinkServer
from drconsole.recovery.types.work.errors import BadInput, DrError, NoEngine, OutcomeUnknown, Refused
from drconsole.settings.state import StatePaths


class Served:
    """A link server on a loop of its own thread."""

    def __init__(self, folder: Path) -> None:
        self.paths = StatePaths.of(folder)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(folder)))
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    async def _serve(self, folder: Path) -> None:
        async with serving(folder, pushes=1e6, linger=5) as (self.host, self.server, _):
            self.loop, self._end = asyncio.get_running_loop(), asyncio.Event()
            self._ready.set()
            await self._end.wait()

    host: FakeHost
    server: LinkServer

    def do(self, what: Callable[[], object]) -> None:
        self.loop.call_soon_threadsafe(what)

    def stop(self) -> None:
        if self._thread.is_alive():
            self.do(self._end.set)
        self._thread.join(PATIENCE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(tmp_path)
    yield found
    found.stop()


def test_a_question_and_its_answer(served: Served) -> None:
    with Client.connect(served.paths) as client:
        assert client.hello["mode"] == "SIMULATION"
        assert client.rev == 7
        assert client.ask(Status())["kind"] == "Status"
        assert len(client.ask(Next(target="p"))["large"]) == 300_000


def test_refusals_are_raised_as_what_they_are(served: Served) -> None:
    with Client.connect(served.paths) as client:
        with pytest.raises(Refused) as refused:
            client.ask(CancelJob(job="j1"))
        assert refused.value.place == "--confirm"
        assert refused.value.extra == {"consequences": [{"item": "a"}]}
        with pytest.raises(BadInput) as bad:
            client.ask(StartJob(operation="failover", target="p", confirm="p", options={"point": "x"}))
        assert bad.value.place == "body.options.point"
        with pytest.raises(DrError):
            client.ask(Doctor())
        assert client.ask(Status())


def test_no_answer_in_time_is_unknown_for_a_command_and_no_engine_for_a_query(served: Served) -> None:
    with Client.connect(served.paths) as client:
        with pytest.raises(NoEngine):
            client.ask(Check(operation="failover", target="p"), timeout=0.02)
        with pytest.raises(OutcomeUnknown) as unknown:
            client.ask(HoldJob(job="j", comment="slow"), timeout=0.02)
        served.do(served.host.release.set)
        # Late answers of the two above must not be taken for this one's.
        assert client.ask(Status())["kind"] == "Status"
        same = unknown.value.extra["request_id"]
        assert client.ask(HoldJob(job="j", comment="slow"), request_id=same)["kind"] == "HoldJob"
        assert {identity for kind, _, identity in served.host.asked if kind == "HoldJob"} == {same}


def test_an_engine_lost_in_the_middle(served: Served) -> None:
    with Client.connect(served.paths) as client, Client.connect(served.paths) as other:

        async def leave_in_the_middle() -> None:
            await until(lambda: served.host.asked)
            await served.server.close(patience=0)

        leaving = asyncio.run_coroutine_threadsafe(leave_in_the_middle(), served.loop)
        with pytest.raises(OutcomeUnknown):
            client.ask(HoldJob(job="j", comment="slow"))
        leaving.result(PATIENCE)
        with pytest.raises(NoEngine):
            other.ask(Status())
        with pytest.raises(OutcomeUnknown):
            other.ask(Drain())


def test_a_message_too_large_is_told_and_not_only_a_broken_pipe(served: Served) -> None:
    with Client.connect(served.paths) as client, pytest.raises(BadInput) as error:
        client.ask(HoldJob(job="j", comment="x" * (1 << 20)))
    assert error.value.code == "too-large"


def test_who_sends_too_much_can_send_it_to_its_end_and_then_read_why(served: Served) -> None:
    with socket.socket(socket.AF_UNIX) as naive:
        naive.settimeout(PATIENCE)
        naive.connect(str(served.paths.socket))
        naive.sendall(b'{"hello": {"protocol": 1}}\n' + b"x" * (3 << 20))
        heard = b""
        while data := naive.recv(1 << 16):
            heard += data
    assert b'"too-large"' in heard


def test_revisions_are_followed_and_questions_may_be_asked_in_between(served: Served) -> None:
    with Client.connect(served.paths) as client:
        revs = client.subscribe(heartbeat=10)
        assert next(revs) == 7
        served.do(lambda: served.server.revision(8))
        assert next(revs) == 8
        served.do(lambda: served.server.revision(9))
        assert client.ask(Status())
        assert next(revs) == 9


def test_a_heartbeat_gives_the_same_revision_again(served: Served) -> None:
    with Client.connect(served.paths) as client:
        revs = client.subscribe(heartbeat=0.01)
        assert [next(revs), next(revs), next(revs)] == [7, 7, 7]


def test_a_subscription_ends_with_the_engine(served: Served) -> None:
    with Client.connect(served.paths) as client:
        revs = client.subscribe()
        next(revs)
        served.stop()
        with pytest.raises(NoEngine):
            next(revs)


def test_nobody_there(tmp_path: Path) -> None:
    paths = StatePaths.of(tmp_path)
    with pytest.raises(NoEngine):
        Client.connect(paths)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(paths.socket))
    with pytest.raises(NoEngine):
        Client.connect(paths)


def test_somebody_there_who_does_not_answer(tmp_path: Path) -> None:
    paths = StatePaths.of(tmp_path)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(paths.socket))
        mute.listen()
        with pytest.raises(NoEngine):
            Client.connect(paths, timeout=0.02)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (b'{"hello": {"protocol": 2}}\n', Refused),
        (b'{"id": null, "error": {"code": "protocol", "message": "m", "exit_code": 3}}\n', Refused),
        (b"HTTP/1.1 400 Bad Request\r\n", NoEngine),
        (b"[]\n", NoEngine),
        (b"", NoEngine),
    ],
)
def test_somebody_else_there(tmp_path: Path, answer: bytes, raised: type[DrError]) -> None:
    paths = StatePaths.of(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(paths.socket))
        listener.listen()

        def serve() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(raised):
            Client.connect(paths)
        thread.join(PATIENCE)


def test_a_copied_states_lock_file_does_not_lead_to_the_originals_engine(served: Served, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "engine.lock").write_text(json.dumps({"pid": 1, "socket": str(served.paths.socket)}))
    with pytest.raises(NoEngine):
        Client.connect(StatePaths.of(copy))
    long = tmp_path / ("c" * 120)
    long.mkdir()
    (long / "engine.lock").write_text(json.dumps({"pid": 1, "socket": str(served.paths.socket)}))
    with pytest.raises(NoEngine):
        Client.connect(StatePaths.of(long))


def test_an_engine_that_runs_is_used_and_none_is_started(served: Served) -> None:
    client, started = ensure_engine(served.paths, ["/bin/false"])
    with client:
        assert not started
        assert client.ask(Status())


def test_without_an_estate_no_engine_is_started(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        ensure_engine(StatePaths.of(tmp_path), ["/bin/false"])
    assert [one["act"] for one in error.value.extra["remedies"]] == ["load-estate"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "raised"), [(70, NoEngine), (1, NoEngine), (2, BadInput), (3, Refused)])
def test_an_engine_that_dies_at_its_start_is_told_with_its_last_words(
    tmp_path: Path, code: int, raised: type[DrError]
) -> None:
    paths = StatePaths.of(tmp_path)
    (paths.folder / "world.db").touch()
    paths.db.touch()
    paths.log.write_text("of another life\n")
    with pytest.raises(raised) as error:
        ensure_engine(paths, ["/bin/sh", "-c", f"echo the disk is full >&2; exit {code}"])
    assert "the disk is full" in error.value.message
    assert error.value.extra["log"] == ["the disk is full"]


def test_an_engine_that_does_not_come_up_in_time(tmp_path: Path) -> None:
    paths = StatePaths.of(tmp_path)
    (paths.folder / "world.db").touch()
    paths.db.touch()
    with pytest.raises(NoEngine) as error:
        ensure_engine(paths, ["/bin/sh", "-c", "exec sleep 10"], timeout=0.05)
    assert "yet" in error.value.message
