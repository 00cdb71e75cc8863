"""Each bug is planted into a copy of the source, and a named test has to go red: the tests have teeth.

A bug whose text is no longer in the source fails here too: then plant it anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.quick import quick

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Bug:
    name: str
    file: str
    right: str
    wrong: str
    test: str
    says: str
    """What its test has to say: a test that is red for another reason has not caught it."""


_TWO_MOMENTS = """from asyncio import sleep

    old = Path(message.folder + ".old")
    rehearsal.copy_to(old)
    await sleep(0.05)
    snapshots.take(engine, rehearsal, Path(message.folder))
    old.replace(Path(message.folder) / "world.db")
"""

BUGS = (
    Bug(
        "a shelved alarm that gets worse stays aside",
        "drconsole/records/alarms/shelves.py",
        "if shelf is None or is_worse(alarm, shelf):",
        "if shelf is None:",
        "tests/records/test_alarm_board.py::test_what_gets_worse_returns_at_once",
        "AssertionError",
    ),
    Bug(
        "a poll takes an answer after its time",
        "drconsole/engine/decider/room/polling.py",
        "            poll.until += by\n",
        "",
        "tests/engine/test_polls.py::test_a_clock_that_is_set_back_prolongs_no_poll_also_for_the_next_engine",
        "KeyError: 'error'",
    ),
    Bug(
        "an approval is used again after a death",
        "drconsole/engine/service/room/approvals/leave.py",
        "return [] if proposal is None else [ev.ProposalStarted(",
        "return [] if proposal is None or job else [ev.ProposalStarted(",
        "tests/engine/test_approvals_crash.py::"
        "test_wherever_the_engine_dies_what_was_approved_runs_once_and_nothing_else",
        "AssertionError",
    ),
    Bug(
        "who hides their login in a process that is gone approves their own proposal",
        "drconsole/engine/service/room/approvals/persons.py",
        "    if not peer.there:\n",
        "    if False:\n",
        "tests/engine/test_approvals_persons.py::test_whose_process_is_gone_neither_proposes_nor_approves",
        "KeyError: 'error'",
    ),
    Bug(
        "who became another user approves their own proposal",
        "drconsole/recovery/types/approving.py",
        "return frozenset({self.uid, self.account} if self.login is None else {self.uid, self.account, self.login})",
        "return frozenset({self.account})",
        "tests/room/test_approvers.py::test_nobody_approves_with_any_uid_of_who_proposed_nor_as_somebody_else",
        "assert not (",
    ),
    Bug(
        "a clock that is set back prolongs an approval",
        "drconsole/engine/decider/room/approving.py",
        "if event.seconds < 0:",
        "if event.seconds < -1e9:",
        "tests/engine/test_approvals.py::test_a_clock_that_is_set_back_prolongs_nothing",
        "AssertionError: assert 'taken' == 'proposal-expired'",
    ),
    Bug(
        "what is the lead's is taken from anybody",
        "drconsole/engine/service/dispatch.py",
        "        leading.require_lead(self.engine, message, asked)\n",
        "",
        "tests/engine/test_leads.py::test_what_is_the_lead_s_is_refused_to_another_operator_counted_and_journaled",
        "KeyError: 'error'",
    ),
    Bug(
        "a handover passes piece by piece",
        "drconsole/engine/service/room/handing_over.py",
        "    recorded = engine.record(*first, last, actor",
        "    for event in first:\n        await engine.record(event, actor=asked.actor)\n"
        "    recorded = engine.record(last, actor",
        "tests/engine/test_handovers.py::test_a_handover_killed_at_any_entry_passed_wholly_or_not_at_all",
        "AssertionError: ",
    ),
    Bug(
        "an anchor's trail is not looked at",
        "drconsole/store/reading/anchored.py",
        "for head, length in (*one.trail, (one.head, one.length)) if length",
        "for head, length in ((one.head, one.length),) if length",
        "tests/store/test_store_anchors.py::test_what_was_done_to_the_file_is_told_apart",
        "Verdict.TRUNCATED",
    ),
    Bug(
        "a good signature of anybody's key is taken",
        "drconsole/signing/checking.py",
        "        if signer is None:\n",
        "        if signer is None or signer.principal:\n",
        "tests/signing/test_signing.py::test_what_is_not_good_is_told_apart",
        "Verdict.GOOD",
    ),
    Bug(
        "a snapshot of two moments",
        "drconsole/engine/service/exercise/instructing.py",
        "snapshots.take(engine, rehearsal, Path(message.folder))\n",
        _TWO_MOMENTS,
        "tests/engine/test_snapshots.py::"
        "test_at_whatever_moment_it_is_taken_an_engine_goes_on_from_it_and_nothing_happens_twice",
        ": store and world are of two moments",
    ),
    Bug(
        "the clock of a snapshot goes on",
        "drconsole/providers/simulator/rehearsal.py",
        "        clock.paused = True\n",
        "",
        "tests/engine/test_snapshots.py::test_the_clock_of_a_copy_stands_still_however_long_it_lies_there",
        "AssertionError: the clock of a copy went on",
    ),
    Bug(
        "an instructor acts on a simulation",
        "drconsole/engine/service/exercise/instructing.py",
        "if rehearsal is None or mode is not Mode.EXERCISE:",
        "if rehearsal is None:",
        "tests/engine/test_instructor_acts.py::test_a_simulation_that_is_no_exercise_refuses_and_nothing_changes",
        "Failed: DID NOT RAISE",
    ),
    Bug(
        "a name that somebody says has a seat in a simulation",
        "drconsole/engine/service/room/playing.py",
        "if engine.provider.mode != Mode.EXERCISE or not peer.told or not may_own(peer):",
        "if not peer.told or not may_own(peer):",
        "tests/engine/test_played_seats.py::test_a_played_seat_in_the_journal_of_another_world_seats_nobody",
        "KeyError: 'error'",
    ),
    Bug(
        "what came between two looks is not judged",
        "drconsole/training/coaching/seeing.py",
        "    for moment in watch.moments.unjudged:\n",
        "    for moment in watch.moments.unjudged[:0]:\n",
        "tests/training/test_moments.py::test_what_held_only_while_nobody_looked_is_judged_at_its_moment",
        "AssertionError: assert ",
    ),
    Bug(
        "a coach records without reading what another one did",
        "drconsole/training/session/file.py",
        "                self._read(fd)\n                added = decide()\n",
        "                added = decide()\n",
        "tests/training/test_session_file.py::test_what_another_process_wrote_is_known_before_anything_is_added",
        "AssertionError: assert ",
    ),
    Bug(
        "a line that was cut off takes the next one with it",
        "drconsole/training/session/lines.py",
        'left = text if ends_whole(fd) else b"\\n" + text',
        "left = text",
        "tests/training/test_session_file.py::"
        "test_a_torn_last_line_is_passed_over_and_told_and_what_comes_after_it_is_kept",
        "AssertionError: assert ",
    ),
    Bug(
        "a state is removed under whoever looks at it",
        "drconsole/training/session/folder.py",
        "        fcntl.flock(fd, fcntl.LOCK_SH)\n",
        "",
        "tests/training/test_session_crashes.py::test_a_state_that_somebody_looks_at_stays_until_he_has_left",
        "assert not True",
    ),
    Bug(
        "no settle time",
        "drconsole/engine/execution/follow.py",
        "settle = self._provider.settle(self._work.operation)",
        "settle = 0.0",
        "tests/engine/test_promises.py::test_a_request_that_lands_late_is_not_sent_again",
        "AssertionError: a request that was under way was sent again",
    ),
    Bug(
        "reconcile believes absent at once",
        "drconsole/engine/execution/follow.py",
        "if now >= settled_at:",
        "if now >= started:",
        "tests/engine/test_promises.py::test_a_request_that_lands_late_is_not_sent_again",
        "AssertionError: a request that was under way was sent again",
    ),
    Bug(
        "effect before begin",
        "drconsole/engine/execution/doing.py",
        "        await begun\n",
        "        begun.add_done_callback(self._watch)\n",
        "tests/engine/test_promises.py::test_no_effect_comes_before_its_begin_is_durable",
        "AssertionError: an effect came before its begin was durable",
    ),
    Bug(
        "a step is run again blindly",
        "drconsole/engine/execution/doing.py",
        "await self._follower(job, task).reconcile()",
        "await self._follower(job, task).begin()",
        "tests/sweep/test_crash_sweep.py::test_a_death_at_any_boundary_changes_nothing_of_how_it_ends",
        "AssertionError: happened twice: ",
    ),
    Bug(
        "synchronous=NORMAL",
        "drconsole/store/sqlite.py",
        'f"PRAGMA synchronous={synchronous.upper()}"',
        '"PRAGMA synchronous=NORMAL"',
        "tests/store/test_store_file.py::test_the_live_writer_syncs_every_commit",
        "assert 1 == 2",
    ),
    Bug(
        "fence not checked",
        "drconsole/store/writing/transaction.py",
        "            self._check_fence()\n",
        "",
        "tests/store/test_store_contract.py::test_a_stale_engine_writes_nothing_more",
        "DID NOT RAISE FenceLost",
    ),
    Bug(
        "script before begin",
        "drconsole/engine/execution/doing.py",
        "        await begun\n",
        "        if task.spec.kind is not TaskKind.SCRIPT:\n            await begun\n",
        "tests/engine/test_promises.py::test_no_effect_comes_before_its_begin_is_durable",
        "AssertionError: an effect came before its begin was durable",
    ),
    Bug(
        "script before its place is known to have been there",
        "drconsole/engine/execution/actions.py",
        "        await engine.durable(ev.TaskAccepted(job.id, task.spec.id, task.attempt, place))\n",
        "        engine.record(ev.TaskAccepted(job.id, task.spec.id, task.attempt, place))\n",
        "tests/engine/test_promises.py::test_no_effect_comes_before_its_begin_is_durable",
        "AssertionError: an effect came before its begin was durable",
    ),
    Bug(
        "answer before commit, of a new job",
        "drconsole/engine/service/starting.py",
        "    await engine.create_job(",
        "    engine.create_job(",
        "tests/engine/test_promises.py::test_no_command_is_answered_before_its_event_is_durable",
        "AssertionError: a command was answered before its event was durable: ['StartJob', 'StartJob']",
    ),
    Bug(
        "answer before commit, of a running job",
        "drconsole/engine/service/commands.py",
        "    await engine.record(event, *more, ",
        "    engine.record(event, *more, ",
        "tests/engine/test_promises.py::test_no_command_is_answered_before_its_event_is_durable",
        "AssertionError: a command was answered before its event was durable: "
        "['HoldJob', 'ResumeJob', 'AnswerTask', 'CancelJob']",
    ),
    Bug(
        "a remote job told before that is durable",
        "drconsole/engine/execution/actions.py",
        "await engine.durable(ev.ActBegun(",
        "engine.record(ev.ActBegun(",
        "tests/engine/test_promises.py::test_nothing_is_told_to_a_remote_job_before_that_is_durable",
        "AssertionError: a remote job was told before that was durable",
    ),
    Bug(
        "an answer repeated without looking",
        "drconsole/engine/execution/actions.py",
        "if act.begun and not await _still_waits(engine, job, leaf, act):",
        "if False:",
        "tests/sweep/test_crash_answers.py::test_a_death_at_any_boundary_leaves_every_manual_action_its_own_answer",
        "AssertionError: a manual action was answered with what was said of another",
    ),
)


def run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """The tests on the copy; sweeps in their usual slice, whatever slice this run was told to take."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DRCONSOLE_")}
    environment |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "DRCONSOLE_SWEEP_SEEDS": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0", "-m", "", *tests]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1200)


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("drconsole", "tests", "fixtures", "themes"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    "bug", quick(BUGS, next(bug for bug in BUGS if bug.name == "synchronous=NORMAL")), ids=lambda bug: bug.name
)
def test_a_planted_bug_is_caught_by_its_named_test(copy, bug):
    path = copy / bug.file
    text = path.read_text()
    assert text.count(bug.right) == 1, "the source has changed: plant this bug anew"
    path.write_text(text.replace(bug.right, bug.wrong))
    caught = run(copy, bug.test)
    assert caught.returncode == 1, caught.stdout[-3000:] + caught.stderr[-1000:]
    red = re.findall(r"^FAILED (\S+?)(?:\[.*\])?(?: - .*)?$", caught.stdout, re.MULTILINE)
    assert red == [bug.test], caught.stdout[-3000:]
    errors = [line for line in caught.stdout.splitlines() if line.startswith("E  ")]
    assert any(bug.says in line for line in errors), errors


@pytest.mark.slow
def test_the_copy_without_a_bug_is_green(copy):
    clean = run(copy, *sorted({bug.test for bug in BUGS}))
    assert clean.returncode == 0, clean.stdout[-3000:]
