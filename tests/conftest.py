"""What every run of the tests shares."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Where Python is told to keep no bytecode, every engine and command that a test starts would compile the whole of
# drconsole for itself, which is a third of what it costs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# A test never depends on how fast the machine is, nor on what else it has to do.
settings.register_profile("shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-machine")

# Nothing that a console remembers of its user lasts, nor does a test begin with what the tester left behind: a test
# that needs it names a folder of its own.
os.environ["XDG_STATE_HOME"] = "/dev/null"
os.environ["XDG_CONFIG_HOME"] = "/nonexistent"

QUICK = "not slow"
"""What pyproject.toml selects."""


def pytest_configure(config: pytest.Config) -> None:
    """Who names a test, or says how large a sweep is to be, wants the slow ones too."""
    asked = "DRCONSOLE_SWEEP_SIZE" in os.environ or any("::" in argument for argument in config.args)
    if asked and config.option.markexpr == QUICK:
        config.option.markexpr = ""


SLOW_BY_NATURE = {
    "sweep": ("test_any_way.py", "test_crash_sweep.py"),
    "terminal": ("test_terminal_way.py",),
    "e2e": ("test_e2e_fields.py", "test_e2e_keys.py", "test_e2e_way.py", "test_e2e_words.py"),
}
"""Folders of real processes, real terminals and long walks -> the files of which a part is passed at every run."""

PICTURES = "_pictures.py"
"""Files that draw every screen again at each size, and hold it against the stored one."""


UNFINISHED = ("error:coroutine .* was never awaited", "error::pytest.PytestUnraisableExceptionWarning")
"""What an engine that dies may leave behind and must not: a request that was made and never sent."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow by its folder; what is slow in the other files says so itself."""
    for item in items:
        folder = item.path.parent.name
        if folder == "sweep":
            for warning in UNFINISHED:
                item.add_marker(pytest.mark.filterwarnings(warning))
        drawn = item.path.name.endswith(PICTURES)
        if drawn or (folder in SLOW_BY_NATURE and item.path.name not in SLOW_BY_NATURE[folder]):
            item.add_marker(pytest.mark.slow)


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
