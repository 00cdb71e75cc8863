"""What an emulator prints for clients is what the tested programs and the page say."""

from __future__ import annotations

import re
from pathlib import Path

from drconsole.emulator.shell.told import Told

ROOT = Path(__file__).parents[2]
LINES = Told("https://127.0.0.1:8443", Path("ca.pem"), Path("connect.yaml"), {}, "contoso").lines()
NPM = re.compile(r"new SiteRecoveryManagementClient\(([^{]*)\{(.*?)\}\)", re.DOTALL)


def made(text: str) -> tuple[int, list[str]]:
    """How the JavaScript client is made: number of arguments before its options, and the names of these."""
    ((before, options),) = NPM.findall(re.sub(r"\$\{\w+\}", "", text))
    return before.count(","), re.findall(r"(\w+):(?=\s)", options)


def test_the_client_for_javascript_is_made_as_the_tested_program_makes_it() -> None:
    program = (ROOT / "tests/clients/npm/client.mjs").read_text(encoding="utf-8")
    assert made("\n".join(LINES)) == made(program) == (2, ["endpoint", "credentialScopes"])


def test_az_is_told_all_endpoints_of_the_page() -> None:
    page = (ROOT / "docs/emulator.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^az cloud register (.*?)\naz cloud set", page, re.MULTILINE | re.DOTALL)
    (said,) = re.findall(r"az cloud register (.*?)\nclock:", "\n".join(LINES), re.DOTALL)
    assert re.sub(r'[\\"]', "", said).split() == re.sub(r'[\\"]', "", shown).split()
