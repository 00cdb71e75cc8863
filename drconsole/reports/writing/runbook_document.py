"""Runbook of a plan as a document of parts: for the day on which the console's host is gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drconsole.records.clock import rpo_of
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import ActionRow
from drconsole.recovery.types.words import counted
from drconsole.render.drawing.report import Part, Report
from drconsole.render.jobs.jobs import forecast_text
from drconsole.render.jobs.objectives import rpo_text
from drconsole.render.rows.records import is_failed_over
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.marks import level_mark
from drconsole.render.words.text import NOTHING, clean, duration, listed, prose, utc, words
from drconsole.reports.facts.runbook import RunbookFacts, of_failover
from drconsole.reports.writing import by_hand

BOX = "☐"
BLANK = "______________________"
ROLES = (
    *("decides on the failover", "network and names (DNS)", "the source site"),
    *("Azure subscription", "owner of the application"),
)
NOT_READ = "not read"
FAILED_OVER = "(failed over)"
"""Words in place of an RPO: nothing replicates until the machine is replicated back."""


def runbook_document(facts: RunbookFacts) -> Report:
    """Return the runbook; its checklist is that of a failover to the recovery site."""
    plan = facts.plan
    about = {
        "mode": clean(facts.mode or "MODE NOT KNOWN"),
        "as of": f"{utc(facts.as_of)}; what changed since is not in it: print it again after every change",
        "journal": f"{counted(facts.anchor.length, 'event')}, head {facts.anchor.head}",
    }
    parts = [part for part in _parts(facts) if part.rows or part.lines]
    return Report(f"Runbook: recovery plan {clean(plan['name'])}", about, parts)


def _parts(facts: RunbookFacts) -> Iterator[Part]:
    yield _plan(facts)
    yield _calls(facts)
    yield _checklist(facts)
    yield _machines(facts)
    yield _addresses(facts)
    yield _points(facts)
    yield _actions(facts)
    yield _if_run_now(facts)


def _plan(facts: RunbookFacts) -> Part:
    plan, place = facts.plan, facts.place
    rows = [
        ("Plan", clean(plan["name"])),
        ("From", clean(plan["source"] or NOTHING)),
        ("To", clean(plan["target"] or NOTHING)),
        ("Machines", f"{len(plan['items'])} in {counted(len(plan['groups']), 'group')}"),
        ("State", words(plan["state"])),
        ("Allowed now", listed(plan["allowed_operations"])),
        ("RTO", duration(plan["rto"], "no objective is set")),
        ("Last test failover", utc(plan["last_test_failover"], "never")),
        ("Last failover", utc(plan["last_failover"], "never")),
    ]
    if place is None:
        rows.append(("Vault", f"none: the world of this state is of our own making (estate {clean(facts.estate)})"))
    else:
        group, subscription = clean(place["resource_group"]), clean(place["subscription"])
        where = f"resource group {group}, subscription {subscription}, at {clean(place['endpoint'])}"
        rows.append(("Vault", f"{clean(place['vault'])}, {where}"))
    return Part("The plan", ("Fact", "Value"), rows)


def _calls(facts: RunbookFacts) -> Part:
    ran = [
        (f"ran {clean(job['operation'])} at {utc(job['started_at'])}", clean(job["operator"] or NOTHING), "journal")
        for job in facts.runs
    ]
    roles = [(role, BLANK, "nobody told this program: write it in") for role in ROLES]
    return Part("Who to call", ("Who", "Name and number", "Where that comes from"), [*ran, *roles])


def _machines(facts: RunbookFacts) -> Part:
    rows = []
    for group in facts.plan["groups"]:
        for item in group["items"]:
            row = facts.items.get(item["key"])
            name = facts.names[item["key"]]
            if row is None:
                rows.append((str(group["number"]), name, *[NOT_READ] * 6))
                continue
            rows.append(
                (
                    str(group["number"]),
                    name,
                    clean(row["source"]),
                    clean(row["target"]),
                    words(row["scenario"]),
                    clean(row["os"]),
                    clean(row["replication_group"] or NOTHING),
                    stand_mark(row).text(unicode=True),
                )
            )
    columns = ("Group", "Machine", "From", "To", "Replication", "System", "Common points with", "Stands")
    return Part("Machines by group", columns, rows)


def _addresses(facts: RunbookFacts) -> Part:
    rows = [
        (
            facts.names[row["key"]],
            clean(row["address"] or "not told"),
            clean(row["target_address"] or "not told"),
            clean(row["target_network"] or "not told"),
            clean(row["target_subnet"] or "not told"),
        )
        for row in _rows(facts)
    ]
    return Part("Addresses", ("Machine", "Now", "After a failover", "Network there", "Subnet there"), rows)


def _points(facts: RunbookFacts) -> Part:
    rows = []
    for row in _rows(facts):
        points = row["latest_recovery_points"]
        told = [NOT_READ] * 4
        if points is not None:
            newest = (points["latest_processed"], points["latest_app_consistent"], points["latest_crash_consistent"])
            told = [*(utc(time, "none") for time in newest), utc(points["as_of"])]
        rpo = FAILED_OVER if is_failed_over(row) else rpo_text(rpo_of(row), row["rpo_objective"])
        rows.append((facts.names[row["key"]], *told, rpo))
    columns = ("Machine", "Latest processed", "App-consistent", "Crash-consistent", "Read at", "RPO then")
    return Part("Recovery points", columns, rows)


def _rows(facts: RunbookFacts) -> list[ItemRow]:
    return [facts.items[item["key"]] for item in facts.plan["items"] if item["key"] in facts.items]


def _placed(facts: RunbookFacts) -> Iterator[tuple[str, ActionRow]]:
    """Yield every action with its place in the plan, in the order of a run."""
    actions = facts.plan["actions"]
    yield from (("before shutdown", action) for action in actions["before_shutdown"])
    yield from (("after shutdown", action) for action in actions["after_shutdown"])
    yield from (("before failover", action) for action in actions["before_failover"])
    yield from (("after failover", action) for action in actions["after_failover"])
    for group in facts.plan["groups"]:
        yield from ((f"before group {group['number']}", action) for action in group["pre"])
        yield from ((f"after group {group['number']}", action) for action in group["post"])


def _actions(facts: RunbookFacts) -> Part:
    rows = [
        (where, clean(action["name"]), clean(action["kind"]), listed(action["operations"]), by_hand.act(action))
        for where, action in _placed(facts)
    ]
    return Part("Actions", ("When", "Action", "Kind", "Runs in", "By hand"), rows)


def _checklist(facts: RunbookFacts) -> Part:
    rows = [(BOX, str(number), step, how, "") for number, (step, how) in enumerate(_steps(facts), 1)]
    return Part("Checklist: failover by hand", ("Done", "No.", "Step", "How", "Time, initials"), rows)


def _steps(facts: RunbookFacts) -> Iterator[tuple[str, str]]:
    plan, groups = facts.plan, facts.plan["groups"]
    source, target = clean(plan["source"] or "the source"), clean(plan["target"] or "the target")
    yield "Decide", by_hand.DECIDE
    yield f"Look at {source}", by_hand.SEE
    there = [facts.names[item["key"]] for item in plan["items"] if facts.there(item["key"])]
    if there and not any(facts.to_do(group) for group in groups):
        yield "Fail over nothing", f"All machines run at {target} already"
    elif there:
        yield f"Leave out {', '.join(there)}", f"They run at {target} already"
    if any(facts.to_do(group) for group in groups):
        yield from _moves(facts, source, target)
    yield "Validate", by_hand.VALIDATE
    yield "Commit", by_hand.COMMIT
    yield f"Keep the machines at {source} down", by_hand.STAY_DOWN
    yield "Re-protect", by_hand.RE_PROTECT


def _moves(facts: RunbookFacts, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the steps that bring the machines over, in the order of a run."""
    actions, groups = facts.plan["actions"], facts.plan["groups"]
    yield from _acts(actions["before_shutdown"])
    for group in reversed(groups):
        for key in facts.to_do(group):
            row = facts.items.get(key)
            how = by_hand.NOT_KNOWN if row is None else by_hand.shut_down(row["scenario"])
            yield f"Shut down {facts.names[key]} at {source}", f"If it can be reached, {how}"
    yield from _acts(actions["after_shutdown"])
    yield from _acts(actions["before_failover"])
    yield f"Fail over the machines to {target}", by_hand.WHOLE
    for group in groups:
        for key in facts.to_do(group):
            yield f"Fail over {facts.names[key]}", by_hand.FAIL_OVER
    yield from _acts(actions["after_failover"])
    for group in groups:
        yield from _acts(group["pre"])
        for key in facts.to_do(group):
            row = facts.items.get(key)
            address = clean(row["target_address"] or "an address that is not told") if row is not None else NOT_READ
            yield f"Group {group['number']}: {facts.names[key]} runs at {target}", f"At {address}: {by_hand.START}"
        yield from _acts(group["post"])


def _acts(actions: Iterable[ActionRow]) -> Iterator[tuple[str, str]]:
    for action in actions:
        if of_failover(action):
            yield f"{words(action['kind']).capitalize()}: {clean(action['name'])}", by_hand.act(action)


def _if_run_now(facts: RunbookFacts) -> Part:
    preview = facts.preview
    if preview is None:
        return Part("If it were run now", lines=[f"Not checked: {prose(facts.unchecked)}"])
    lines = [f"{forecast_text(preview['forecast'])}; waits for people not counted"]
    lines += [f"{level_mark(one['level']).text(unicode=True)}: {prose(one['message'])}" for one in preview["findings"]]
    lines += [f"left out: {clean(one['item'] or NOTHING)}: {prose(one['reason'])}" for one in preview["skipped"]]
    return Part("If it were run now", lines=lines)
