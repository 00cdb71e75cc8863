"""A report in a real browser, where one is named: ``DRCONSOLE_BROWSER=chromium``. Pictures go to build/reports."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from e2e_hundred import MACHINES, failed_over, name_of
from e2e_state import Place
from support.documents import HtmlSeen

pytest_plugins = ["e2e_fixtures"]

BROWSER = shutil.which(os.environ.get("DRCONSOLE_BROWSER", ""))
OUT = Path(__file__).parents[2] / "build" / "reports"

pytestmark = pytest.mark.skipif(BROWSER is None, reason="DRCONSOLE_BROWSER names no browser")


def browse(folder: Path, page: Path, *words: str) -> str:
    """Open the page headless; return what the browser wrote on standard output. Root has no sandbox."""
    line = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
        *words,
    ]
    done = subprocess.run([*line, page.as_uri()], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "CONSOLE" not in done.stderr, "the page made the browser complain"
    return done.stdout


def test_a_browser_shows_all_of_it(place: Place, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    place.say("report", failed_over(place), "-o", str(page)).done()
    OUT.mkdir(parents=True, exist_ok=True)
    logged = ("--enable-logging=stderr", "--v=0")
    seen = HtmlSeen.of(browse(tmp_path, page, *logged, "--dump-dom"))
    assert seen.lanes == MACHINES + 1
    assert name_of(10) in seen.text
    assert "script" not in seen.tags
    for name, dark in (("light", ()), ("dark", ("--blink-settings=preferredColorScheme=0",))):
        browse(tmp_path, page, *dark, "--window-size=1280,2400", f"--screenshot={OUT / f'{name}.png'}")
    browse(tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={OUT / 'report.pdf'}")
    assert (OUT / "light.png").read_bytes() != (OUT / "dark.png").read_bytes()
    assert (OUT / "report.pdf").read_bytes().startswith(b"%PDF")
