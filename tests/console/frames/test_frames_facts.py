"""What each screen is for stands on it at 80x24: an operator with the smallest terminal sees it without a key."""

from __future__ import annotations

import pytest
from frame_store import stored
from shots_all import SHOTS

NEEDED: dict[str, tuple[str, ...]] = {
    "overview-quiet": ("SIMULATION", "contoso", "20 machines", "● Protected 19", "RPO 20 s", "shop", "Next for shop"),
    "overview-waiting": (
        "‼ 1 needs you: !",
        "Needs a person",
        "Call the bank",
        "▶ Under way 4",
        "‼ WAITS for a person",
    ),
    "overview-exercise": ("EXERCISE", "◆ NOT COMMITTED"),
    "overview-live": ("LIVE", "◆ NOT COMMITTED"),
    "coach-begins": ("= EXERCISE =", "Step 1 of 4: Look at the plan", "C coach"),
    "coach-step": ("= EXERCISE =", "Step 2 of 4: Fail the plan over", "Hint: ", "i hint (1 left)"),
    "coach-told": ("✗ Mistake: stock-db was committed", "Step 2 of 4"),
    "coach-exam": ("= EXERCISE =", "Exam: The warehouse is under water", "E ends the exercise"),
    "coach-over": ("The exercise is over: ✗ not passed, 57 of 100", "C debrief"),
    "dialog-coach-first": ("= EXERCISE =", "The story", "Step 1 of 4", "Why: ", "i gives a hint"),
    "dialog-coach": ("Step 2 of 4", "Hint: ", "par 15 min", "Done so far", "✗ Mistake: "),
    "dialog-coach-challenge": ("= EXERCISE =", "No steps are shown", "The story"),
    "dialog-debrief": ("✗ not passed, 57 of 100", "✓ met", "‼ partly", "✗ not met", "Dangerous acts"),
    "dialog-failover-coached": ("= EXERCISE =", "Step 2 of 4"),
    "overview-engine-lost": ("ENGINE LOST", "these rows are the last ones"),
    "overview-no-engine": ("NO ENGINE", "to start one"),
    "overview-others": ("3 consoles",),
    "overview-read-only": ("READ-ONLY",),
    "overview-owed": ("Open ends", "2 machines are failed over and not committed", "‼ TEST OPEN", "Next for sites"),
    "plans": ("finance", "◆ NOT COMMITTED", "● Protected", "Seattle → Azure West US 2", "Allowed", "Next:"),
    "plans-marked": ("* ",),
    "items": ("ledger-db", "◆ NOT COMMITTED", "✓ Normal", "RPO", "20 s", "Active", "Allowed", "8/20"),
    "items-find": ("/ledger", "1/2 of 20", "ledger-app"),
    "items-nothing-found": ("nowhere",),
    "points": ("Processed", "App-consistent", "2 min 5 s", "none", "Points on a line of time"),
    "jobs": ("j1-1", "▶ In progress", "failover", "finance", "10 min", "By     operator"),
    "jobs-none": ("no jobs yet",),
    "journal": ("task.waiting", "j1-1", "‼ WAITS", "58/58", "engine"),
    "alarms": ("‼ WARNING", "4 machines are failed over and not committed", "Validate and commit", "Whom: ledger-db"),
    "drills": ("intranet", "‼ NEVER TESTED", "2026-02-23", "● tested", "2026-08-04", "Next: test-failover (press t)"),
    "proposals": ("p1-2", "‼ WAITS", "failover of shop", "0 of 1", "50 min left", "Seattle burns", "1 of 2 (bob)"),
    "proposals-none": ("no proposals",),
    "overview-to-approve": ("‼ 1 to approve: A",),
    "dialog-proposal": ("proposal p1: failover of plan shop", "Seattle burns", "ann", "50 min left", "x rejects it"),
    "dialog-proposal-confirm": ("0 of 1; ann: Seattle burns", "To APPROVE, type shop:", "Sign with the key"),
    "dialog-proposal-own": ("it is yours, and another person approves it",),
    "dialog-proposal-approved": ("✓ Approved 1 of 1 (bob)", "To START, type shop:"),
    "dialog-proposal-over": ("REJECTED", "not before noon"),
    "dialog-proposal-cancel": ("cancel job j1-1 of finance", "replication LOST", "To APPROVE, type finance:"),
    "dialog-reject": ("A rejection is final", "not before noon"),
    "dialog-propose": ("needs the approval of another person", "To PROPOSE it, type shop:"),
    "dialog-propose-cancel": ("needs the approval of another person", "To PROPOSE it, type finance:"),
    "dialog-glass": ("WITHOUT APPROVAL", "no second person"),
    "dialog-glass-broken": ("GLASS BROKEN, without approval: fire", "WITHOUT APPROVAL, type shop:"),
    "log": ("‼ WARNING", "✗ ERROR", "connection refused"),
    "log-none": ("there is no log yet",),
    "job-led": ("bea leads it", "‼ cy asks for the lead", "W lead"),
    "dialog-handover-give": ("hand over", "To whom", "bea, seat operator", "Waits for a person", "Runs", "c comment"),
    "dialog-handover-take": ("take over from bea", "2 of 4 gone through", "✓ Call the bank", "space: I have it"),
    "dialog-handover-say": ("take over from bea", "4 of 4 gone through", "What waits for a person", "What runs"),
    "dialog-lead": ("lead of job j1-1", "bea leads it", "take the lead", "c reason"),
    "plan": (
        "plan finance",
        "◆ NOT COMMITTED",
        "RTO 22 min / 30 min",
        "ledger-app",
        "before: Call the bank",
        "commit",
        "Next:",
    ),
    "item": (
        "item ledger-db",
        "◆ NOT COMMITTED",
        "must stay down",
        "Nobody has validated",
        "Next:",
        "commit",
        "press r",
    ),
    "job-running": (
        "failover of plan finance",
        "▶ In progress",
        "13 of 24",
        "16 min 13 s to spare",
        "press H to hold",
        "ledger-db",
    ),
    "job-waiting": ("‼ WAITS for a person", "Call the bank", "press a to answer", "18 of 24"),
    "job-held": ("‖ HELD", "held by bea", "press R to resume"),
    "job-ended": ("✓ Succeeded", "RTO 30 min met", "Planned:", "Next:", "24 of 24"),
    "job-failed": ("✗ FAILED", "28031", "Now: ✗ RUNS NOWHERE 1", "Next: change-recovery-point"),
    "job-cancelled": ("⊘ CANCELLED", "RTO 30 min not met", "Now: ✗ RUNS NOWHERE", "Next:", "left behind"),
    "job-tasks": ("▶ In progress", "Extra step"),
    "dialog-failover-ready": (
        "failover of plan shop",
        "✓ READY",
        "‼ WARNING",
        "FROM Seattle TO Azure",
        "7",
    ),
    "dialog-failover-not-ready": ("✗ NOT READY", "✗ ERROR", "advice:", "space accepts it", "cannot start: 1 not met"),
    "dialog-failover-accepted": ("[x] accepted",),
    "dialog-failover-refused": ("✗ NOT STARTED", "it is no longer what was shown"),
    "dialog-failover-point": ("(•)  latest-multi-vm-app", "loses 9 min 11 s to 1 h 23 min", "shop-mail"),
    "dialog-failover-options": ("(•)  yes: try to", "( )  no: leave them alone"),
    "dialog-failover-run": ("made in the run", "about 20 s", "14 min 55 s likely", "waits for commit"),
    "dialog-failover-confirm": (
        "FROM Seattle TO",
        "7 machines",
        "latest",
        "20 s; RPO 15 min",
        "RTO 30 min",
        "Do not cancel",
        "type shop",
    ),
    "dialog-test-failover-check": ("TEST test-failover of plan shop", "go on untouched"),
    "dialog-test-failover": ("TEST test-failover of plan shop",),
    "dialog-planned-failover": ("planned-failover of plan warehouse", "✓ READY", "FROM Portland TO"),
    "dialog-cleanup": ("TEST cleanup-test-failover", "is deleted", "type hyperv"),
    "dialog-commit": ("commit of plan", "deletes all recovery points", "Nobody has validated", "4"),
    "dialog-change-point-custom": ("(•)  2026-03-02 07:48:17Z", "Application consistent", "12 min 36 s"),
    "dialog-re-protect": ("re-protect of plan", "THE MACHINE IS DELETED", "FROM West Europe TO North Europe"),
    "dialog-reverse-replicate": ("reverse-replicate and commit of plan",),
    "dialog-failback": ("failback of plan",),
    "dialog-cancel": ("Hold instead (press H)", "replication LOST", "A cancel is final", "To CANCEL, type finance"),
    "dialog-answer": ("Call the bank", "done:", "failed:", "skip:", "reason"),
    "dialog-answer-sure": ("answer failed?", "Reason: the vault is shut", "no, go back"),
    "dialog-validate": ("payroll", "10.20.0.32", "(•)  o  ok: it works", "what did you check?"),
    "dialog-validate-plan": ("0 of 4 validated", "[x] · payroll", "OK for 4 machines"),
    "dialog-validate-marked": ("4 marked machines", "[ ] · tax-archive"),
    "dialog-validate-seen-otherwise": ("record ok all the same?", "payroll does not run", "record ok"),
    "dialog-hold": ("hold job j1-1?", "failover of finance", "no new one begins"),
    "dialog-hold-marked": ("hold 2 jobs?", "j1-1", "j1-2"),
    "dialog-resume": ("held by bea", "the network first"),
    "dialog-retry": ("retry job j1-1", "To start it again, type finance"),
    "dialog-doctor-not-sound": ("✗ event 7", "✗ NOT SOUND"),
    "dialog-who": ("bea", "operator", "in failover of plan shop", "lost 01:12"),
    "dialog-failover-two-operators": ("bea has this dialog open, too", "READY"),
    "dialog-states": ("SIMULATION", "contoso", "LIVE", "vancouver", "later version"),
    "dialog-key-unreadable": ("none.pfx",),
    "dialog-direction-to-choose": ("✗ NOT READY", "Which way"),
    "dialog-help": ("Test failover:", "drconsole next shop", "Search:"),
    "dialog-welcome": ("Welcome to drconsole", "Nothing here is real", "enter closes this page"),
}
"""Screen or dialog -> texts that have to be on it at the smallest size."""


@pytest.mark.parametrize("name", NEEDED)
def test_what_it_is_for_stands_on_it_at_the_smallest_size(name: str) -> None:
    lines = stored(name)["80x24"].lines
    text = "\n".join(lines)
    flat = " ".join(text.split())
    assert [said for said in NEEDED[name] if said not in text and said not in flat] == [], text


def test_every_kind_of_screen_and_dialog_says_what_it_is_for() -> None:
    """Of each class at least one shot is in the table, and each page of a job, which differ most."""
    told = {SHOTS[name].shows for name in NEEDED}
    left = {name for name, shot in SHOTS.items() if shot.shows not in told}
    assert {SHOTS[name].shows.__name__ for name in left} <= {"ReadingDialog", "ConfirmDialog", "CommandLineDialog"}
    assert {name for name in SHOTS if name.startswith("job-")} - set(NEEDED) <= {"job-search", "job-failback-waits"}
