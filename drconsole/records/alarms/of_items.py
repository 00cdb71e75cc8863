"""Alarms of replicated items: by how they stand, then by what helps: the plan, or the health error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from drconsole.records.alarms.kinds import KINDS, OF_STANDS, Kind
from drconsole.records.alarms.seen import Seen
from drconsole.records.clock import moment, rpo_of
from drconsole.records.rows.alarms import AlarmTargetRow, CauseRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.view import look_of
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.deed_words import power_on, shut_down
from drconsole.recovery.types.remedies import Act, Remedy, RemedyRow, Target, as_json
from drconsole.recovery.types.words import Health, Operation, TargetType, lasting
from drconsole.recovery.types.work.errors import DrError

PLANS_APART = 5
"""Plans that are told one by one at most."""
ASKED = 3
"""Machines of an alarm that the guide is asked of at most."""
_LOOK = "See what its replication waits for"
_OF_SITES = frozenset({Kind.CRITICAL, Kind.WARNING, Kind.RPO_ABOVE})
"""Kinds that are told site by site: what is wrong there is wrong for all of its machines."""
_AT_THE_MACHINE = frozenset({Kind.RUNS_TWICE, Kind.MUST_NOT_RUN, Kind.NO_NETWORK})
"""Kinds that are helped at each machine: of one, its plan's keys would be about machines that nothing is wrong with."""
_OF_HEALTH = {Kind.CRITICAL: Health.CRITICAL, Kind.WARNING: Health.WARNING}


class _Said(NamedTuple):
    """Words of an alarm beside the number of its machines."""

    since: str | None = None
    why: str = ""
    advice: str = ""
    deed: str = ""
    """What is done, at which machines and sites."""
    due: str = ""
    """What the guide says is next."""
    remedies: tuple[RemedyRow, ...] = ()
    """What carries it out, where the alarm is about one machine."""


def of_items(seen: Seen, apart: Collection[str] = ()) -> Iterator[CauseRow]:
    """Yield what is wrong with items; those ``apart``, by key, are told of elsewhere."""
    by_stand: dict[Stand, list[ItemRow]] = defaultdict(list)
    elsewhere: Counter[Stand] = Counter()
    for item in seen.items:
        if item["key"] in apart:
            elsewhere[Stand(item["stand"])] += 1
        else:
            by_stand[Stand(item["stand"])].append(item)
    plans = _Plans(seen.plans, {item["key"] for item in seen.items})
    for stand, kind in OF_STANDS.items():
        items = by_stand.get(stand, [])
        count = seen.gravities.get(GRAVITY[stand], 0) - elsewhere[stand]
        if count > len(items):
            yield _alarm(kind, items, "", _said(kind, items, ""), None, count)
            continue
        for (its_kind, about), some in _groups(kind, items, plans).items():
            plan = plans.of_all(some)
            yield _alarm(its_kind, some, about, _said(its_kind, some, about), plan, len(some))


class _Plans:
    """Plans of the items of which something is wrong."""

    def __init__(self, plans: Sequence[PlanRow], wrong: set[str]) -> None:
        self._of: dict[str, list[PlanRow]] = defaultdict(list)
        worrying = {str(stand) for stand in OF_STANDS}
        for plan in plans:
            if worrying.isdisjoint(plan["stands"]):
                continue
            for item in plan["items"]:
                if item["key"] in wrong:
                    self._of[item["key"]].append(plan)

    def first(self, key: str) -> PlanRow | None:
        return self._of[key][0] if key in self._of else None

    def of_all(self, items: Sequence[ItemRow]) -> PlanRow | None:
        """Return the plan that has all of these items."""
        common = self._of.get(items[0]["key"], [])
        for item in items[1:]:
            keys = {plan["key"] for plan in self._of.get(item["key"], [])}
            common = [plan for plan in common if plan["key"] in keys]
        return common[0] if common else None


_Groups = dict[tuple[Kind, str], list[ItemRow]]


def shows(item: ItemRow) -> tuple[Kind, str] | None:
    """Return the kind of an item's alarm, and the health error that tells it from others; None = nothing is wrong."""
    kind = OF_STANDS.get(Stand(item["stand"]))
    if kind is Kind.NOT_COMMITTED and _found_bad(item):
        return Kind.FOUND_BAD, ""
    if kind is Kind.WARNING and _late_by(item) is not None:
        return Kind.RPO_ABOVE, ""
    return None if kind is None else (kind, _code(item, _OF_HEALTH[kind]) if kind in _OF_HEALTH else "")


def _groups(stands: Kind, items: Sequence[ItemRow], plans: _Plans) -> _Groups:
    """Items by what tells their alarms apart: the health error, the plan that is helped, or nothing."""
    found: _Groups = defaultdict(list)
    for item in items:
        kind, code = shows(item) or (stands, "")
        if code or kind in _OF_SITES:
            found[kind, "@".join(filter(None, (code, item["authority"])))].append(item)
        elif KINDS[kind].by_plan and (plan := plans.first(item["key"])) is not None:
            found[kind, plan["key"]].append(item)
        else:
            found[kind, ""].append(item)
    if KINDS[stands].by_plan and len(found) > PLANS_APART:
        together: _Groups = defaultdict(list)
        for (kind, _), some in found.items():
            together[kind, ""] += some
        return together
    return found


def _found_bad(item: ItemRow) -> bool:
    """Return whether a person validated its machine and found that it does not work."""
    return item["validation"] is not None and item["validation"]["result"] == "failed"


def _alarm(kind: Kind, items: Sequence[ItemRow], about: str, said: _Said, plan: PlanRow | None, count: int) -> CauseRow:
    row, target = KINDS[kind], _target(kind, items, None if said.remedies else plan, count)
    return {
        "id": f"{kind}:{about}" if about else str(kind),
        "kind": kind,
        "severity": row.severity,
        "cause": row.cause(count, why=said.why, at=_at(items, count)),
        "items": [{"key": item["key"], "name": item["name"]} for item in items],
        "plans": [],
        "count": count,
        "since": said.since,
        "action": _sentence(row.action.format(advice=said.advice, deed=said.deed, due=said.due)),
        "remedies": [*said.remedies] or [_leads(kind, target)],
        "target": target,
    }


def _at(items: Sequence[ItemRow], count: int) -> str:
    """Return the site of these machines, where it is one and all of them were read."""
    sites = {item["authority"] for item in items} if len(items) == count else set()
    return f" of {sites.pop()}" if len(sites) == 1 and "" not in sites else ""


def _target(kind: Kind, items: Sequence[ItemRow], plan: PlanRow | None, count: int) -> AlarmTargetRow | None:
    by_plan = KINDS[kind].by_plan and kind not in _AT_THE_MACHINE
    if plan is not None and (count > 1 or by_plan):
        return {"type": TargetType.PLAN, "key": plan["key"], "name": plan["name"]}
    if count == 1 and items:
        return {"type": TargetType.ITEM, "key": items[0]["key"], "name": items[0]["name"]}
    return None


def _leads(kind: Kind, target: AlarmTargetRow | None) -> RemedyRow:
    if target is None:
        return as_json(Remedy(Act.LOOK, target=Target(TargetType.ITEM)))
    meant = Target(TargetType(target["type"]), target["key"], target["name"])
    if kind is Kind.TEST_OPEN:
        return as_json(Remedy(Act.RUN, Operation.CLEANUP_TEST_FAILOVER, meant))
    return as_json(Remedy(Act.NEXT, target=meant))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(kind: Kind, items: Sequence[ItemRow], about: str) -> _Said:
    since = min((at for item in items if (at := since_of(kind, item))), default=None)
    if kind is Kind.RPO_ABOVE:
        worst = max(items, key=lambda item: _late_by(item) or 0)
        name = f"{worst['name']}, " if len(items) > 1 else ""
        return _Said(since, f"{name}{lasting(rpo_of(worst) or 0)} (objective {lasting(worst['rpo_objective'] or 0)})")
    if kind in (Kind.RUNS_TWICE, Kind.MUST_NOT_RUN):
        return _Said(since, deed=shut_down(_sides(item) for item in items))
    if kind in _GUIDED and items:
        return _guided(since, items)
    if kind is Kind.SWITCHED_OFF:
        return _Said(since, deed=power_on((item["name"], item["authority"]) for item in items))
    if kind not in _OF_HEALTH:
        return _Said(since)
    code = about.partition("@")[0]
    found = ((item, one) for item in items for one in item["health_errors"] if one["code"] == code)
    item, error = next(found, (None, None))
    if item is None or error is None:
        return _Said(since, code or "see each of them", _LOOK)
    # Many messages name their machine: of several that is said of one.
    such = ", such as" if len(items) > 1 and f"'{item['name']}'" in error["message"] else ""
    why = f"{error['code']}{such}: {error['message'].rstrip('.')}"
    return _Said(since, why, error["recommended_action"].rstrip(".") or _LOOK)


_SINCE_FAILOVER = frozenset({Kind.NOT_COMMITTED, Kind.NOT_REPLICATED, Kind.NO_NETWORK})
_OF_MACHINES = frozenset({FlagKind.TWO_AUTHORITIES, FlagKind.RUNS_NOWHERE})


def _above_since(item: ItemRow) -> str | None:
    """Return since when an item's RPO is above its objective: what arrived last, and the objective after it."""
    until, limit = moment(item["replicated_until"]), item["rpo_objective"]
    return None if until is None or limit is None else f"{until + timedelta(seconds=limit):%Y-%m-%dT%H:%M:%SZ}"


def _sides(item: ItemRow) -> tuple[str, str, str]:
    """Return an item's name, the site where it must not run, and the one where it counts."""
    here = item["authority"]
    return item["name"], item["source"] if here == item["target"] else item["target"], here


_GUIDED = frozenset(kind for kind, row in KINDS.items() if "{due}" in row.action)


def _guided(since: str | None, items: Sequence[ItemRow]) -> _Said:
    """Say what is next with the first of these machines; where it is the only one, with what carries it out."""
    # Only where something is this wrong: a console's first frame does not wait for the rules.
    from drconsole.recovery.guide.failed import after_failure
    from drconsole.recovery.guide.guide import next_step

    try:
        looks = [(look_of([one], ()), one["key"]) for one in items[:ASKED]]
        steps = [
            after_failure(next_step(look, TargetType.ITEM, key), look, TargetType.ITEM, key) for look, key in looks
        ]
    except DrError:
        return _Said(since, due="See what is due for it")
    first = steps[0]
    if len(items) == 1:
        return _Said(since, due=first.why, remedies=tuple(map(as_json, first.remedies[:1])))
    whom = "each" if all(step.why == first.why for step in steps) else f"begin with {items[0]['name']}"
    return _Said(since, due=f"{whom}: {first.why}")


def since_of(kind: Kind, item: ItemRow) -> str | None:
    """Return since when an item shows an alarm of this kind; None = not known."""
    down = item["must_stay_down"]
    if kind is Kind.MUST_NOT_RUN:
        return None if down is None else down["seen_since"]
    if kind in (Kind.RUNS_TWICE, Kind.RUNS_NOWHERE):
        return next((flag["since"] for flag in item["flags"] if flag["flag"] in _OF_MACHINES), None)
    if kind is Kind.RPO_ABOVE:
        return _above_since(item)
    if kind is Kind.FOUND_BAD and item["validation"] is not None:
        return item["validation"]["at"]
    if kind is Kind.TEST_OPEN:
        return min((debt["since"] for debt in item["test_debt"] if debt["since"]), default=None)
    return item["last_failover"] if kind in _SINCE_FAILOVER else item["stand_since"]


def _code(item: ItemRow, health: Health) -> str:
    """Return the health error that an item's alarm is grouped by: the first that is as grave."""
    codes = [error["code"] for error in item["health_errors"] if error["level"] == health]
    return codes[0] if codes else next((error["code"] for error in item["health_errors"]), "")


def _late_by(item: ItemRow) -> float | None:
    """Seconds that an item's RPO is above its objective; None = it is not."""
    behind, limit = rpo_of(item), item["rpo_objective"]
    return behind - limit if behind is not None and limit is not None and behind > limit else None
