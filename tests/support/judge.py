"""The world as the judge: what a job says it did, against what the world's ledger says happened.

Written by hand from what each operation is for; shares nothing with the tables of steps, transitions and cancels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from drconsole.providers.port import Effect
from drconsole.recovery.types.work.observed import Evidence
from support.rows import points, used

ONCE = (
    "source-shut-down",
    "replication-stopped",
    "point-made",
    "machine-created",
    "machine-started",
    "environment-created",
)
"""Effects that one failover may have at most once on each item."""
MADE = {"machine-created", "machine-started"}
ON_FROM_THERE = {"machine-started"}
"""A planned run that stopped, and went on from where it was: a machine that is there already."""
DONE: dict[str, tuple[set[str], ...]] = {
    "test-failover": ({"test-machine-created", "test-machine-started"},),
    "cleanup-test-failover": ({"test-machine-deleted"}, set()),  # a test that failed may have left no machine
    "failover": (MADE,),
    "planned-failover": (MADE | {"source-shut-down", "final-sync"}, ON_FROM_THERE),
    "failback": (MADE | {"source-shut-down", "final-sync"}, ON_FROM_THERE),
    "change-recovery-point": (MADE | {"machine-stopped", "machine-deleted"},),
    "commit": ({"committed"}, {"failback-finalized"}),
    "re-protect": ({"turned", "protection-enabled"},),
    "reverse-replicate": ({"turned"}, {"initial-replication-started"}),
    "resynchronize": ({"resync-started"},),
    "disable-replication": ({"protection-disabled"},),
    "enable-replication": ({"protection-enabled"},),
}
"""What must have happened to an item of which the job says Succeeded: one of these sets."""

ZERO_LOSS = ("planned-failover",)

LEFT: dict[str, tuple[set[str], set[str]]] = {
    # What a cancel was said to leave behind: effects that must be there, effects that must not.
    "untouched": (set(), {"source-shut-down", "replication-stopped", "machine-created", "committed", "turned"}),
    "source-down": (set(), {"machine-created"}),  # its replication counts as stopped
    "unprotected": ({"replication-stopped"}, {"machine-started"}),
    "failed-over": (MADE, set()),
    "failed-over-not-started": ({"machine-created"}, set()),
    "failed-back": (MADE, set()),
    "committed": (set(), {"turned"}),
    "test-machine-left": (set(), {"replication-stopped", "machine-created"}),
    "cleaned-up": ({"test-machine-deleted"}, set()),
    "point-changed": (MADE | {"machine-deleted"}, set()),
    "recovery-machine-gone": (set(), {"machine-started"}),
    "reverted": (set(), {"machine-created", "machine-started"}),
    "primary-corrupt": (set(), {"machine-created", "machine-started"}),
    "re-protected": ({"turned"}, set()),
    "reversed": (set(), set()),
}


def of_job(effects: Iterable[Effect], job: str) -> dict[str, Counter[str]]:
    """Item key -> what the job's work did to it; the world's own remote jobs carry the work's key as well."""
    found: dict[str, Counter[str]] = {}
    for effect in effects:
        if effect.work.partition("/")[0] == job:
            found.setdefault(effect.item, Counter())[effect.what] += 1
    return found


def wrongs(
    job: Mapping[str, Any], effects: list[Effect], dark: Collection[str] = (), *, newest: bool = False
) -> list[str]:
    """What does not fit between an ended job and the ledger. ``dark``: items that may not have replicated before.
    ``newest``: the service takes a kind of point for a plan, and then the newest of it: newer than what was shown."""
    happened = of_job(effects, job["id"])
    where = f"{job['id']} {job['operation']} {job['target']}"
    found = []
    for key, counted in happened.items():
        found += [f"{where}: {what} happened {n} times to {key}" for what, n in counted.items() if n > 1 and key]
    for item in job["items"]:
        did = set(happened.get(item["key"], ()))
        if item["outcome"] == "Succeeded" and not any(wanted <= did for wanted in DONE[job["operation"]]):
            found.append(f"{where}: {item['key']} Succeeded, but only {sorted(did)} happened")
    for skipped in job["skipped"]:
        if happened.get(skipped["key"]):
            found.append(f"{where}: {skipped['key']} was skipped, but {happened[skipped['key']]} happened")
    found += _points(job, effects, where, newest)
    ever = {(effect.item, effect.what) for effect in effects} | {(key, "replication-stopped") for key in dark}
    found += _left(job, happened, ever, where)
    return found


def askew(rows: Iterable[Mapping[str, Any]], seen: Iterable[Evidence]) -> list[str]:
    """What does not fit between items as the store has them and a look at their machines themselves."""
    looks = {(look.item, look.probe): look.seen for look in seen}
    found = []
    for row in rows:
        allowed, name = row["allowed_operations"], row["name"]
        test = looks[row["key"], "test-machine"]
        if test == "present" and "cleanup-test-failover" not in allowed:
            found.append(f"{name} has a test machine, and no cleanup is allowed: {allowed}")
        probe = {"Primary": "source-powered", "Recovery": "target-running"}[side_of(row)]
        if row["protection_state"] == "Protected" and looks[row["key"], probe] == "absent":
            found.append(f"{name} is protected on its {side_of(row)} side, where no machine is")
    return found


def side_of(row: Mapping[str, Any]) -> str:
    """The side of the item as it was created; VMware and Azure items are made anew the other way round."""
    back = row["direction"] == "recovery-to-primary"
    return "Recovery" if back else "Primary"


def _points(job: Mapping[str, Any], effects: list[Effect], where: str, newest: bool) -> list[str]:
    """The point said to be used is the one the machine holds; a planned run loses nothing."""
    found = []
    used_of, frozen_of = used(job), points(job)
    for effect in effects:
        if effect.what != "machine-created" or effect.work.partition("/")[0] != job["id"]:
            continue
        told = dict(word.split("=", 1) for word in effect.detail.split() if "=" in word)
        name, holds = effect.item, used_of.get(effect.item)
        if holds and told.get("point") and holds["id"] != told["point"]:
            found.append(f"{where}: {name} is said to be at {holds['id']}, and is at {told['point']}")
        frozen = frozen_of.get(name)
        later = newest and frozen and holds and (holds["time"] or "") > (frozen["time"] or "")
        if frozen and frozen["id"] and told.get("point") and frozen["id"] != told["point"] and not later:
            found.append(f"{where}: {name} was to go to {frozen['id']}, and is at {told['point']}")
        if job["operation"] in ZERO_LOSS and told.get("lost", "0") != "0":
            found.append(f"{where}: {name} lost {told['lost']} blocks in a planned failover")
    return found


def _left(
    job: Mapping[str, Any],
    happened: Mapping[str, Counter[str]],
    ever: set[tuple[str, str]],
    where: str,
) -> list[str]:
    """What a cancel was foretold to leave, as far as it holds at the end: what was under way may have been done."""
    found = []
    for left in job["consequences"]:
        did = set(happened.get(left["key"], ()))
        must, never = LEFT.get(left["outcome"], (set(), set()))
        if job["grain"] != "step":
            must = set()  # of a remote job not seen to its bottom the worst is foretold
        # An earlier failover that failed had stopped the replication already.
        must = {what for what in must if what != "replication-stopped" or (left["key"], what) not in ever}
        if not must <= did:
            found.append(
                f"{where}: {left['item']} was to be left {left['outcome']}, but {sorted(must - did)} is missing"
            )
        if never & did:
            found.append(
                f"{where}: {left['item']} was to be left {left['outcome']}, but {sorted(never & did)} happened"
            )
    return found
