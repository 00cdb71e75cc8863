"""10,000 items of recorded size read from a vault in pages: what the provider costs beside bare aiohttp and json.

    python tests/bench/azure.py [--items 10000] [--page 1000] [--rounds 3]

A server in a process of its own serves the pages, made beforehand. Three arms read them by turns: aiohttp and json
alone; the provider's transport (the SDK's pipeline with sign-in, limits and redaction); and a whole look at the vault,
whose items become our types. Compared are medians of the CPU's seconds of this process in the same run; a ticker in the
same loop tells the longest stall. The rate limit is taken off: it is what makes a real vault slower than this.

Items have two shapes, each measured by itself. Ours has the recorded size and few, long fields; it has two health
errors, two disks and two interfaces. The recorded one is the median by size of the protected items between regions
of Azure in Microsoft's own test recordings: more and shorter fields, one disk, one interface, at most one error. It
is measured where ``DRCONSOLE_AZURE_DATA`` names the folder with them.
"""
# ruff: noqa: E402

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

_HERE = str(Path(__file__).parent)
sys.path.insert(0, _HERE)

from measure import arguments, resident_mib, rounds, verdict

# This file has the name of the SDK's package, which it would hide.
sys.path[:] = [path for path in sys.path if path != _HERE]

import aiohttp
from aiohttp import web

from drconsole.documents.connection.definition import Authentication, Cloud, Connection, SignIn
from drconsole.engine.process import garbage
from drconsole.providers.azure.calls import VAULT, Call
from drconsole.providers.azure.clock import WallClock
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.transport.credentials import MadeUp
from drconsole.providers.azure.transport.limits import RateLimit
from drconsole.providers.azure.transport.transport import ArmTransport
from drconsole.providers.azure.vault.reading import Reader

SIZE = 7_900
"""Bytes of an item's body of ours: the median of recorded ones between Azure regions."""
OURS, RECORDED = "of our own writing", "as recorded"
ID = "/subscriptions/s-1/resourceGroups/rg-dr/providers/Microsoft.RecoveryServices/vaults/vault-dr"
EXCERPT = Path(__file__).parents[1] / "azure" / "excerpts" / "azure-to-azure.json"
RECORDING = Path("recorded") / "cli-2023-A2A.json"
"""In the folder of recordings: exchanges of Microsoft's Azure/azure-cli-extensions, 2023."""
TICK = 0.005


def shapes() -> list[str]:
    """Return the shapes of items that can be measured here."""
    return [OURS, RECORDED] if os.environ.get("DRCONSOLE_AZURE_DATA") else [OURS]


def items(count: int, shape: str) -> list[dict[str, Any]]:
    """Return bodies of this shape, each with an id and a name of its own."""
    if shape == RECORDED:
        told = _told(Path(os.environ["DRCONSOLE_AZURE_DATA"]) / RECORDING)
        # As a vault's items usually are: one that is being set up tells less.
        found = sorted((one for one in told if one["properties"]["protectionState"] == "Protected"), key=_size)
        model = found[len(found) // 2]
    else:
        model = _filled(_told(EXCERPT)[0])
    made = []
    for number in range(count):
        name = f"machine-{number:05d}"
        body = json.loads(json.dumps(model))
        body["id"], body["name"] = f"{model['id'].rpartition('/')[0]}/{name}", name
        body["properties"]["friendlyName"] = name
        made.append(body)
    return made


def _size(body: dict[str, Any]) -> int:
    return len(json.dumps(body))


def _told(exchanges: Path) -> list[dict[str, Any]]:
    """Return the bodies of items in exchanges, those that tell of the replication."""
    answers = [one["response"] for one in json.loads(exchanges.read_text(encoding="utf-8")) if one.get("response")]
    found = [one for answer in answers if isinstance(answer, dict) for one in answer.get("value", [answer])]
    return [
        one
        for one in found
        if "/replicationprotecteditems/" in str(one.get("id")).lower()
        and one["properties"].get("providerSpecificDetails")
    ]


def _filled(model: dict[str, Any]) -> dict[str, Any]:
    """Return a body of ours, filled up to the recorded size."""
    tags = {f"tag-{one:03d}": "x" * 60 for one in range(max(0, (SIZE - _size(model)) // 75))}
    model["properties"]["providerSpecificDetails"]["vmSyncedConfigDetails"] = {"tags": tags, "inputEndpoints": []}
    return model


def serve(pipe: Pipe, count: int, page: int, shape: str) -> None:
    """Serve the pages until the parent ends."""
    bodies = items(count, shape)
    starts = range(0, count, page)
    texts: dict[int, bytes] = {}

    async def answer(request: web.Request) -> web.Response:
        if not request.path.endswith("/replicationProtectedItems"):
            return web.json_response({"value": [], "nextLink": None})
        start = int(request.query.get("from", 0))
        if start not in texts:
            following = start + page
            link = f"http://{request.host}{request.path}?api-version=1&from={following}" if following < count else None
            texts[start] = json.dumps({"value": bodies[start:following], "nextLink": link}).encode()
        return web.Response(body=texts[start], content_type="application/json")

    async def run() -> None:
        app = web.Application()
        app.router.add_route("GET", "/{anything:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send((runner.addresses[0][1], len(starts), _size(bodies[0])))
        await asyncio.Event().wait()

    asyncio.run(run())


async def bare(endpoint: str) -> int:
    count, link = 0, f"{endpoint}{ID}/replicationProtectedItems?api-version=1"
    async with aiohttp.ClientSession() as session:
        while link:
            async with session.get(link) as response:
                page = json.loads(await response.read())
            count += len(page["value"])
            link = page["nextLink"]
    return count


def connection_to(endpoint: str) -> Connection:
    how = Authentication(SignIn.EMULATOR)
    return Connection("bench", Cloud.CUSTOM, endpoint, f"{endpoint}/.default", "s-1", "rg-dr", "vault-dr", how)


def way_to(endpoint: str) -> ArmTransport:
    return ArmTransport(connection_to(endpoint), MadeUp(), RateLimit(1e9, 1_000_000))


async def piped(endpoint: str) -> int:
    way = way_to(endpoint)
    try:
        return sum([len(page) async for page in way.pages(Call("GET", f"{VAULT}/replicationProtectedItems"))])
    finally:
        await way.close()


async def whole(endpoint: str) -> int:
    way = way_to(endpoint)
    try:
        snapshot = await Reader(way, Identities(connection_to(endpoint)), WallClock().now).read()
        return len(snapshot.items)
    finally:
        await way.close()


class Stalls:
    """The longest time in which a loop served nobody."""

    longest = 0.0

    async def tick(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, time.perf_counter() - before - TICK)


def main() -> None:
    said = arguments(__doc__, items=10_000, page=1_000, rounds=3)
    for shape in shapes():
        measure(shape, said.items, said.page, said.rounds)


def measure(shape: str, many: int, page: int, times: int) -> None:
    """Serve items of one shape, read them by all arms, and print what it cost."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, many, page, shape), daemon=True)
    server.start()
    while not ours.poll(1):
        if not server.is_alive():
            sys.exit("azure.py: the process that serves the pages ended")
    port, pages, size = ours.recv()
    endpoint = f"http://127.0.0.1:{port}"
    stalls: dict[str, list[float]] = {}

    def arm(name: str, read: Callable[[str], Awaitable[int]]) -> Callable[[], float]:
        async def once() -> float:
            seen = Stalls()
            ticker = asyncio.ensure_future(seen.tick())
            await asyncio.sleep(0)
            start = time.process_time()
            count = await read(endpoint)
            took = time.process_time() - start
            ticker.cancel()
            assert count == many, count
            stalls.setdefault(name, []).append(seen.longest)
            return took

        return lambda: asyncio.run(once())

    with garbage.for_life():  # as in an engine
        asyncio.run(bare(endpoint))  # the server makes its pages once
    before = resident_mib()
    arms = {
        "aiohttp and json": arm("aiohttp and json", bare),
        "transport": arm("transport", piped),
        "look": arm("look", whole),
    }
    found = rounds(arms, times)
    server.terminate()
    print(f"{many} items {shape}, {size} bytes each, in {pages} pages")
    for name, seconds in found.items():
        worst, usual = max(stalls[name]) * 1000, statistics.median(stalls[name]) * 1000
        print(f"{name}: {seconds:.2f} s of CPU, longest stall {usual:.0f} ms (worst {worst:.0f} ms)")
    print(f"memory: {before:.0f} MiB before, {resident_mib():.0f} MiB after")
    verdict("transport beside aiohttp and json", found["transport"] / found["aiohttp and json"], 2.0, at_most=True)
    verdict("a whole look beside aiohttp and json", found["look"] / found["aiohttp and json"], 2.0, at_most=True)
    verdict("longest stall of a whole look, s", statistics.median(stalls["look"]), 0.25, at_most=True)


if __name__ == "__main__":
    main()
