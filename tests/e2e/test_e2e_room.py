"""Unix users of the state's group in an incident room: each does what is theirs, and is refused what is not."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_state import Place, Said
from e2e_users import DESK, STATE, Users, needs_root, unix_users
from support.patience import PATIENCE

pytestmark = needs_root
needs_ssh_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="NOT TESTED: it takes ssh-keygen")

AS_ANOTHER = """
import contextlib, io, json, os, pkgutil, sys
import drconsole
for module in pkgutil.walk_packages(drconsole.__path__, "drconsole."):
    if module.name.split(".")[1] in ("cli", "link", "recovery", "render", "settings", "signing", "store"):
        __import__(module.name)
from pathlib import Path
from drconsole.cli.main import main
from drconsole.console.terminal.run import make_session
from drconsole.settings.state import StatePaths
uid, gids, login = json.loads(sys.stdin.readline())
if login is not None:
    with open("/proc/self/loginuid", "w") as file:
        file.write(str(login))
os.setgroups(gids)
os.setresgid(*[gids[0] if gids else 0] * 3)
os.setresuid(uid, uid, uid)
for line in sys.stdin:
    words = json.loads(line)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        if words[-1] == "console":
            session = make_session(StatePaths.of(Path(words[1])), None, False, False)
            print(json.dumps({"read_only": session.read_only, "state_of": session.state_of}))
            code = 0
        else:
            code = main(words)
    print(json.dumps([code, out.getvalue()]), flush=True)
"""
"""Becomes the other user only once all is imported: Python itself may lie where only its owner can read. Then it runs
one command a line."""


@pytest.fixture
def users() -> Iterator[Users]:
    groups = dict.fromkeys(("observer", "operator", "nobody"), (STATE,))
    with unix_users({**groups, "commander": (STATE, DESK), "outsider": (DESK,)}) as found:
        yield found


class Site:
    """A state whose group is let in, and commands that its users say."""

    def __init__(self, place: Place, users: Users) -> None:
        self.place, self.users = place, users
        self._shells: dict[tuple[str, str | None], subprocess.Popen[str]] = {}

    def say(self, who: str, line: str, *, login: str | None = None) -> Said:
        """``login``: who had logged in, before su or sudo. ``who``: root, or one of the users."""
        if (who, login) not in self._shells:
            self._shells[who, login] = self._shell(who, login)
        shell = self._shells[who, login]
        assert shell.stdin is not None and shell.stdout is not None
        shell.stdin.write(json.dumps(["--state", str(self.place.state), "--json", *line.split()]) + "\n")
        shell.stdin.flush()
        code, out = json.loads(shell.stdout.readline())
        return Said(tuple(line.split()), code, out, "")

    def _shell(self, who: str, login: str | None) -> subprocess.Popen[str]:
        uid = 0 if who == "root" else self.users.uid(who)
        gids = [] if who == "root" else os.getgrouplist(self.users.names[who], pwd.getpwuid(uid).pw_gid)
        shell = subprocess.Popen(
            # Bounded: a command that hangs ends with its shell, and what waits for its line reads none.
            ["timeout", str(5 * PATIENCE), sys.executable, "-c", AS_ANOTHER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd="/",
            env={**self.place.env, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self.place.started.append(shell)
        assert shell.stdin is not None
        shell.stdin.write(json.dumps([uid, gids, None if login is None else self.users.uid(login)]) + "\n")
        return shell

    def name(self, who: str) -> str:
        return self.users.names[who]


@pytest.fixture
def site(users: Users) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="drconsole-room-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        place = Place(folder)
        place.state.mkdir()
        os.chown(place.state, -1, users.group)
        place.state.chmod(0o2750)
        place.load()
        place.start()
        try:
            yield Site(place, users)
        finally:
            place.clear()


def with_seats(site: Site) -> None:
    site.say("root", f"room member add {site.name('operator')} operator").done()
    site.say("root", f"room member add {site.name('observer')} observer").done()
    site.say("root", f"room member add group:{site.users.desk_name} commander").done()


def test_each_does_what_is_theirs_and_is_refused_what_is_not(site: Site) -> None:
    failover = "run failover shop --confirm shop"
    site.say("operator", failover).refused(3, "not-permitted")
    with_seats(site)

    for who in ("observer", "commander", "nobody", "root"):
        assert site.say(who, "status").done()["mode"] == "SIMULATION"
        assert site.say(who, "preview failover shop").done()["ready"] is True
        refused = site.say(who, failover).refused(3, "no-seat")
        assert refused["has_them"] == [site.name("operator")]
        assert "takes the seat operator" in refused["message"]
    site.say("outsider", "room").refused(4 if not site.place.state.exists() else 3)
    assert site.place.say("jobs").done() == []

    site.say("observer", "clock pause").refused(3, "no-seat")
    site.say("commander", "clock pause").done()
    job = site.say("operator", failover).done()
    assert job["operator"] == site.name("operator")
    site.say("observer", f"job hold {job['id']}").refused(3, "no-seat")
    site.say("nobody", f"job hold {job['id']}").refused(3, "no-seat")
    site.say("commander", f"job hold {job['id']} --comment wait").done()
    site.say("commander", f"job resume {job['id']}").done()
    site.say("operator", "clock resume").done()
    assert site.say("observer", f"watch {job['id']}").code == 0

    for line in (f"room member add {site.name('operator')} commander", "engine stop --force", "engine drain"):
        site.say("operator", line).refused(3, "no-seat")
        site.say("commander", line).refused(3, "no-seat")

    events = site.place.say("journal").done()
    actors = {(event["kind"], event["actor"]) for event in events}
    assert ("job.created", site.name("operator")) in actors
    assert ("job.held", site.name("commander")) in actors
    rejected = [event for event in events if event["kind"] == "link.rejected"]
    assert {event["code"] for event in rejected} == {"no-seat"}
    assert {event["actor"] for event in rejected} == {
        "root",
        *(site.name(who) for who in ("observer", "operator", "commander", "nobody")),
    }


def test_a_console_offers_to_command_where_its_user_has_a_seat_that_does(site: Site) -> None:
    assert site.say("operator", "console").done() == {"read_only": True, "state_of": "root"}
    with_seats(site)
    found = {
        who: site.say(who, "console").done()["read_only"] for who in ("operator", "commander", "observer", "nobody")
    }
    assert found == {"operator": False, "commander": False, "observer": True, "nobody": True}
    site.place.kill()
    assert site.say("operator", "console").done()["read_only"] is True


def of_the_page(site: Site, keys: Path) -> list[str]:
    """The commands with which the page sets a room up, for this state and these users; ``keys``: where keys lie."""
    page = (Path(__file__).parents[2] / "docs" / "room.md").read_text(encoding="utf-8")
    block, *_ = re.findall(r"```sh\n(.*?)\n```", page.split("## A room in ten commands")[1], re.DOTALL)
    assert len(block.splitlines()) == 10
    known = {"alice": "operator", "bob": "commander"}
    block = block.replace("~bob/.ssh", str(keys)).replace("/etc/drconsole", str(keys))
    for name, who in known.items():
        block = re.sub(rf"(?<=[ \"]){name}\b", site.name(who), block)
    block = block.replace("STATE", str(site.place.state)).replace("operators", site.users.group_name)
    return [line.partition("#")[0].strip() for line in block.splitlines()]


@pytest.fixture
def key(site: Site) -> Iterator[Path]:
    """The commander's SSH key, in a folder that everybody reads."""
    with tempfile.TemporaryDirectory(prefix="drconsole-keys-") as name:
        found = Path(name) / "id_ed25519"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(found)], check=True, timeout=PATIENCE)
        os.chown(found, site.users.uid("commander"), -1)
        Path(name).chmod(0o755)
        yield found


@needs_ssh_keygen
def test_the_page_s_commands_set_a_room_up_over_a_closed_state(site: Site, key: Path) -> None:
    site.place.say("engine", "stop").done()
    os.chown(site.place.state, -1, 0)
    site.place.state.chmod(0o700)
    site.say("operator", "plans").refused(2)
    for line in of_the_page(site, key.parent):
        if line.startswith("drconsole"):
            told = site.place.say(*line.split()[3:]).done()
        else:
            subprocess.run(["sh", "-c", line], check=True, timeout=PATIENCE)
    assert {one["name"]: one["seats"] for one in told["members"]} == {
        site.name("operator"): ["operator"],
        site.name("commander"): ["approver", "commander"],
        site.users.group_name: ["observer"],
    }
    failover = "run failover shop --confirm shop"
    assert site.say("operator", f"{failover} --comment fire").code == 5
    site.say("operator", f"{failover} --proposal p1").refused(3, "not-approved")
    site.say("commander", "approve p1 --confirm shop").refused(3, "not-signed")
    site.say("commander", f"approve p1 --confirm shop --key {key}").done()
    job = site.say("operator", f"{failover} --proposal p1 --wait").done()
    assert (job["state"], job["operator"]) == ("Succeeded", site.name("operator"))
    site.say("nobody", f"job hold {job['id']}").refused(3, "no-seat")


def test_the_room_outlives_its_engine_and_its_last_member_ends_it(site: Site) -> None:
    with_seats(site)
    site.place.kill()
    site.place.start()
    told = site.say("operator", "room").done()
    assert {one["name"]: one["seats"] for one in told["members"]} == {
        site.name("operator"): ["operator"],
        site.name("observer"): ["observer"],
        site.users.desk_name: ["commander"],
    }
    assert (told["you"]["person"], told["you"]["seats"]) == (site.name("operator"), ["operator"])
    site.say("root", "validate web01 --result ok --comment seen").refused(3, "no-seat")
    for who in (site.name("operator"), site.name("observer"), f"group:{site.users.desk_name}"):
        last = site.say("root", f"room member remove {who}").done()
    assert last["set"] is False
    assert site.say("root", "run failover shop --confirm shop --wait").done()["state"] == "Succeeded"
    assert site.place.say("doctor").done()["ok"] is True


def test_people_behind_root_are_told_apart_by_their_login(site: Site) -> None:
    with contextlib.suppress(OSError):
        probe = "open('/proc/self/loginuid', 'w').write('1')"
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, timeout=PATIENCE, check=False)
        if done.returncode:
            pytest.skip("NOT TESTED: people behind one sudo; this machine lets nobody set a login uid")
    with_seats(site)
    failover = "run failover shop --confirm shop"
    unknown = site.say("root", failover).refused(3, "no-seat")
    assert "the system does not know" in unknown["message"]
    observer = site.say("root", failover, login="observer").refused(3, "no-seat")
    assert f"{site.name('observer')} has the seat observer" in observer["message"]
    site.say("nobody", failover, login="operator").refused(3, "no-seat")
    job = site.say("root", f"{failover} --wait", login="operator").done()
    assert job["operator"] == f"root (login {site.name('operator')})"
    site.say("root", "clock pause", login="commander").done()
