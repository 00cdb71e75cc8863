"""Knowledge of a wall: rows as its reader tells them, and from them all that it shows at one moment.

The figures are those of the console and of ``status``: both ask the same functions of ``records``.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.console.state.model.alarming import seen_of
from drconsole.console.state.model.items import Items
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.model import News as Changes
from drconsole.console.wall.choice import Choice
from drconsole.console.wall.looking import Look, News
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.records.alarms.all_of_them import board
from drconsole.records.alarms.seen import Asking
from drconsole.records.clock import last_clock, seconds_between
from drconsole.records.drills import drill_of
from drconsole.records.tables import HANDOVERS, JOBS, MEMBERS, OBLIGATIONS, PLANS, POLLS, PROPOSALS, SHELVED, WORLD
from drconsole.records.waiting.waits import must_stay_down
from drconsole.recovery.types.approving import LASTING
from drconsole.recovery.types.words import RunState
from drconsole.render.estate.plans import last_timed, plan_mark, rto_cell, tested_cell
from drconsole.render.jobs.run import run_of
from drconsole.render.wall.decisions import entry
from drconsole.render.wall.facts import Entry, Freshness, JobSeen, PlanSeen, Sight, WallFacts
from drconsole.render.words.room.approvals import approved_text, what_text
from drconsole.render.words.room.seats import member_text, seats_texts, sorted_members
from drconsole.render.words.text import clean
from drconsole.room.leads import LEADS

if TYPE_CHECKING:
    from drconsole.records.rows.alarms import ShelvedRow
    from drconsole.records.rows.anchor import AnchorRow
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.room.handovers import HandoverRow
    from drconsole.records.rows.room.members import SeatedRow
    from drconsole.records.rows.room.notes import NoteRow
    from drconsole.records.rows.room.polls import PollRow
    from drconsole.records.rows.status import EngineRow, ToldClockRow
    from drconsole.records.rows.work.jobs import JobRow
    from drconsole.records.rows.work.journal import EventRow

KEPT = 40
"""Decisions to remember."""
NO_ENGINE: EngineRow = {"running": False, "pid": None, "epoch": None, "version": None, "since": None}


class Gathered:
    """Rows of one store, as far as a wall shows them."""

    def __init__(self, items: Callable[[], Items], name: str, drill_days: int, plans: Sequence[str] = ()) -> None:
        """``plans``: keys of the only plans to show; none = all."""
        self._items, self._name, self._days = items, name, drill_days
        self.plans = tuple(plans)
        self._begin()
        self._engine = Sight.UNKNOWN
        self._read_at: float | None = None
        self._why = self._behind = ""

    def _begin(self) -> None:
        self.model = Model(self._items())
        self._tasks: dict[str, JobTasks] = {}
        self._decisions: deque[EventRow] = deque(maxlen=KEPT)
        self._notes: Sequence[NoteRow] = ()
        self._stopped = False
        self._world_at: str | None = None
        self._anchor: AnchorRow | None = None
        self._moved: float | None = None

    def take(self, look: Look) -> bool:
        """Take a look in; return whether it tells anything new."""
        told = (self._engine, self._why, self._behind)
        self._engine, self._why, self._behind = look.engine, look.why, look.behind
        if not look.why:
            self._read_at = look.at
        if look.news is not None:
            self._take(look.news)
        return look.news is not None or told != (self._engine, self._why, self._behind)

    def _take(self, news: News) -> None:
        if news.anew:
            self._begin()
        self.model.apply(Changes(news.found.rows, news.found.items, news.found.rev))
        open_ = {job["id"]: job for job in self.model.open_jobs()}
        for job in set(self._tasks) - set(open_):
            del self._tasks[job]
        for job, row in open_.items():
            self._tasks.setdefault(job, JobTasks()).change(row, news.tasks.get(job, ()))
        self._decisions.extend(news.decisions)
        self._notes, self._stopped, self._world_at = news.notes, news.stopped, news.world_at
        self._anchor, self._moved = news.anchor, news.moved

    def facts(self, now: datetime, local: datetime, monotonic: float) -> WallFacts:
        """Return all that is shown now. ``now``: the wall's clock in UTC; ``monotonic``: that of the looks."""
        model = self.model
        world = model.row(WORLD, WORLD)
        clock = self._clock(now)
        choice = Choice.of(model, self.plans)
        jobs = [job for job in model.open_jobs() if choice.has_job(job)]
        gone: EngineRow | None = None
        if self._engine is Sight.GONE:
            gone = {**NO_ENGINE, "why": self._behind} if self._behind else NO_ENGINE
        names = {job["id"]: f"{job['operation']} of {clean(job['target'])}" for job in model.rows(JOBS)}
        asked = Asking(gone, clock["now"], now.isoformat(), self._days)
        owed = [row for row in model.rows(OBLIGATIONS) if choice.owes(row)]
        told = board(choice.seen(seen_of(model, asked, model.rows(SHELVED))))
        members = model.rows(MEMBERS)
        read = None if self._read_at is None else max(0.0, monotonic - self._read_at)
        moved = None if self._moved is None else max(0.0, now.timestamp() - self._moved)
        return WallFacts(
            mode=model.mode(),
            estate=world["estate"] if world is not None else "",
            name=self._name,
            plans=choice.names,
            now=now,
            local=local,
            clock=clock,
            engine=self._engine,
            fresh=Freshness(read, moved, self._why),
            condition=world.get("condition") if world is not None else None,
            flows=choice.flows(),
            gravities=choice.gravities(),
            jobs=sorted((self._job(job, clock["now"]) for job in reversed(jobs)), key=_urgency),
            needs=[need for need in model.waits(now.isoformat()) if choice.has_need(need)],
            alarms=told.standing,
            owed=[row for row in owed if must_stay_down(row["what"], row["runs"])],
            armed=world.get("armed", []) if world is not None and self._engine is Sight.HERE else [],
            rate=told.rate,
            shelved=[_shelf(alarm["shelved"], now) for alarm in told.shelved if "shelved" in alarm],
            proposals=[_proposal(row, now) for row in model.rows(PROPOSALS) if row["state"] in LASTING],
            polls=[_poll(row, now) for row in model.rows(POLLS) if row["closed_at"] is None],
            handovers=[_handover(row, now) for row in model.rows(HANDOVERS) if row["ended_at"] is None],
            notes=[_note(row) for row in reversed(self._notes) if row["pinned_by"]],
            whom={job["id"]: said for job in jobs if (said := _whom(job, members))},
            seats=[Entry("", seat, names) for seat, names in seats_texts(members)],
            plan_lines=self._plans(choice, clock["now"]),
            decisions=self._decided(names, choice),
            anchor=self._anchor,
        )

    def _clock(self, now: datetime) -> ToldClockRow:
        """Return the provider's clock, no earlier than the journal's last event: one that jumps is not told anew."""
        clock = last_clock(self.model.row(WORLD, WORLD), self._stopped, now)
        behind = seconds_between(clock["now"], self._world_at)
        return {**clock, "now": self._world_at} if behind is not None and behind > 0 else clock

    def _job(self, job: JobRow, now: str | None) -> JobSeen:
        tasks = self._tasks.get(job["id"]) or JobTasks()
        lead = job["lead"]["name"] if job["lead"] is not None else ""
        return JobSeen(run_of(job, now), tasks.lanes(worst=True), *tasks.ended(), lead)

    def _plans(self, choice: Choice, now: str | None) -> list[PlanSeen]:
        jobs = self.model.rows(JOBS)
        open_ = {job["id"]: job for job in self.model.open_jobs()}
        found = []
        for plan in self.model.rows(PLANS):
            if choice.all or plan["key"] in choice.plans:
                job = open_.get(plan["current_job"] or "")
                last = None if job is not None else last_timed(jobs, plan)
                tested = tested_cell(drill_of(plan, now, self._days), now)
                mark, rto = plan_mark(plan, job, now), rto_cell(plan, job, last, now)
                found.append(PlanSeen(clean(plan["name"]), mark, rto, tested))
        return found

    def _decided(self, names: Mapping[str, str], choice: Choice) -> list[Entry]:
        wanted: Iterable[EventRow] = reversed(self._decisions)
        jobs = {job["id"] for job in self.model.rows(JOBS) if choice.has_job(job)}
        tasks = {
            f"{job}/{row['id']}": clean(row["friendly_name"] or row["name"])
            for job, known in self._tasks.items()
            for row in known.rows()
        }

        def item(key: str) -> str:
            row = self.model.items.row(key)
            return clean(key if row is None else row["name"])

        return [entry(event, names, tasks, item) for event in wanted if choice.all or event["job"] in (None, *jobs)]

    def plan_keys(self) -> list[str]:
        """Return the keys of all plans, in the provider's order."""
        return [plan["key"] for plan in self.model.rows(PLANS)]


def _urgency(job: JobSeen) -> tuple[bool, float, bool]:
    """Return what puts jobs in order: those with an objective by the time to spare, then those that wait."""
    held, waits = job.run.objective, job.run.job["state"] == RunState.SUSPENDED or job.run.job["held"]
    return held is None, 0.0 if held is None else held["spare"], not waits


def _whom(job: JobRow, members: Sequence[SeatedRow]) -> str:
    """Return who may answer for a job: its lead, else who has a seat that leads; empty = there is no room."""
    if (lead := job["lead"]) is not None:
        return f"{lead['name']}, who leads"
    return ", ".join(member_text(one) for one in sorted_members(members) if not LEADS.isdisjoint(one["seats"]))


def _proposal(row: ProposalRow, now: datetime) -> Entry:
    text = f"{clean(row['id'])}: {what_text(row)}, approved {approved_text(row)}{_left(row['expires_at'], now)}"
    return Entry("", row["person"], text)


def _poll(row: PollRow, now: datetime) -> Entry:
    """``ann  p1: fail over now? 2 GO, 1 NO-GO, silent: bob``."""
    votes = Counter(vote["vote"] for vote in row["votes"])
    told = [f"{votes[vote]} {vote.upper()}" for vote in ("go", "no-go") if votes[vote]]
    told += [f"silent: {', '.join(map(clean, row['silent']))}"] if row["silent"] else []
    return Entry("", row["by"], f"{row['id']}: {clean(row['question'])}  {', '.join(told)}{_left(row['until'], now)}")


def _handover(row: HandoverRow, now: datetime) -> Entry:
    return Entry("", row["by"], f"to {clean(row['to'])}: {clean(row['comment'])}{_left(row['until'], now)}")


def _shelf(row: ShelvedRow, now: datetime) -> Entry:
    why = f": {clean(row['comment'])}" if row["comment"] else ""
    return Entry("", row["by"], f"{clean(row['cause'])}{why}{_left(row['until'], now)}")


def _left(until: str | None, now: datetime) -> str:
    """Return for how long more something lasts, in whole minutes: it is redrawn once a minute."""
    left = seconds_between(now.isoformat(), until)
    return "" if left is None else f", {max(0, int(left // 60))} min left"


def _note(row: NoteRow) -> Entry:
    return Entry(row["at"] or "", row["by"], row["text"])
