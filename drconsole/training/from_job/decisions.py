"""Decisions of a run as ways through its lesson: as they were taken, and as the book has them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drconsole.recovery.types.words import Operation, PointChoice, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.training.from_job.estate import Document, Estate, safe
from drconsole.training.from_job.life import Life

FOLLOWED_BY = ev.JobHeld | ev.JobCancelRequested


class Decisions:
    """Ways of one run. ``faults`` are those of its estate."""

    def __init__(self, life: Life, estate: Estate, faults: Sequence[Document]) -> None:
        self.life = life
        self.estate = estate
        self.faults = faults
        self.remarks: list[str] = []
        self.names = [estate.item_name(item["key"]) for item in life.items]
        self.target = safe(life.job["target"]) if life.plan is not None else self.names[0]

    def as_taken(self) -> list[Document]:
        """Return what people did, in their order."""
        acts: list[Document] = []
        events = list(self.life.events)
        for number, recorded in enumerate(events):
            event = recorded.event
            if isinstance(event, ev.JobCreated):
                acts += self._run(event, recorded.world_at, events[number + 1 :])
            elif isinstance(event, ev.JobHeld | ev.JobResumed | ev.JobCancelRequested):
                verb = {ev.JobHeld: "hold", ev.JobResumed: "resume", ev.JobCancelRequested: "cancel"}[type(event)]
                acts.append({verb: self._operation(event.job), "comment": _said(event.comment)})
            elif isinstance(event, ev.TaskAnswered):
                task = self.life.tasks.get(event.task)
                if task is not None:
                    name = safe(task["friendly_name"])
                    acts.append({"answer": name, "outcome": event.outcome.value, "comment": _said(event.comment)})
            elif isinstance(event, ev.ValidationRecorded):
                word = {"accept": [event.accepted]} if event.accepted else {}
                item = self.estate.item_name(event.item)
                acts.append({"validate": item, "result": event.result, **word, "comment": _said(event.comment)})
            elif isinstance(event, ev.FaultsCleared):
                acts.append({"repair": self.estate.item_name(event.item), "comment": _said(event.comment)})
        return acts

    def by_the_book(self) -> list[Document]:
        """Return the run, followed by all that may settle it: what is refused when it is played is to be left out."""
        first = next(act for act in self.as_taken() if "run" in act)
        first = {key: value for key, value in first.items() if key != "follow"}
        broken = list(dict.fromkeys(fault["item"] for fault in self.faults))
        acts: list[Document] = [first, *self._answers()]
        if self.life.operation is Operation.TEST_FAILOVER:
            return [*acts, {**self._of("cleanup-test-failover"), "comment": "what was seen of it is written down"}]
        acts += [{"repair": item, "comment": "its cause is mended"} for item in broken if self._can_be_mended(item)]
        if any(fault["kind"] == "step-fails" for fault in self.faults):
            acts += [
                {**self._change(fault["item"]), "accept": ["*"], "comment": "its machine is made again"}
                for fault in self.faults
                if fault["kind"] == "step-fails"
            ]
            again = {**first, "direction": "primary-to-recovery", "comment": "what is left"}
            acts += [again, *self._answers()]
        acts += [{"validate": name, "result": "ok", "comment": "looked at"} for name in self.names]
        return [*acts, {**self._of("commit"), "accept": ["*"], "comment": "each was found to work"}]

    def stopped_early(self) -> list[Document]:
        """Return the run alone, with nothing that settles it."""
        return self.by_the_book()[:1]

    def _of(self, operation: str) -> Document:
        return {"run": operation, "target": self.target}

    def _change(self, item: str) -> Document:
        return {"run": "change-recovery-point", "target": item, "point": "latest-processed"}

    def _can_be_mended(self, item: str) -> bool:
        return any(fault["item"] == item and "times" not in fault for fault in self.faults)

    def _answers(self) -> list[Document]:
        plan = self.life.plan
        if plan is None:
            return []
        actions = [one for group in plan["groups"] for one in (*group["pre"], *group["post"])]
        return [
            {"answer": safe(one["name"]), "outcome": "done", "comment": "done, and somebody has seen it"}
            for one in actions
            if one["kind"] == "manual" and self.life.operation.value in one["operations"]
        ]

    def _operation(self, job: str) -> str:
        return next(
            one.event.request.operation.value
            for one in self.life.events
            if isinstance(one.event, ev.JobCreated) and one.event.job == job
        )

    def _run(self, created: ev.JobCreated, at: datetime, later: Sequence[ev.Recorded]) -> list[Document]:
        request, options = created.request, created.request.options
        target = self.target if request.target_type is TargetType.PLAN else self.estate.item_name(request.target)
        act: Document = {"run": request.operation.value, "target": target}
        if options.point is not None:
            act["point"] = options.point.value
        if options.point is PointChoice.CUSTOM:
            act["point"] = PointChoice.LATEST_PROCESSED.value
            self.remarks.append("A custom point was chosen; points of another world have other ids: latest processed.")
        if options.direction is not None:
            act["direction"] = options.direction.value
        if options.shutdown is not None:
            act["shutdown"] = options.shutdown
        networks = {safe(row["name"]) for row in self.life.networks}
        if options.network is not None and safe(options.network) in {*networks, "none"}:
            act["network"] = safe(options.network)
        act["accept"] = ["*"]
        act["comment"] = _said(options.comment)
        seen = next((one for one in later if isinstance(one.event, ev.JobEnded | FOLLOWED_BY)), None)
        if seen is None or not isinstance(seen.event, FOLLOWED_BY) or seen.event.job != created.job:
            return [act]
        waited = max(1, int((seen.world_at - at).total_seconds()))
        return [{**act, "follow": False}, {"advance": f"{waited}s"}]


def _said(comment: str) -> str:
    return " ".join(comment.split())[:200] or "no comment"
