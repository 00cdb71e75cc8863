"""Building an ``EstateDefinition`` from a document: every reference checked, every limit of Site Recovery held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drconsole.documents.building.context import Building
from drconsole.documents.building.groups import build_groups
from drconsole.documents.building.items import build_items
from drconsole.documents.building.plans import build_plans
from drconsole.documents.building.step_names import STEP_NAMES, steps_run_by
from drconsole.documents.checking.faults import FaultEntry
from drconsole.documents.checking.validate import check_models
from drconsole.documents.definition import (
    FAULT_KINDS,
    NEVER_STRUCK,
    NOT_OF_QUESTIONS,
    EstateDefinition,
    Fault,
    Runbook,
)
from drconsole.documents.faults import LONGEST, Loc
from drconsole.documents.reading.document import Document
from drconsole.recovery.types.estate.estate import Network, Policy, Site, SiteKind
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.naming import near

OF_EVERY_KIND = frozenset({"id", "kind", "cleared_by"})
"""Fields that every fault may have."""
_QUOTAS = {"cores_quota": "cores", "family_quotas": "families", "interfaces_quota": "network interfaces"}
RESERVED_NETWORK = "none"
"""What ``--network`` takes for no network at all."""


def build(document: Document, base: Path | None) -> EstateDefinition:
    """Return the estate that ``document`` defines; scripts are looked for relative to ``base``.

    Raises ``DocumentFaults``.
    """
    checked = check_models(document)
    building = Building(checked, base)
    _sites(building)
    _networks(building)
    _policies(building)
    build_items(building)
    build_groups(building)
    for _, entry in building.unique("runbooks"):
        building.runbooks[entry.name] = Runbook(entry.name, entry.duration, entry.outcome, entry.output)
    plans = build_plans(building)
    faults = _faults(building, plans)
    checked.faults.check()
    head = checked.head
    return EstateDefinition(
        name=head.name,
        story=head.story,
        seed=head.seed,
        starts_at=building.starts_at,
        sites=tuple(building.sites.values()),
        networks=tuple(building.networks.values()),
        policies=tuple(building.policies.values()),
        groups=tuple(building.groups.values()),
        items=tuple(building.items.values()),
        starts=building.starts,
        plans=plans,
        runbooks=tuple(building.runbooks.values()),
        faults=faults,
        warnings=tuple(sorted(checked.warnings, key=lambda one: one.line)),
    )


def _sites(building: Building) -> None:
    for index, entry in building.unique("sites"):
        building.sites[entry.name] = Site(
            entry.name,
            entry.kind,
            entry.cores_quota,
            family_quotas=tuple(entry.family_quotas.items()),
            interfaces_quota=entry.interfaces_quota,
            encryption_thumbprint=entry.encryption_thumbprint,
            encryption_certificate=entry.encryption_certificate or "",
        )
        if not entry.reachable:
            building.sites_down.add(entry.name)
        if entry.encryption_thumbprint is not None and entry.kind is not SiteKind.VMM:
            building.fault(
                ("sites", index, "encryption_thumbprint"),
                f"a {entry.kind} site has no data encryption of its own",
                "Only vmm sites have",
            )
        if entry.encryption_certificate is not None and entry.encryption_thumbprint is None:
            building.fault(
                ("sites", index, "encryption_certificate"),
                f"the site {entry.name!r} has no data encryption",
                "Give its encryption_thumbprint as well, or leave this out",
            )
        for key, what in _QUOTAS.items():
            if getattr(entry, key) not in (None, {}) and entry.kind is not SiteKind.AZURE:
                building.fault(
                    ("sites", index, key), f"a {entry.kind} site has no quota of {what}", "Only azure sites have"
                )


def _networks(building: Building) -> None:
    entries = building.unique("networks")
    for _, entry in entries:
        building.networks[entry.name] = Network(
            entry.name, entry.site, entry.isolated, entry.mapped_to, entry.free_addresses, tuple(entry.subnets)
        )
    for index, entry in entries:
        _check_network(building, ("networks", index), building.networks[entry.name])


def _check_network(building: Building, loc: Loc, network: Network) -> None:
    if network.name == RESERVED_NETWORK:
        building.fault((*loc, "name"), "a network cannot be named none", "`--network none` means no network")
    building.refers("sites", network.site, building.sites, (*loc, "site"))
    if network.mapped_to is None:
        return
    if (
        building.refers("networks", network.mapped_to, building.networks, (*loc, "mapped_to"))
        and building.networks[network.mapped_to].site == network.site
    ):
        building.fault(
            (*loc, "mapped_to"),
            f"the network {network.name!r} is mapped to one of its own site",
            "Map it to the other side",
        )


def _policies(building: Building) -> None:
    for index, entry in building.unique("policies"):
        building.policies[entry.name] = Policy(
            entry.name, entry.crash_interval, entry.app_interval, entry.retention, entry.rpo_threshold
        )
        if not entry.crash_interval and not entry.app_interval and entry.retention:
            building.fault(
                ("policies", index), "a policy that makes no points keeps none", "Say retention: 0, or an interval"
            )


def _faults(building: Building, plans: tuple[Plan, ...]) -> tuple[Fault, ...]:
    by_key = {plan.key: plan for plan in plans}
    built: dict[str, Fault] = {}
    for index, entry in building.entries("faults"):
        loc: Loc = ("faults", index)
        _check_fields(building, loc, entry)
        if _check_whom(building, loc, entry, by_key):
            _check_step(building, loc, entry, by_key)
        fault = _fault(index, entry)
        if fault.id in built:
            building.fault(loc, f"there are two faults with the id {fault.id!r}", "Give each its own id")
        built[fault.id] = fault
    return tuple(built.values())


def _fault(index: int, entry: FaultEntry) -> Fault:
    params = {key: getattr(entry, key) for key in sorted(FAULT_KINDS[entry.kind].params)}
    return Fault(
        id=entry.id or f"fault-{index + 1}",
        kind=entry.kind,
        item=entry.item,
        plan=entry.plan,
        step=entry.step,
        after=entry.after,
        duration=entry.duration,
        probability=entry.probability,
        params={key: value for key, value in params.items() if value is not None},
        cleared_by=entry.cleared_by,
    )


def _check_fields(building: Building, loc: Loc, entry: FaultEntry) -> None:
    """Note fields that this kind of fault has not, and fields that it needs (``FAULT_KINDS``)."""
    kind = FAULT_KINDS[entry.kind]
    said = {key: value for key, value in entry if value is not None and key not in OF_EVERY_KIND}
    for one_of in kind.needs:
        if not said.keys() & set(one_of):
            building.fault(loc, f"a fault {entry.kind} needs {' or '.join(one_of)}", f"Add `{one_of[0]}:`")
    for key in said.keys() - kind.fields:
        fields = ", ".join(sorted(kind.fields | {"cleared_by"}))
        building.fault((*loc, key), f"a fault {entry.kind} has no {key}", f"It may have {fields}")
    for key in sorted(said.keys() & NOT_OF_QUESTIONS) if entry.on == "observe" else ():
        building.fault((*loc, key), f"a fault no-answer on observe has no {key}", "It holds from after for duration")
    if entry.step is not None and entry.step in NEVER_STRUCK:
        why = NEVER_STRUCK[entry.step]
        building.fault((*loc, "step"), f"no fault can strike at the step {entry.step!r}: {why}", "Name another step")


def _check_whom(building: Building, loc: Loc, entry: FaultEntry, plans: dict[str, Plan]) -> bool:
    """Return whether it is known whom the fault hits. Notes an item or a plan that is not there."""
    item: Any = entry.item
    if item is not None and not building.refers("items", item, building.items, (*loc, "item")):
        return False
    if entry.plan is None:
        return True
    if not building.refers("plans", entry.plan, plans, (*loc, "plan")):
        return False
    if item is not None and item not in plans[entry.plan].items:
        building.fault(
            (*loc, "item"),
            f"the item {item!r} is not in the plan {entry.plan!r}",
            "Leave out one of them, or name an item of the plan",
        )
    return True


def _check_step(building: Building, loc: Loc, entry: FaultEntry, plans: dict[str, Plan]) -> None:
    """Note a step that nobody whom the fault hits ever runs."""
    if entry.step is None or entry.step in NEVER_STRUCK or "step" not in FAULT_KINDS[entry.kind].fields:
        return
    whom, keys = "this estate", list(building.items)
    if entry.item is not None:
        whom, keys = f"{entry.item!r}", [entry.item]
    elif entry.plan is not None:
        whom, keys = f"the plan {entry.plan!r}", [key for key in plans[entry.plan].items if key in building.items]
    scenarios = {building.items[key].scenario for key in keys}
    run = steps_run_by(scenarios, plans=entry.item is None)
    if entry.step in run:
        return
    ways = f" ({', '.join(sorted(scenarios))})" if entry.item is not None else ""
    what = f"no operation of {whom}{ways} runs the step" if entry.step in STEP_NAMES else "there is no step"
    alike = near(entry.step[:LONGEST], run)
    right = f"{alike[0].upper()}{alike[1:]} " if alike else ""
    building.fault((*loc, "step"), f"{what} {entry.step!r}", f"{right}The steps of {whom}: {', '.join(sorted(run))}")
