"""An emulator as a process of its own, and what its clients are given."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from support.patience import PATIENCE


@dataclass
class Running:
    """``told``: the first line of its JSON."""

    process: subprocess.Popen[str]
    told: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.told["url"])

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.told["environment"]}

    def ask(self, path: str, body: Any = None, method: str | None = None, **headers: str) -> Any:
        """An answer's JSON, by plain HTTP. Raises ``urllib.error.HTTPError``."""
        data = None if body is None else json.dumps(body).encode()
        said = {"authorization": "Bearer any", **headers}
        request = urllib.request.Request(f"{self.url}{path}", data, said, method=method)
        trusted = ssl.create_default_context(cafile=self.told["ca_file"])
        with urllib.request.urlopen(request, context=trusted, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def effects(self, what: str) -> list[str]:
        """Items to which this really happened, once for each time."""
        return [one["item"] for one in self.ask("/_emulator/ledger")["effects"] if one["what"] == what]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def emulator(*words: str, estate: str = "circles") -> Iterator[Running]:
    """Run ``drconsole emulate ESTATE --port 0 --json WORDS``."""
    command = [sys.executable, "-m", "drconsole", "emulate", estate, "--port", "0", "--json", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate(timeout=PATIENCE))
        yield Running(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
