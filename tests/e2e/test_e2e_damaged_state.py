"""A state put back from a copy, one that lost a part or holds what does not belong: said, and nothing guessed."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sqlite3

import pytest
from e2e_crew import document, lines
from e2e_state import Place

pytest_plugins = ["e2e_fixtures"]


def rehearse(place: Place) -> str:
    """A test failover of the plan, with its script, and its cleanup; the job's id."""
    run = ("run", "test-failover", "crew", "--confirm", "crew", "--network", "none", "--wait")
    job: str = place.say(*run).done()["id"]
    place.say("run", "cleanup-test-failover", "crew", "--confirm", "crew", "--comment", "seen", "--wait").done()
    return job


def test_a_script_runs_again_after_an_older_copy_of_the_store_was_put_back(place: Place) -> None:
    """Only once a person has taken the loss upon himself; and no id is given out twice."""
    place.load(document(place.folder, faults="", manual=False))
    copy = place.folder / "copy.db"
    shutil.copy(place.paths.db, copy)
    env = {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}
    place.start(env=env)
    first = rehearse(place)
    place.say("engine", "stop").done()
    shutil.copy(copy, place.paths.db)
    accept(place)
    place.start(env=env)
    second = rehearse(place)

    assert first != second
    assert len(lines(place.folder / "log")) == 2


def accept(place: Place) -> list[str]:
    """The way back after a loss; the jobs that are held."""
    said = place.say("engine", "start").refused(2)
    assert "acknowledged" in said["message"] or "acknowledged" in str(said)
    doctor = place.say("doctor")
    assert doctor.code == 1
    assert "acknowledged and is lost" in " ".join(doctor.data["problems"])
    place.say("engine", "accept-loss").refused(3, "not-confirmed")
    engine = place.say("status").done()["engine"]
    assert (engine["running"], "acknowledged" in engine["why"]) == (False, True), "what it shows is older than the end"
    assert "engine accept-loss" in engine["advice"]
    for words in (("plans",), ("items",), ("jobs",), ("journal",), ("next", "crew")):
        said_of_list = place.say(*words)
        assert said_of_list.code == 0
        assert "may be out of date" in said_of_list.err, words
        assert "engine accept-loss" in said_of_list.err, words
    alarms = {alarm["kind"]: alarm for alarm in place.say("alarms").done()}
    assert "acknowledged" in alarms["store-behind"]["cause"]
    assert "engine accept-loss" in alarms["store-behind"]["command"]
    assert "engine-lost" not in alarms, "none starts"
    name = place.state.name
    place.say("engine", "accept-loss", "--confirm", name).refused(3, "comment-missing")
    held: list[str] = place.say("engine", "accept-loss", "--confirm", name, "--comment", "looked").done()["held"]
    place.say("engine", "accept-loss", "--confirm", name, "--comment", "looked").refused(3, "nothing-lost")
    assert place.say("plans").err == ""
    return held


def test_a_job_whose_log_is_gone_is_held_and_goes_on_without_doing_anything_twice(place: Place) -> None:
    place.load(document(place.folder, faults="", manual=True))
    env = {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}
    place.start(env=env)
    job = place.say("run", "failover", "crew", "--confirm", "crew").done()["id"]
    place.say("engine", "stop", "--force").done()
    place.start(env=env)
    place.until(lambda: place.say("jobs", job).data["state"] == "Suspended", "it waits for its manual action")
    place.kill()
    for suffix in ("-wal", "-shm"):
        place.paths.db.with_name(place.paths.db.name + suffix).unlink()

    assert accept(place) == [job]
    place.start(env=env)
    assert place.say("jobs", job).done()["held"]
    place.say("job", "resume", job).done()
    place.until(lambda: place.say("jobs", job).data["state"] == "Suspended", "it waits again")
    (waiting,) = place.say("status").done()["needs_a_person"]
    place.say("job", "answer", job, waiting["task"], "--outcome", "done", "--comment", "seen").done()
    assert place.say("watch", job).code == 0
    assert len(lines(place.folder / "log")) == 1
    assert place.say("doctor").done()["ok"]


def test_doctor_compares_what_scripts_left_with_the_journal(place: Place) -> None:
    place.load(document(place.folder, faults="", manual=False))
    place.start(env={"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")})
    rehearse(place)
    place.say("engine", "stop").done()
    assert place.say("doctor").done()["ok"]
    (result,) = place.paths.scripts.glob("*/result.json")
    result.write_text(result.read_text().replace('"rc": 0', '"rc": 3'))
    found = place.say("doctor")
    assert found.code == 1
    assert "its attempt failed, the journal says Succeeded" in " ".join(found.data["problems"])


def test_a_world_that_is_another_one_or_an_older_copy_is_seen_by_doctor_and_refused_at_the_start(place: Place) -> None:
    """An engine took it for its own: what was begun and acknowledged there was never heard of."""
    place.load()
    older = place.folder / "older.db"
    shutil.copy((place.paths.folder / "world.db"), older)
    place.start()
    place.say("engine", "stop").done()
    assert place.say("doctor").done()["ok"]
    shutil.copy(older, (place.paths.folder / "world.db"))
    assert "older copy" in " ".join(place.say("doctor").data["problems"])
    not_started(place, 3, "world-other", "older copy")

    elsewhere = Place(place.folder / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.load()
    shutil.copy((elsewhere.paths.folder / "world.db"), (place.paths.folder / "world.db"))
    assert "not the one" in " ".join(place.say("doctor").data["problems"])
    not_started(place, 3, "world-other", "not the one")


def not_started(place: Place, code: int, word: str, why: str) -> None:
    """Neither detached nor in the foreground, and nothing is written."""
    before = place.say("status").done()["engine"]["epoch"]
    assert "copy" in place.say("engine", "run").refused(code, word)["advice"]
    assert why in place.say("engine", "start").refused(code)["message"]
    assert place.say("status").done()["engine"]["epoch"] == before


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE TRIGGER mine AFTER INSERT ON journal BEGIN DELETE FROM item; END", "trigger 'mine'"),
        ("CREATE VIEW mine AS SELECT * FROM item", "view 'mine'"),
        ("DROP INDEX tombstone_rev", "'tombstone_rev' is missing"),
    ],
)
def test_a_store_that_holds_what_is_none_of_ours_is_refused_at_the_start(
    place: Place, statement: str, why: str
) -> None:
    """A trigger deleted every item at each entry of the journal; only doctor said that there was one."""
    place.load()
    change(place, statement)
    assert why in " ".join(place.say("doctor").data["problems"])
    not_started(place, 2, "store.shape", why)
    if statement.startswith("CREATE TRIGGER"):
        change(place, "DROP TRIGGER mine")
        assert place.start()


def change(place: Place, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(place.paths.db)) as store:
        store.execute(statement)
        store.commit()


def test_a_world_without_its_store_is_not_run_on_as_if_nothing_had_begun(place: Place) -> None:
    place.load()
    place.paths.db.unlink()
    for words in (("engine", "start"), ("engine", "run")):
        assert "copy" in place.say(*words).refused(3, "store-missing")["advice"]
    place.say("estate", "load", "contoso").refused(3, "state-not-empty")
    assert not place.paths.db.exists()


def test_a_store_without_its_world_is_not_told_to_load_an_estate(place: Place) -> None:
    place.load()
    (place.paths.folder / "world.db").unlink()
    advice = place.say("engine", "start").refused(3, "world-missing")["advice"]
    assert "load" not in advice
    place.say("estate", "load", "contoso").refused(3, "state-not-empty")


def test_a_load_that_died_in_its_middle_is_made_anew(place: Place) -> None:
    place.load()
    # What is there before the last step of a load.
    (place.paths.folder / "world.db").rename(place.paths.folder / "world.db.loading")
    place.say("engine", "start").refused(2, "no-estate")
    place.load("circles")
    assert not place.paths.loading
    assert place.say("status").done()["estate"] == "circles"
    place.start()


@pytest.mark.parametrize("thing", ["file", "folder", "link"])
def test_what_lies_in_the_sockets_place_is_named_before_anything_is_begun(place: Place, thing: str) -> None:
    place.load()
    there = place.paths.socket
    if thing == "file":
        there.write_text("mine")
    elif thing == "folder":
        there.mkdir()
    else:
        there.symlink_to(place.folder / "nowhere")
    epoch = place.say("status").done()["engine"]["epoch"]
    said = place.say("engine", "start").refused(3)
    assert str(there) in said["message"]
    assert place.say("status").done()["engine"]["epoch"] == epoch
    there.rmdir() if thing == "folder" else there.unlink()
    place.start()


def test_an_engine_comes_up_beside_a_socket_that_nobody_answers_at(place: Place) -> None:
    """Of an engine that is frozen, or of somebody else: it takes connections and says nothing."""
    place.load()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(place.paths.socket))
        deaf.listen(1)
        assert place.start()


@pytest.mark.parametrize(("damage", "said"), [("gone", "missing"), ("junk", "not a database")])
def test_doctor_looks_at_the_world_too(place: Place, damage: str, said: str) -> None:
    place.load()
    assert place.say("doctor").done()["ok"]
    if damage == "gone":
        (place.paths.folder / "world.db").unlink()
    else:
        (place.paths.folder / "world.db").write_bytes(b"junk" * 4000)
    found = place.say("doctor")
    assert found.code == 1
    assert said in " ".join(found.data["problems"])
