"""A report in a real browser, where one is named: ``DRCONSOLE_BROWSER=chromium``. Pictures go to build/reports."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from e2e_hundred import MACHINES, failed_over, name_of
from e2e_state import Place
from support.documents import HtmlSeen

from drconsole.cli.commands.report.job import written
from drconsole.records.tables import JOBS
from drconsole.reports.facts.collecting import collect
from drconsole.reports.facts.exercise import ExerciseFacts, ObjectiveTold
from drconsole.reports.reading import sources_of
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader

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


def with_debrief(place: Place) -> str:
    """Return the same report as that of an exercise that has ended."""
    objectives = (
        ObjectiveTold("arrived", "All machines of the plan were failed over", "not-met", "false", "true"),
        ObjectiveTold("loss", "At most fifteen minutes of data were lost", "met", "312", "900"),
        ObjectiveTold("time", "The run took one hour at most", "partly", "4120", "3600"),
    )
    exercise = ExerciseFacts(
        *("20261130-221441-bad-night", "bad-night", "A bad night", "guided", "ada"),
        ended=True,
        passed=False,
        percent=58,
        hint_cost=4,
        objectives=objectives,
        dangerous=("hundred was committed before anybody had found that it works",),
        hints=("The overview names what needs a person.", "Open the job and press the key of answer."),
        hidden=(f"after 12 min: fault: source-returns at {name_of(7)}", "after 20 min: note: she asks before she acts"),
    )
    with Reader(StatePaths.of(Path(place.state)).db) as reader:
        (job,) = [one for one in reader.rows(JOBS) if one["operation"] == "failover"]
        facts = replace(collect(sources_of(reader, job)), mode="EXERCISE", exercise=exercise)
    return written(facts, "html")


def test_a_browser_shows_all_of_it(place: Place, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    place.say("report", failed_over(place), "-o", str(page)).done()
    OUT.mkdir(parents=True, exist_ok=True)
    logged = ("--enable-logging=stderr", "--v=0")
    seen = HtmlSeen.of(browse(tmp_path, page, *logged, "--dump-dom"))
    assert seen.lanes == MACHINES + 1
    assert name_of(10) in seen.text
    assert "script" not in seen.tags
    page.write_text(with_debrief(place), encoding="utf-8")
    again = HtmlSeen.of(browse(tmp_path, page, *logged, "--dump-dom"))
    assert again.lanes == seen.lanes
    assert f"fault: source-returns at {name_of(7)}" in again.text, "the debrief stands in the report, too"
    for name, dark in (("light", ()), ("dark", ("--blink-settings=preferredColorScheme=0",))):
        browse(tmp_path, page, *dark, "--window-size=1280,2400", f"--screenshot={OUT / f'{name}.png'}")
    browse(tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={OUT / 'report.pdf'}")
    assert (OUT / "light.png").read_bytes() != (OUT / "dark.png").read_bytes()
    assert (OUT / "report.pdf").read_bytes().startswith(b"%PDF")
