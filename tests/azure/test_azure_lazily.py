"""A console or an engine without Azure reads nothing of it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.patience import PATIENCE

LIBRARIES = ("azure", "aiohttp", "msal", "drconsole.providers.azure")


def read_by(*modules: str) -> list[str]:
    """What of Azure a fresh process has read after it imported these, and looked the providers up."""
    code = f"""
import importlib, sys
for name in {modules!r}:
    importlib.import_module(name)
from drconsole.providers import registry
registry.find("azure"), registry.find("")
print(*sorted(one for one in sys.modules if one.split(".")[0] in {LIBRARIES!r} or one.startswith({LIBRARIES[-1]!r})))
"""
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=PATIENCE
    ).stdout.split()


@pytest.mark.parametrize(
    "modules",
    [
        ("drconsole.cli.main",),
        ("drconsole.console.app",),
        ("drconsole.engine.process.entry", "drconsole.providers.simulator"),
        ("drconsole.cli.commands.connect", "drconsole.documents.connection.load"),
    ],
    ids=lambda modules: modules[0],
)
def test_who_has_no_vault_reads_nothing_of_azure(modules):
    assert read_by(*modules) == []


def test_who_opens_a_vault_does():
    assert "azure.core" in read_by("drconsole.providers.azure.opening")
