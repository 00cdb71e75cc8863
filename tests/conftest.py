"""What every run of the tests shares."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest

# Where Python is told to keep no bytecode, every engine and command that a test starts would compile the whole of
# drconsole for itself, which is a third of what it costs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


QUICK = "not slow"
"""What pyproject.toml selects."""


def pytest_configure(config: pytest.Config) -> None:
    """Who names a test, or says how large a sweep is to be, wants the slow ones too."""
    asked = "DRCONSOLE_SWEEP_SIZE" in os.environ or any("::" in argument for argument in config.args)
    if asked and config.option.markexpr == QUICK:
        config.option.markexpr = ""


def pytest_collection_finish() -> None:
    """What was collected stays to the end: looking through it for garbage again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each worker gets its part in one piece, so that a module's world is made once; who is done takes from others."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None
