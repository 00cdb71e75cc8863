"""Programs that tests of the store run as processes of their own: ``python store_programs.py NAME ARGUMENTS``."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from store_samples import begun, seen

from drconsole.recovery.types.work.errors import DrError
from drconsole.store.reading.reader import Reader
from drconsole.store.writing.writer import SqliteJournal


async def write(path: str, count: str) -> None:
    """Write ``count`` entries one after the other and say each revision when it is durable; then stay."""
    journal = SqliteJournal.open(Path(path), loop=asyncio.get_running_loop(), on_fatal=lambda error: os._exit(9))
    for n in range(int(count)):
        print(await journal.submit(begun(f"t{n}")), flush=True)
    await asyncio.Event().wait()


async def write_and_go(path: str, count: str) -> None:
    journal = SqliteJournal.open(Path(path), loop=asyncio.get_running_loop(), on_fatal=lambda error: os._exit(9))
    for n in range(int(count)):
        print(await journal.submit(seen("i1", n=n)), flush=True)
    await journal.close()


async def grow_until_refused(path: str) -> None:
    """Write until the kernel refuses to let the file grow; print what was acknowledged and what was told."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    told: asyncio.Queue[BaseException] = asyncio.Queue()
    journal = SqliteJournal.open(Path(path), loop=asyncio.get_running_loop(), on_fatal=told.put_nowait)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    acknowledged = 0
    try:
        while True:
            acknowledged = await journal.submit(begun("t" * 20_000))
    except DrError as error:
        print(json.dumps({"acknowledged": acknowledged, "code": error.code, "told": (await told.get()) is error}))
    await journal.close()


async def read(path: str, identity: str) -> None:
    """Read as ``uid:gid`` (``-`` = as we are) without the right to write; print what was seen."""
    if identity != "-":
        uid, gid = identity.split(":")
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    try:
        with Reader(Path(path)) as reader:
            found = {"rev": reader.rev(), "events": len(list(reader.journal())), "items": reader.rows("item")}
    except DrError as error:
        found = {"error": error.code}
    print(json.dumps(found | {"may_write": os.access(path, os.W_OK)}))


if __name__ == "__main__":
    asyncio.run(globals()[sys.argv[1]](*sys.argv[2:]))
