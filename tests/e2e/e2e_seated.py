"""A state of a user of its own, and four people who log in to it by sshd, each with the seat of their name."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.e2e_logins import Logins
from e2e.e2e_state import Said
from e2e.e2e_users import STATE, unix_users
from support.patience import PATIENCE

SEATS = ("observer", "operator", "approver", "commander")
FAILOVER = "run failover shop --confirm shop"


class Room:
    """A state of a user of its own, the keeper, and four people who log in to it, each with the seat of their name."""

    def __init__(self, logins: Logins) -> None:
        self.logins = logins
        self.state = logins.folder / "state"
        self.state.mkdir()
        shutil.chown(self.state, logins.users.names["keeper"], logins.users.group_name)
        self.state.chmod(0o2750)
        self.say("keeper", "estate load contoso").done()
        subprocess.run(["chmod", "-R", "g+rX", str(self.state)], check=True, timeout=PATIENCE)
        self.say("keeper", "engine start --speed max").done()
        for seat in SEATS:
            self.say("keeper", f"room member add {self.name(seat)} {seat}").done()

    def say(self, who: str, line: str, *, through: str = "") -> Said:
        return self.logins.say(who, line, self.state, through=through)

    def name(self, who: str) -> str:
        return self.logins.users.names[who]

    def rejected(self) -> list[tuple[str, str]]:
        """Who was refused what, as the journal has it."""
        events = self.say("observer", "journal").done()
        return [(event["actor"], event["code"]) for event in events if event["kind"] == "link.rejected"]


@pytest.fixture(scope="module")
def logins() -> Iterator[Logins]:
    groups = dict.fromkeys((*SEATS, "keeper"), (STATE,))
    with unix_users(groups, "/bin/sh") as users, tempfile.TemporaryDirectory(prefix="drconsole-logins-") as name:
        Path(name).chmod(0o755)
        made = Logins(Path(name), users)
        try:
            yield made
        finally:
            made.end()


@pytest.fixture
def room(logins: Logins) -> Iterator[Room]:
    made = Room(logins)
    try:
        yield made
    finally:
        made.say("keeper", "engine stop --force")
        shutil.rmtree(made.state)
