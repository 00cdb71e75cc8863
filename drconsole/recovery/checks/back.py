"""Checks of what turns replication around and brings machines back, and whether there will be a way back at all.

Sources: [D:vmware-azure-reprotect], [D:azure-to-azure-how-to-reprotect], [D:hyper-v-azure-failback], [S] (a primary
machine that is gone is restored from a backup first), the errors 25037 and 25038 [REC], [azure-docs#81429].
"""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.checks.landing.networks import landing_site
from drconsole.recovery.states.assessments.authority import does_not_run, sides
from drconsole.recovery.states.assessments.comeback import (
    DISKS_DIFFER,
    MAX_DISKS,
    Answer,
    come_back,
    has_vmware,
    machine_gone,
    old_machine_gone,
)
from drconsole.recovery.states.assessments.comeback import too_many_disks as exceeds_disks
from drconsole.recovery.states.assessments.follow_up import unfinished
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify, is_turned
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, OTHER, POWERED, SOURCE, TARGET
from drconsole.recovery.types.families import A2A, CLASSIC, E2E, H2A, RCM, V2A
from drconsole.recovery.types.remedies import Act, Remedy, target_in
from drconsole.recovery.types.words import Direction, Level, Operation, Scenario, TargetType
from drconsole.recovery.types.work.tasks import Finding

OP = Operation
_NEEDS = {
    OP.TEST_FAILOVER: "be brought up there for a test",
    OP.FAILOVER: "fail over to it",
    OP.PLANNED_FAILOVER: "fail over to it",
    OP.FAILBACK: "fail back to it",
    OP.RE_PROTECT: "be replicated to it",
    OP.REVERSE_REPLICATE: "be replicated to it",
    OP.CHANGE_RECOVERY_POINT: "be made again there, after its machine was deleted",
}


def primary_reachable(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Going back needs the primary site. Where it is known to be away nothing can be accepted, but for a failover:
    it may be the last thing to try while the other side is being lost (our choice)."""
    if not case.back(item) or status.source_reachable:
        return None
    gone = status.source_reachable is False
    whole = gone and site_down(case.view, item.source)
    seen = "is not reachable" if gone else "may not be reachable (not known)"
    return case.make(
        "primary-unreachable",
        item.key,
        level=Level.ERROR if gone else Level.WARNING,
        overridable=gone and case.request.operation is OP.FAILOVER,
        site=item.source,
        where=f"{item.source} is not reachable" if whole else f"Its side at {item.source} {seen}",
        cause="None of the machines of that site is reachable: the site or region is down."
        if whole
        else "The machine or its host there does not answer, or the whole site is down.",
        purpose=_NEEDS[case.request.operation],
    )


def site_down(view: EstateView, site: str) -> bool:
    """Return whether a whole site is out of reach: none of its machines is reached, and there are several. One machine
    alone says nothing of its site."""
    keys = [key for key, item in view.items.items() if item.source == site and key in view.statuses]
    return len(keys) > 1 and all(view.statuses[key].source_reachable is False for key in keys)


def source_reachable(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that what runs at the primary site again is protected from there (the last turn of the way back)."""
    if case.back(item) or status.source_reachable is not False:
        return None
    return case.make("machine-unreachable", item.key, site=item.source)


# What becomes of the old machine


def serves(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that what is committed runs: on the way back commit deletes the machine it came from, the only other
    copy."""
    here, other = sides(item, status)
    down = does_not_run(item, status, case.known)
    return case.make("machine-not-running", item.key, here=here, other=other) if down else None


def must_run(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Re-protect replicates from the machine that was failed over to: its agent registers within 15 minutes of its
    start (reprotect, conditions), and never while it is off."""
    here, other = sides(item, status)
    seen = case.known.of(item.key, TARGET if here == item.target else SOURCE)
    if classify(item, status).phase is not Phase.COMMITTED or seen in ("", ABSENT, *POWERED.values()):
        return None
    return case.make("machine-off", item.key, here=here, other=other)


def two_machines(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Both were seen running: what turns replication around, ends a failover or repeats it decides whose data is
    lost. Where one did not answer, that is said instead."""
    if case.known.of(item.key, SOURCE) == POWERED[SOURCE] and case.known.of(item.key, TARGET) == POWERED[TARGET]:
        here, other = sides(item, status)
        return case.make("two-machines-run", item.key, here=here, other=other)
    silent = case.known.silent.get(item.key, ())
    sites = " and ".join(site for probe, site in ((SOURCE, item.source), (TARGET, item.target)) if probe in silent)
    return case.make("machine-not-seen", item.key, site=sites) if silent else None


def nothing_to_start(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that the machine is there of which a run has only to start it."""
    if not machine_gone(item, status, case.known):
        return None
    return case.make("nothing-to-start", item.key, here=sides(item, status)[0])


def old_one_runs(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check of a machine that has only to be started that the one which it was failed over from does not run: a planned
    failover leaves one machine only."""
    here, other = sides(item, status)
    probe = SOURCE if other == item.source else TARGET
    runs = case.known.of(item.key, probe) == POWERED[probe]
    if not runs or case.known.of(item.key, OTHER[probe]) == POWERED[OTHER[probe]]:
        return None  # both run: two_machines
    return case.make("old-one-runs", item.key, here=here, other=other)


def old_machine(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Find what re-protect does to the machine that is left where the item came from."""
    site = landing_site(item, case.way(item))
    if old_machine_gone(item, status, case.known):
        return case.make("old-source-gone" if item.scenario in A2A else "old-source-missing", item.key, site=site)
    if item.scenario in A2A:
        kind = "old-source-deleted" if case.back(item) else "old-source-kept"
        return case.make(kind, item.key, site=site)
    return case.make("old-source-off", item.key, site=site) if case.back(item) else None


def nothing_to_bring_back(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that what turns replication around or fails back starts from the machine that counts."""
    if not machine_gone(item, status, case.known):
        return None
    return case.make("machine-gone", item.key, site=sides(item, status)[0])


def primary_gone(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Between VMM sites the old machine takes the changes: without it there is nothing to replicate to [S]."""
    if item.scenario not in E2E:
        return None
    seen = case.known.of(item.key, SOURCE if case.back(item) else TARGET)
    site = landing_site(item, case.way(item))
    if old_machine_gone(item, status, case.known):
        return case.make("primary-gone", item.key, site=site)
    return None if seen else case.make("primary-must-exist", item.key, site=site)


def too_many_disks(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if item.scenario in V2A and case.back(item) and exceeds_disks(item):
        return case.make("too-many-disks", item.key, disks=len(item.disks), limit=MAX_DISKS)
    return None


def physical(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if item.scenario is Scenario.PHYSICAL_TO_AZURE and case.back(item):
        if has_vmware(case.view):
            return case.make("physical-to-vmware", item.key)
        return case.make("physical-to-vmware", item.key, level=Level.ERROR, overridable=True)
    return None


def storage_accounts(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check whether Hyper-V machines fail back from managed disks: documents differ, so nobody is stopped by it."""
    if item.scenario not in H2A or item.managed_disks is False:
        return None
    known = item.managed_disks is True
    return case.make(
        "managed-disks",
        item.key,
        level=Level.WARNING if known else Level.INFO,
        says="uses" if known else "may use (not known)",
        differ=DISKS_DIFFER,
    )


def group_by_plan(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A VMware replication group is re-protected through a recovery plan only."""
    if case.request.target_type is TargetType.PLAN or item.scenario not in V2A or item.replication_group is None:
        return None
    group = {key for key, one in case.view.items.items() if one.replication_group == item.replication_group}
    whole = (key for key, plan in case.view.plans.items() if group <= set(plan.items))
    plans = [target_in(case.view.plans, TargetType.PLAN, key) for key in whole]
    ways = [Remedy(Act.RUN, OP.RE_PROTECT, plan) for plan in plans]
    return case.make("group-by-plan", item.key, remedies=ways, group=item.replication_group)


def infrastructure(case: Case) -> Iterable[Finding]:
    """Find what has to stand for the way back and cannot be looked at from here."""
    there = [case.view.items[key] for key in case.items if case.back(case.view.items[key])]
    for kind, scenarios in (("failback-infrastructure", CLASSIC), ("failback-appliance", RCM)):
        names = [
            item.name for item in there if item.scenario in scenarios and not is_turned(case.view.statuses[item.key])
        ]
        if names:
            yield case.make(kind, names=listed(names))


def waits_for_person(case: Case) -> Iterable[Finding]:
    names = [case.view.items[key].name for key in case.items if case.view.items[key].scenario in H2A]
    if names:
        yield case.make("waits-after-synchronization", names=listed(names))


# Commit


def commit_deletes_azure(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """On the way back to VMware and Hyper-V commit removes the machine in Azure and its disks, where they are there."""
    if item.scenario in H2A | V2A and case.back(item) and not old_machine_gone(item, status, case.known):
        return case.make("commit-deletes-machine", item.key, site=item.target)
    return None


def network_unfinished(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Find what was accepted of networks: it is not forgotten at the commit."""
    what = unfinished(item, status)
    if what is None:
        return None
    return case.make("network-unfinished", item.key, what=what, site=sides(item, status)[0])


# Can I come back?


def way_back(case: Case) -> Iterable[Finding]:
    """Asked before a failover and before its commit: then there is still a choice. What blocks is said of each
    machine, what is not known once for all that it holds for."""
    unknown: dict[tuple[str, ...], list[str]] = {}
    for key in case.items:
        item = case.view.items[key]
        if case.way(item) is not Direction.PRIMARY_TO_RECOVERY:
            continue
        found = come_back(item, case.view.statuses[key], case.view, case.known)
        if found.answer is Answer.BLOCKED:
            yield case.make("come-back-blocked", key, why="; ".join(found.why))
        elif found.answer is Answer.UNKNOWN:
            unknown.setdefault(found.why, []).append(key)
    for why, keys in unknown.items():
        names = listed(case.view.items[key].name for key in keys)
        yield case.make("come-back-unknown", about=case.make.labels[keys[0]], names=names, why="; ".join(why))
