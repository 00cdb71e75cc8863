"""Checks of what has to stand ready where machines land: quotas, the SAN policy of guests.

Sources: "Configuration issues" in [D:site-recovery-monitor-and-troubleshoot], [S], the errors 28044, 28075 and 28092
[D:site-recovery-failover-to-azure-troubleshoot].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.checks.landing.networks import landing_site
from drconsole.recovery.states.states import active_side, has_open_test, to_azure
from drconsole.recovery.steps.extra_step import extra_step
from drconsole.recovery.types.estate.estate import Item, Site
from drconsole.recovery.types.words import (
    Location,
    counted,
)
from drconsole.recovery.types.work.tasks import Finding


def quota(case: Case) -> Iterable[Finding]:
    """Compare what the run needs at each site with what the machines that are there already leave of its quotas."""
    by_site: dict[str, list[Item]] = {}
    for key in case.items:
        item = case.view.items[key]
        by_site.setdefault(landing_site(item, case.direction), []).append(item)
    for name, coming in by_site.items():
        site = case.view.sites.get(name)
        if site is not None:
            yield from _site_quotas(case, site, coming)


def _site_quotas(case: Case, site: Site, coming: list[Item]) -> Iterable[Finding]:
    there = _there(case, site)
    limits: list[tuple[str, str, str, int | None, Callable[[Item], int]]] = [
        ("quota-cores", site.name, "", site.cores_quota, lambda item: item.cores),
        ("quota-interfaces", site.name, "", site.interfaces_quota, lambda item: item.interfaces),
        *(
            ("quota-family", family, family, cores, lambda item, f=family: item.cores if item.size_family == f else 0)
            for family, cores in site.family_quotas
        ),
    ]
    for kind, about, family, limit, size in limits:
        needed = sum(map(size, coming))
        if limit is None or not needed:
            continue
        free = max(0, limit - sum(map(size, there)))
        if needed > free:
            left = counted(free, "network interface" if kind == "quota-interfaces" else "core")
            yield case.make(kind, about=about, site=site.name, free=left, needed=needed, family=family)


def _there(case: Case, site: Site) -> list[Item]:
    """Machines that are there already: failed over to it, or of an open test. Only what this estate put there."""
    found = []
    for key, status in case.view.statuses.items():
        item = case.view.items.get(key)
        if item is None or item.target != site.name:
            continue
        over = active_side(status) is Location.RECOVERY
        found += [item] * ((over and key not in case.items) + (not over and has_open_test(status)))
    return found


def helper_quota(case: Case) -> Iterable[Finding]:
    """The extra step runs on a machine of its own [azure-docs#6102]."""
    slow = [item.name for item in _to_azure(case) if extra_step(item)]
    if slow:
        yield case.make("extra-step-quota", names=listed(slow))


def san_policy(case: Case) -> Iterable[Finding]:
    """Drive letters are kept under SAN policy OnlineAll (preparing drive letters [S])."""
    names = [item.name for item in _to_azure(case) if item.os == "windows" and len(item.disks) > 1]
    if names:
        yield case.make("san-policy", names=listed(names))


def _to_azure(case: Case) -> Iterable[Item]:
    items = (case.view.items[key] for key in case.items)
    return (item for item in items if to_azure(item.scenario, case.direction))
