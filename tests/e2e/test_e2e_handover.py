"""Two people at two consoles in real terminals: a shift is handed over by keys alone, and read back."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_logins import Logins, needs_logins
from e2e_state import PATIENCE, Said
from e2e_terminal import needs_tmux, terminals
from e2e_users import STATE, needs_root, unix_users

pytestmark = [needs_root, needs_logins, needs_tmux]

ANSWERS = {
    "What waits for a person": "finance waits for the bank",
    "What runs, and on what": "a failover of finance runs",
    "Which alarm stands": "finance has missed its objective",
}
"""What a person would say, by what is asked."""


class Shift:
    """A state with a failover that waits for a person, and who leads it; another one is to take over."""

    def __init__(self, logins: Logins) -> None:
        self.logins = logins
        self.state = logins.folder / "state"
        self.state.mkdir()
        shutil.chown(self.state, logins.users.names["keeper"], logins.users.group_name)
        self.state.chmod(0o2750)
        self.say("keeper", "estate load contoso").done()
        subprocess.run(["chmod", "-R", "g+rX", str(self.state)], check=True, timeout=PATIENCE)
        self.say("keeper", "engine start --speed 600").done()
        for who, seat in (("leaves", "operator"), ("comes", "scribe")):
            self.say("keeper", f"room member add {self.name(who)} {seat}").done()
        self.job = self.say("leaves", "run failover finance --confirm finance").done()["id"]
        end = time.monotonic() + PATIENCE
        while not self.say("leaves", f"jobs {self.job}").done()["waits_for"]:
            assert time.monotonic() < end
        self.say("leaves", "clock pause").done()

    def say(self, who: str, line: str) -> Said:
        return self.logins.say(who, line, self.state)

    def name(self, who: str) -> str:
        return self.logins.users.names[who]

    def console(self, who: str) -> list[str]:
        """Return an ssh client that opens a console as a user."""
        words = [str(self.logins.program), "--state", str(self.state)]
        return self.logins.argv(who, f"TERM=tmux-256color {shlex.join(words)}", terminal=True)

    def seats(self) -> dict[str, list[str]]:
        return {each["name"]: each["seats"] for each in self.say("leaves", "room").done()["members"]}


@pytest.fixture
def shift() -> Iterator[Shift]:
    people = dict.fromkeys(("keeper", "leaves", "comes"), (STATE,))
    with unix_users(people, "/bin/sh") as users, tempfile.TemporaryDirectory(prefix="drconsole-shift-") as name:
        Path(name).chmod(0o755)
        logins = Logins(Path(name), users)
        made = Shift(logins)
        try:
            yield made
        finally:
            made.say("keeper", "engine stop --force")
            logins.end()


def test_a_shift_is_handed_over_by_keys_alone_and_read_back(shift: Shift) -> None:
    leaves, comes = shift.name("leaves"), shift.name("comes")
    with terminals(shift.logins.folder) as opened:
        giver, taker = opened("giver", shift.console("leaves")), opened("taker", shift.console("comes"))
        for each in (giver, taker):
            each.until("SIMULATION contoso")
        giver.press("S")
        giver.until(lambda text: f"{comes}, seat scribe" in text and "waits for an answer" in text)
        giver.press("Space")
        giver.type("end of the shift")
        giver.press("Enter")
        taker.until(f"{leaves} hands over to you")
        assert shift.say("comes", f"lead {shift.job}").done()["lead"]["name"] == leaves

        taker.press("S")
        taker.until(lambda text: "gone through" in text and "waits for an answer" in text)
        while "Say in your own words" not in taker.text:
            gone = taker.text
            taker.press("Space")
            taker.until(lambda text, gone=gone: text != " ".join(gone.split()))  # type: ignore[misc]
        asked = sorted((taker.text.index(prompt), said) for prompt, said in ANSWERS.items() if prompt in taker.text)
        for _, said in asked:
            taker.type(said)
            taker.press("Enter")
        told = f"{comes} took over from {leaves}: leads {shift.job}"
        for each in (giver, taker):
            each.until(told)

    lead = shift.say("comes", f"lead {shift.job}").done()["lead"]
    assert (lead["name"], lead["way"], lead["by"]) == (comes, "handed-over", leaves)
    assert shift.seats() == {comes: ["scribe", "operator"]}
    shift.say("leaves", f"job hold {shift.job}").refused(3, "no-seat")
    shift.say("comes", f"job hold {shift.job}").done()
