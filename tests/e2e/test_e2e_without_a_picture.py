"""What a screen reader and a braille line get: every screen and dialog as lines, along a failover.

The commands are those that ``docs/console.md`` names beside each screen.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from console.failover_by_keys import DESK
from e2e_state import Place
from support.forking import forks
from support.patience import PATIENCE

from drconsole.console.state.screens import SCREENS

pytest_plugins = ["e2e_fixtures"]

PAGE = Path(__file__).parents[2] / "docs" / "console.md"
MIDDLE_DOT = "·"
"""Stands in a task's name between step and machine."""

ALONG_A_FAILOVER = (
    ("status", 0, "holds: 5 items, 2 plans"),
    *((f"console --plain --screen {screen}", 0, "") for screen in SCREENS),
    ("plans", 0, "crew"),
    ("plans crew", 0, "after: manual tills"),
    ("next crew", 0, "in a disaster run failover"),
    ("items", 0, "m1"),
    ("items m1", 0, "replication health    + Normal"),
    ("points m1", 0, "Crash consistent"),
    ("check failover crew", 0, "+ READY: the prerequisites are met"),
    ("preview failover crew", 0, "preview: nothing has been started"),
    ("run failover crew --confirm crew", 0, "j2-1"),
    ("alarms", 0, "tills"),
    ("status", 0, "! WAITS for a person"),
    ("jobs", 0, "j2-1"),
    ("jobs j2-1", 0, "x FAILED"),
    ("lead j2-1", 0, "j2-1"),
    ("handover", 0, "Waits for a person"),
    ("proposals", 0, "nothing waits for a second person"),
    ("approve p1 --confirm crew", 2, "there is no proposal 'p1'"),
    ("reject p1 --comment seen", 2, "there is no proposal 'p1'"),
    ("job hold j2-1", 0, "held"),
    ("job resume j2-1", 0, "j2-1"),
    ("job answer j2-1 group-1/post-1 --outcome done --comment seen", 0, ""),
    ("watch j2-1", 1, "PARTIALLY SUCCEEDED"),
    ("job retry j2-1", 3, "not restarted"),
    ("validate m1 --result ok --comment seen", 0, "m1"),
    ("run failover desk --confirm desk", 0, "j2-2"),
    ("job cancel j2-2", 3, "failed-over-not-started"),
    ("job cancel j2-2 --confirm desk", 0, "j2-2"),
    ("journal", 0, "job.created"),
    ("journal --job j2-1", 0, "task.ended"),
    ("journal --by nobody", 0, ""),
    ("who", 0, "no console is open"),
    ("doctor", 0, "sound"),
    ("help validate", 0, "--result"),
    ("simulate reset --confirm desk --estate desk.yaml", 0, "desk"),
)
"""Command, its exit code, and what has to be read."""
WAITS = {"run failover crew --confirm crew": "tills", "run failover desk --confirm desk": "ring"}
"""After these a person is waited for."""


def read(place: Place, line: str) -> tuple[int, str]:
    """What a command prints into a pipe, notes and errors with it."""
    done = forks().run(["--state", str(place.state), *line.split()], cwd=place.folder, env=place.env, timeout=PATIENCE)
    return done.returncode, done.stdout + done.stderr


def drawn(text: str) -> set[str]:
    """Characters that are no letter, number or ASCII: what a braille line has no cell for."""
    return {each for each in text if not each.isascii() and unicodedata.category(each)[0] not in "LN"} - {MIDDLE_DOT}


def test_each_screen_and_dialog_is_read_line_by_line(place: Place) -> None:
    (place.folder / "desk.yaml").write_text(DESK)
    place.load(place.folder / "desk.yaml")
    place.start("max")
    wrong = []
    for line, code, text in ALONG_A_FAILOVER:
        ended, told = read(place, line)
        if ended != code or text not in told or drawn(told) or "\x1b" in told or "Traceback" in told:
            wrong.append((line, ended, drawn(told), told[-600:]))
        if line in WAITS:
            place.until(lambda line=line: WAITS[line] in read(place, "alarms")[1], f"{line} waits")
    assert not wrong, "\n\n".join(f"{line}: exit {ended}, drawn {signs}\n{told}" for line, ended, signs, told in wrong)


def test_the_page_names_what_is_read_here_and_nothing_else() -> None:
    table = PAGE.read_text().partition("| screen or dialog | command |")[2].partition("\n\n")[0]
    named = {
        words.split(" ")[0] + (f" {words.split(' ')[1]}" if words.startswith("job ") else "")
        for words in re.findall(r"`([a-z][^`]*)`", table)
    }
    tried = {re.match(r"(job )?\S+", line)[0] for line, *_ in ALONG_A_FAILOVER}
    assert named == tried
