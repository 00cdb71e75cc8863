"""The small estate of the kill -9 tests: a failover with faults, a script that leaves a line, and a manual action."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from e2e_state import Place, flat
from support.patience import PATIENCE

from drconsole.cli.store import Store
from drconsole.engine.process.folder.lock import is_free
from drconsole.link.messages import KINDS
from drconsole.recovery.types.work.errors import NoEngine, OutcomeUnknown

NOTE = Path(__file__).parents[2] / "fixtures" / "scripts" / "note-failover.py"

DOCUMENT = """
name: crew
seed: 7
defaults:
  start: {{protected_for: 20d, last_test: 20d}}
sites:
  - {{name: plant, kind: vmware}}
  - {{name: cloud, kind: azure, cores_quota: 500}}
networks:
  - {{name: plant-lan, site: plant, mapped_to: cloud-lan}}
  - {{name: cloud-lan, site: cloud, free_addresses: 200}}
policies:
  - {{name: day, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 1h}}
profiles:
  - name: crew
    scenario: vmware-to-azure
    source: plant
    target: cloud
    policy: day
    network: plant-lan
    agent_version: "9.62"
    churn: 2
items:
  - {{name: m1, profile: crew}}
  - {{name: m2, profile: crew}}
  - {{name: m3, profile: crew}}
plans:
  - name: crew
    source: plant
    target: cloud
    changed: 30d
    groups:
      - items: [m1, m2]
        pre:
          - {{name: note, script: {script}}}
        post:
          - {{name: look at the tills, manual: Look whether the tills work.}}
      - items: [m3]
faults:
{faults}
"""

FAULTS = """  - {kind: shutdown-fails, item: m1}
  - {kind: step-fails, item: m2, step: VmFailover, code: "28031"}
  - {kind: late-landing, item: m3, seconds: 15}"""


def document(folder: Path, *, script: Path = NOTE, faults: str = FAULTS, manual: bool = True) -> Path:
    text = DOCUMENT.format(script=script, faults=faults)
    if not manual:
        text = text.replace(
            "        post:\n          - {name: look at the tills, manual: Look whether the tills work.}\n", ""
        )
    if not faults:
        text = text.partition("\nfaults:")[0] + "\n"
    file = folder / "crew.yaml"
    file.write_text(text)
    return file


class Commits:
    """How many transactions an engine was seen to commit, told by its pushes: never more than there were."""

    def __init__(self) -> None:
        self.revisions: set[int] = set()
        self._threads: list[threading.Thread] = []

    def watch(self, place: Place) -> None:
        """From now until the engine ends."""
        client = place.client()

        def follow() -> None:
            with contextlib.suppress(NoEngine), client:
                self.revisions.update(client.subscribe())

        self._threads.append(threading.Thread(target=follow, daemon=True))
        self._threads[-1].start()

    @property
    def seen(self) -> int:
        """Once the engine has ended."""
        for thread in self._threads:
            thread.join(PATIENCE)
        return len(self.revisions)


@dataclass
class Operator:
    """Somebody who wants plan ``crew`` failed over, whatever dies; every command has one id for all its tries."""

    place: Place
    env: dict[str, str]
    deaths: Iterator[str] = field(default_factory=lambda: iter(()))
    """Where the next engines die; then they live."""
    lives: int = 0
    acknowledged: list[str] = field(default_factory=list)
    """Words of what an engine answered: it must be there for ever."""
    job: str = ""
    point: str = "latest-processed"

    def engine(self, crash_at: str = "") -> None:
        """Start the next engine, with a place to die at or without; it may die at once."""
        self.lives += 1
        env = {**self.env, **({"DRCONSOLE_CRASH_AT": crash_at} if crash_at else {})}
        said = self.place.say("engine", "start", "--speed", "max", env=env)
        assert said.code == 0 or (crash_at and said.code in (4, 6)), said

    def sure(self, kind: str, body: dict[str, Any], request_id: str) -> dict[str, Any]:
        """Ask until an engine answers; where none lives any more, start the next one."""
        end = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < end, f"no engine answers {kind}"
            try:
                with self.place.client() as client:
                    return client.ask(KINDS[kind](**body), request_id=request_id)
            except (NoEngine, OutcomeUnknown):
                self.revive()

    def revive(self) -> None:
        if is_free(self.place.paths.lock):
            self.engine(next(self.deaths, ""))
        else:
            time.sleep(0.01)

    def leave(self) -> None:
        """Stop the engine; one that died at the last thing it wrote is started once more, and then stopped."""
        said = self.place.say("engine", "stop")
        if said.code:
            said.refused(4, "no-engine")
            self.engine()
            self.place.say("engine", "stop").done()

    def operate(self) -> dict[str, Any]:
        """Start the failover, answer its manual action, follow it to its end; returns the job with its tasks."""
        body = {
            "operation": "failover",
            "target": "crew",
            "confirm": "crew",
            "options": {"point": self.point, "shutdown": True},
        }
        self.job = self.sure("StartJob", body, "start-crew")["id"]
        self.acknowledged.append("job.created")
        end = time.monotonic() + PATIENCE
        while (row := self._row())["ended_at"] is None:
            assert time.monotonic() < end, row
            if row["state_description"] == "WaitingForManualAction":
                self._answer(row)
            if is_free(self.place.paths.lock):
                self.revive()
            time.sleep(0.02)
        return row

    def _answer(self, row: dict[str, Any]) -> None:
        for wait in row["waits_for"]:
            body = {"job": self.job, "task": wait["task"], "outcome": "done", "comment": "they work"}
            self.sure("AnswerTask", body, "answer-crew")
            self.acknowledged.append("task.answered")
        # One answer is one event: from here on this task may not wait again.
        self.place.until(
            lambda: self._row()["state_description"] != "WaitingForManualAction" or self.place.gone(), "it goes on"
        )

    def _row(self) -> dict[str, Any]:
        with Store(self.place.paths.db) as store:
            row = store.job(self.job)
        assert row is not None, f"the acknowledged job {self.job} is gone"
        return row


@dataclass(frozen=True)
class Course:
    """How a job ended."""

    state: str
    items: dict[str, str]
    tasks: dict[str, str]


def course(job: dict[str, Any]) -> Course:
    tasks = {task["id"]: f"{task['state']}/{task['state_description']}" for task in flat(job["tasks"])}
    return Course(job["state"], {item["key"]: item["outcome"] for item in job["items"]}, tasks)


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
