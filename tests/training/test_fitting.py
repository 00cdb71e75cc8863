"""Faults of an instructor and the machines that they fit, as those stand now."""

from __future__ import annotations

from typing import Any

import pytest

from drconsole.documents.definition import FAULT_KINDS
from drconsole.link.messages import InjectedFault
from drconsole.records.tables import ITEMS, JOBS, TASKS
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES
from drconsole.recovery.types.work.errors import BadInput
from drconsole.training.instructing.faults import fault_of
from drconsole.training.instructing.fitting import Machine, check, steps_now
from drconsole.training.instructing.machines import machines

IDLE = Machine("wiki", "wiki", "hyperv-to-azure", ("failover", "test-failover"), True, None)
BUSY = Machine(
    "db-1", "db", "vmm-to-vmm", (), False, None, operation="planned-failover",
    to_come=("VmFailover", "VmFoStartVmOnSecondary"), passed=("VmPfoPrerequisitesCheck", "VmShutdownVmOnPrimary"),
)  # fmt: skip
OVER = Machine("erp", "erp", "vmware-to-azure", ("commit",), False, True)
ALL = (IDLE, BUSY, OVER)


@pytest.mark.parametrize(
    ("said", "place", "message", "advice"),
    [
        ("step-fails item=wiki step=VmHydrate", "step", "no operation of 'wiki' (hyperv-to-azure)", "VmFailover"),
        (
            "slow-step factor=3 item=db step=VmShutdownVmOnPrimary",
            "step",
            "has passed in the planned-failover",
            "still to",
        ),
        ("shutdown-fails item=db", "item", "the shutdown is over", "it fits: erp, wiki"),
        ("source-off item=db", "item", "is off already", "it fits: wiki"),
        ("target-stopped item=wiki", "item", "no machine of it runs at the target", "it fits: erp"),
        ("target-started item=erp", "item", "runs already", "it fits: db, wiki"),
        ("network-mended item=erp", "item", "its network and its address", "it fits no machine now"),
    ],
)
def test_a_fault_that_finds_nothing_is_refused_and_what_would_be_right_is_said(
    said: str, place: str, message: str, advice: str
) -> None:
    with pytest.raises(BadInput) as caught:
        check(fault_of(said), ALL)
    assert caught.value.place == f"--inject {place}"
    assert message in caught.value.message
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    "said",
    [
        "step-fails item=db-1 step=VmFailover",
        "slow-step factor=3 item=db step=VmShutdownVmOnPrimary after=1h",
        "shutdown-fails item=wiki",
        "target-stopped item=erp",
        "target-stopped item=wiki after=2h",
        "source-off plan=shop",
        "agent-lost item=nobody",
        "quota-short",
    ],
)
def test_what_fits_or_is_the_engines_to_judge_is_let_through(said: str) -> None:
    check(fault_of(said), ALL)


def test_each_kind_fits_some_machine_or_comes_later() -> None:
    for kind in FAULT_KINDS:
        check(InjectedFault(kind, item="wiki", after=60.0), ALL)


def test_the_steps_that_come_next_are_those_of_the_running_job_or_of_what_may_begin() -> None:
    assert steps_now(BUSY) == ("VmFailover", "VmFoStartVmOnSecondary")
    assert "VmFailover" in steps_now(IDLE) and "VmTfoBootTestVm" in steps_now(IDLE)
    assert "VmFailover" not in steps_now(OVER)


class Rows:
    """Reader of two machines that share a name, both in one job; it counts how often tasks are read."""

    def __init__(self) -> None:
        self.read = 0

    def rows(self, table: str, job: str | None = None) -> list[Any]:
        return {ITEMS: self._items, JOBS: self._jobs, TASKS: self._tasks}[table]()

    def _items(self) -> list[Any]:
        known = {"name": "web", "scenario": "azure-to-azure", "allowed_operations": [], "flags": []}
        return [{**known, "key": key, "source_powered": True, "target_powered": False} for key in ("a", "b")]

    def _jobs(self) -> list[Any]:
        return [{"id": "j1", "ended_at": None, "operation": "failover", "items": [{"key": "a"}, {"key": "b"}]}]

    def _tasks(self) -> list[Any]:
        self.read += 1
        steps = sorted(ITEM_STEP_NAMES)[:2]
        ended = [("a", steps[0], "2026-03-01T08:00:00Z"), ("a", steps[1], None), ("b", steps[0], None)]
        return [
            {"item": "web", "item_key": key, "name": name, "ended_at": at, "position": position}
            for position, (key, name, at) in enumerate(ended)
        ]


def test_steps_of_a_machine_are_found_by_its_key_and_tasks_of_a_job_are_read_once() -> None:
    reader: Any = Rows()
    one, two = sorted(machines(reader), key=lambda each: each.key)
    first, second = sorted(ITEM_STEP_NAMES)[:2]
    assert (one.passed, one.to_come, two.passed, two.to_come) == ((first,), (second,), (), (first,))
    assert reader.read == 1
