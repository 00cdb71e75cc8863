"""No input kills the server: after any of it an honest client is answered."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from link_host import Raw, serving, until

from drconsole.link.messages import KINDS
from drconsole.link.serving.validate import parse
from drconsole.link.wire import LineBuffer, body_of, decode
from drconsole.recovery.types.work.errors import BadInput

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted({"operation", "target", "options", "point", "job", "speed", "force", "accept", "confirm"})
BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5) | JSON
REQUESTS = st.fixed_dictionaries(
    {}, optional={"id": st.just("1") | JSON, "kind": st.sampled_from(sorted(KINDS)) | JSON, "body": BODIES}
)
LINES = (
    st.binary(max_size=80) | REQUESTS.map(lambda m: json.dumps(m).encode()) | JSON.map(lambda m: json.dumps(m).encode())
)
CHUNKS = st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"", b"\n\n"])), max_size=8)


async def attack(chunks: list[tuple[bytes, bytes]], hello: bool, end: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder), message=2000, linger=0.01, hello=1.0) as (host, server, path):
            raw = await Raw.open(path, hello=hello)
            for line, after in chunks:
                raw.send(line + after)
                await asyncio.sleep(0)
            if end:
                raw.writer.write_eof()
            honest = await Raw.open(path)
            assert (await honest.ask("Status", "honest"))["ok"]["kind"] == "Status"
            for code, message in host.rejections:
                assert code
                message.encode()
            for _, body, _ in host.asked:
                json.dumps(body)
            raw.close()
            honest.close()
            host.release.set()
            await until(lambda: not server._clients)


@settings(max_examples=120)
@given(chunks=CHUNKS, hello=st.booleans(), end=st.booleans())
def test_no_input_kills_the_server(chunks: list[tuple[bytes, bytes]], hello: bool, end: bool) -> None:
    asyncio.run(attack(chunks, hello, end))


@settings(max_examples=300)
@given(kind=st.sampled_from(sorted(KINDS)) | JSON, body=BODIES)
def test_a_body_is_valid_or_bad_input(kind: object, body: object) -> None:
    try:
        message = parse(kind, body)
    except BadInput as error:
        assert error.code in {"malformed", "unknown-kind"}
        assert error.message
    else:
        assert parse(kind, body_of(message)) == message


@settings(max_examples=300)
@given(line=st.binary())
def test_a_line_is_an_object_or_bad_input(line: bytes) -> None:
    try:
        assert isinstance(decode(line), dict)
    except BadInput as error:
        assert error.code == "malformed"


@given(
    lines=st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)),
    cuts=st.lists(st.integers(1, 9), min_size=1),
)
def test_lines_do_not_depend_on_how_they_arrive(lines: list[bytes], cuts: list[int]) -> None:
    stream, buffer, got, at, turn = b"".join(line + b"\n" for line in lines), LineBuffer(20), [], 0, 0
    while at < len(stream):
        step = cuts[turn % len(cuts)]
        buffer.feed(stream[at : at + step])
        at, turn = at + step, turn + 1
        while (line := buffer.next_line()) is not None:
            got.append(line)
    assert got == lines
    assert len(buffer) == 0
