"""Estate of a run as a document, and what could not be known of it as remarks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drconsole.documents.building.step_names import STEP_NAMES
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import ActionRow, PlanRow
from drconsole.recovery.types.words import Scenario
from drconsole.recovery.types.work.events import FaultsCleared
from drconsole.training.from_job.life import Life, seconds_before

Document = dict[str, Any]
"""Entry of a document that is being written: only ``yaml`` looks into it."""
UNKNOWN = (
    "Not known, as no row tells it: of each machine its policy, disks, churn, cores, version of the mobility service,"
    " network at the source, and how long it had been protected. The defaults stand for them."
)
SCRIPTS = (
    "Scripts are played as runbooks of the simulated world, with the outcome that they had: an exercise runs no script"
    " of a real plan."
)
PROTECTED_FOR = "30d"
AGENT = "9.62"
"""Version of the mobility service that is written, since no row tells the real one."""
_ACTIONS = ("before_shutdown", "after_shutdown", "before_failover", "after_failover")


class Estate:
    """Estate in the making. Names are those of the run, without a quotation mark, which conditions cannot hold."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.remarks = [UNKNOWN]
        self.runbooks: dict[str, Document] = {}
        self.sites = {key: safe(row["name"]) for row in life.sites for key in (row["key"], row["name"])}

    def document(self, name: str) -> Document:
        """Return the estate's document."""
        life = self.life
        used = {self.site(site) for item in life.items for site in (item["source"], item["target"])}
        keys = {item["key"] for item in life.items}
        groups = [
            {"name": safe(row["name"]), "items": [self.item_name(key) for key in row["items"] if key in keys]}
            for row in life.groups
            if keys.intersection(row["items"])
        ]
        plans = [] if life.plan is None else [self._plan(life.plan)]
        if life.missing:
            self.remarks.append(f"Left out, as they are not in the estate any more: {', '.join(life.missing)}.")
        found: Document = {
            "name": name,
            "story": f"The machines of a {life.job['operation']} of {safe(life.job['target'])}, as the journal tells.",
            "sites": [self._site(row["name"], row["kind"]) for row in life.sites if safe(row["name"]) in used],
            "networks": list(self._networks(used)),
            "policies": list(self._policies()),
            "defaults": {"start": {"protected_for": PROTECTED_FOR}},
            "items": [self._item(item) for item in life.items],
            "replication_groups": groups,
            "plans": plans,
            "runbooks": list(self.runbooks.values()),
        }
        return {key: value for key, value in found.items() if value != []}

    def site(self, told: str) -> str:
        """Return a site's name. ``told``: name or key."""
        return self.sites.get(told, safe(told))

    def item_name(self, key: str) -> str:
        """Return what the estate names an item by: its name, or its key where another has the same name."""
        names = [safe(item["name"]) for item in self.life.items]
        name = next((safe(item["name"]) for item in self.life.items if item["key"] == key), safe(key))
        return name if names.count(name) < 2 else safe(key)

    def _site(self, name: str, kind: str) -> Document:
        return {"name": safe(name), "kind": kind}

    def _networks(self, used: set[str]) -> Iterator[Document]:
        names = {row["key"]: safe(row["name"]) for row in self.life.networks}
        here = [row for row in self.life.networks if self.site(row["site"]) in used]
        told = {names[row["key"]] for row in here}
        for row in here:
            entry: Document = {"name": names[row["key"]], "site": self.site(row["site"]), "isolated": row["isolated"]}
            mapped = names.get(row["mapped_to"] or "", row["mapped_to"])
            if mapped in told:
                entry["mapped_to"] = mapped
            yield entry

    def _policies(self) -> Iterator[Document]:
        for row in self.life.policies:
            yield {
                "name": safe(row["name"]),
                **{field: f"{row[field]}s" for field in ("crash_interval", "app_interval", "retention")},
                "rpo_threshold": f"{row['rpo_threshold']}s",
            }
        if not self.life.policies:
            yield {"name": "as-usual"}

    def _item(self, item: ItemRow) -> Document:
        objective = item["rpo_objective"]
        fitting = [row for row in self.life.policies if row["rpo_threshold"] == objective]
        policy = next(iter([*fitting, *self.life.policies]), None)
        entry: Document = {
            "name": safe(item["name"]),
            "scenario": item["scenario"],
            "source": self.site(item["source"]),
            "target": self.site(item["target"]),
            "os": item["os"] if item["os"] in ("windows", "linux") else "windows",
            "policy": "as-usual" if policy is None else safe(policy["name"]),
        }
        if item["scenario"].startswith(("vmware", "physical")):
            entry["agent_version"] = AGENT
        if self.item_name(item["key"]) != entry["name"]:
            entry["key"] = safe(item["key"])
        if objective and not fitting:
            entry["rpo"] = f"{objective}s"
        if item["target_address"]:
            entry["target_address"] = item["target_address"]
        if item["target_network"] and any(row["name"] == item["target_network"] for row in self.life.networks):
            entry["target_network"] = safe(item["target_network"])
        tested = seconds_before(self.life.job, item["last_test_failover"])
        entry["start"] = {"last_test": f"{tested}s" if tested else "1d"}
        if item["scenario"] == Scenario.PHYSICAL_TO_AZURE:
            entry["start"]["attended"] = True  # nothing but a person switches it off
        if not tested:
            self._remark(f"When {entry['name']} was tested before is not known: one day before stands for it.")
        if item["encryption"] is not None:
            self._remark(f"The data of {entry['name']} was encrypted; in the exercise it is not.")
        return entry

    def _plan(self, plan: PlanRow) -> Document:
        keys = {item["key"] for item in self.life.items}
        entry: Document = {"name": safe(plan["name"]), "source": self.site(plan["source"])}
        entry["target"] = self.site(plan["target"])
        changed = seconds_before(self.life.job, plan["changed_at"])
        entry["changed"] = f"{changed}s" if changed else PROTECTED_FOR
        if plan["rto"]:
            entry["rto"] = f"{plan['rto']}s"
        for place in _ACTIONS:
            if actions := [self._action(one) for one in plan["actions"][place]]:  # type: ignore[literal-required]
                entry[place] = actions
        entry["groups"] = []
        for group in plan["groups"]:
            items = [self.item_name(one["key"]) for one in group["items"] if one["key"] in keys]
            if items:
                sides = {"pre": group["pre"], "post": group["post"]}
                told = {side: [self._action(one) for one in found] for side, found in sides.items() if found}
                entry["groups"].append({"items": items, **told})
        return entry

    def _action(self, action: ActionRow) -> Document:
        name = safe(action["name"])
        entry: Document = {"name": name, "operations": action["operations"], "directions": action["directions"]}
        if action["kind"] == "manual":
            return {**entry, "manual": action["instructions"] or name}
        self._remark(SCRIPTS)
        task = next((one for one in self.life.tasks.values() if one["friendly_name"] == action["name"]), None)
        failed = task is not None and task["state"] == "Failed"
        self.runbooks[name] = {
            "name": name,
            "outcome": "failed" if failed else "succeeded",
            "output": "" if task is None else task.get("output", "")[-400:],
        }
        return {**entry, "runbook": name}

    def faults(self) -> list[Document]:
        """Return what went wrong, as faults of the world; what cannot be made one is a remark."""
        known = {item["key"] for item in self.life.items}
        failed = [task for task in self.life.tasks.values() if task["errors"] and task["item_key"] in known]
        repaired = {one.event.item for one in self.life.events if isinstance(one.event, FaultsCleared)}
        found: dict[tuple[str, str], Document] = {}
        for task in failed:
            key, code = task["item_key"] or "", str(task["errors"][0]["code"])
            item, step = self.item_name(key), task["name"]
            if (key, step) in found:
                if "times" in found[key, step]:
                    found[key, step]["times"] += 1
            elif "shut" in task["friendly_name"].lower():
                found[key, step] = {"kind": "shutdown-fails", "item": item}
            elif step in STEP_NAMES and task["state"] == "Failed":
                found[key, step] = {"kind": "step-fails", "item": item, "step": step, "code": code}
                if key not in repaired:
                    found[key, step]["times"] = 1
            else:
                self._remark(f"{item}: {task['friendly_name']} said {code}; no fault of a simulated world is like it.")
        return list(found.values())

    def _remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)


def safe(name: str) -> str:
    """Return a name without quotation marks: a condition could not name it."""
    return name.replace('"', "'")
