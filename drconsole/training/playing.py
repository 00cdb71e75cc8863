"""Playing of a scripted way through a lesson, without a person and on virtual time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from drconsole.documents.lessons.definition import (
    Act,
    ActOnJob,
    Advance,
    Answer,
    By,
    Decide,
    Drop,
    Inject,
    JobVerb,
    Kill,
    Lesson,
    Look,
    Lost,
    Propose,
    Repair,
    Run,
    Validate,
    Wait,
    Way,
)
from drconsole.documents.lessons.names import ALL
from drconsole.link import messages as msg
from drconsole.link.messages.message import AnswerRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.tables import GATES, JOBS, PROPOSALS
from drconsole.recovery.types.approving import ProposalState
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.targets import without_prefix
from drconsole.recovery.types.words import ENDED
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.training.acts import act_words
from drconsole.training.exercise import IN_A_HURRY, POLL, Exercise, MakeState, exercise
from drconsole.training.injecting import in_words, kind_of, message_of
from drconsole.training.judging import Judge, News, Progress
from drconsole.training.lessons import known_in
from drconsole.training.predicates.evaluate import holds
from drconsole.training.predicates.nodes import Node
from drconsole.training.predicates.parser import parse
from drconsole.training.predicates.scene import points_of
from drconsole.training.score import dangers
from drconsole.training.score.result import NEVER_CAME, Deed, Score, StepTaken
from drconsole.training.score.rules import score

STUCK = 60.0
"""Seconds of the wall that a run may take to come to its next stop."""


@dataclass(frozen=True, slots=True)
class Played:
    """Way that was played: its score, and all that was done, oldest first."""

    lesson: Lesson
    way: Way
    score: Score
    deeds: tuple[Deed, ...]
    elapsed: float
    """Seconds of the world that it took."""
    steps: tuple[StepTaken, ...] = ()


def play(lesson: Lesson, way: Way, make_state: MakeState, screens: Collection[str]) -> Played:
    """Play a way to its end and score it. Raises ``DrError`` where the exercise itself cannot go on."""
    known = known_in(lesson.estate, screens)
    with exercise(lesson, make_state) as running:
        player = _Player(running, Judge(lesson, screens), lambda text: parse(text, known))
        for act in way.acts:
            player.act(act)
        return player.result(way)


KINDS = {
    "message": "message",
    "clock": "the clock jumps",
    "fault": "a fault comes",
    "engine": "something is lost",
    "line": "something is lost",
}
"""Kind of an event -> what a debrief calls it."""


class _Player:
    def __init__(self, running: Exercise, judge: Judge, read: Callable[[str], Node]) -> None:
        self.running = running
        self.judge = judge
        self.lesson = judge.lesson
        self.read = read
        self.deeds: list[Deed] = []
        self.first = next(iter(self.lesson.seats), "")
        """Who acts where an act does not say it; empty = the lesson is one person's."""
        self.person = self.first
        self.amiss = dangers.amiss(running.scene())
        self.progress = Progress()
        self._look()

    def act(self, act: Act) -> None:
        """Carry out one act. A refusal is a deed, too: what a trainee is kept from is told in the debrief."""
        if self.first and not isinstance(act, By):
            act = By(self.first, act)
        at, what = self.running.elapsed(), act_words(act)
        try:
            self.deeds.append(Deed(at, what, self._do(act)))
        except DrError as error:
            if error.exit_code not in (2, 3):
                raise
            self.deeds.append(Deed(at, what, f"refused: {error.message}", refused=True))
        self._look()

    def result(self, way: Way) -> Played:
        last = self.running.scene()
        dangerous = [act for _, act in self.running.watch.dangerous]
        nodes = {one.id: self.read(one.measure) for one in self.lesson.objectives}
        probes = self.judge.probes(self.progress)
        found = score(self.lesson.objectives, nodes, last, [*dangerous, *dangers.at_the_end(self.amiss, last)], probes)
        elapsed = (last.now - last.began).total_seconds()
        return Played(
            self.lesson,
            way,
            found,
            tuple(sorted(self.deeds, key=lambda deed: deed.at)),
            elapsed,
            self.judge.steps(self.progress),
        )

    def _ask(self, message: msg.Message[AnswerRow]) -> AnswerRow:
        """Ask as the person who acts."""
        return self.running.ask(message, self.person)

    def _do(self, act: Act) -> str:
        match act:
            case Run():
                return self._run(act)
            case Answer():
                gate = self._gate(act.task)
                self._ask(msg.AnswerTask(gate["job"], gate["task"], act.outcome, act.comment))
                return self._follow(gate["job"])
            case Validate():
                found = self._ask(msg.Validate(act.item, "ok" if act.ok else "failed", act.comment, act.accept))
                return f"seen: {found['seen']}"
            case ActOnJob():
                return self._on_job(act)
            case Propose():
                return f"proposal {self._propose(act.run)['id']}"
            case Decide():
                return self._decide(act)
            case By():
                self.person = act.person
                return self._do(act.act)
            case Repair():
                self._ask(msg.Repair(act.item, comment=act.comment))
                return "repaired"
            case Wait():
                return self._wait(self.read(act.until), act.limit)
            case Advance():
                self.running.advance(act.seconds)
                return "time has passed"
            case Kill():
                self.running.kill()
                return "another engine took over"
            case Drop():
                self.running.drop()
                return "connected again"
            case Look():
                self.running.shown = frozenset({act.screen, *self._points_of(act.item)})
                self.running.looked |= self.running.shown
                self.running.since_due |= self.running.shown
                return "seen"

    def _points_of(self, item: str | None) -> list[str]:
        return [points_of(row["key"]) for row in self.running.scene().items if item in (row["key"], row["name"])]

    def _run(self, act: Run) -> str:
        options, accept = self._options(act), self._accepted(act)
        approved = self._proposal(act.target, act.operation.value, ProposalState.APPROVED)
        proposal = None if approved is None else approved["id"]
        name = without_prefix(act.target)
        start = msg.StartJob(act.operation, act.target, name, options, None, accept, act.comment, proposal=proposal)
        job = self._ask(start)
        return self._follow(job["id"]) if act.follow else f"job {job['id']} has begun"

    def _options(self, act: Run) -> msg.Options:
        return msg.Options(act.point, act.point_id, act.direction, act.shutdown, act.network, act.comment)

    def _accepted(self, act: Run) -> tuple[str, ...]:
        if ALL not in act.accept:
            return act.accept
        found = self._ask(msg.Check(act.operation, act.target, self._options(act)))["findings"]
        return tuple(finding["id"] for finding in found if finding["overridable"])

    def _propose(self, act: Run) -> ProposalRow:
        name, accept = without_prefix(act.target), self._accepted(act)
        return self._ask(msg.Propose(act.operation, act.target, name, act.comment, self._options(act), None, accept))

    def _decide(self, act: Decide) -> str:
        found = self._proposal(act.target, None, ProposalState.OPEN)
        if found is None:
            raise BadInput("no-such-proposal", f"no proposal for {act.target} waits", place=act.target)
        if not act.approves:
            return self._ask(msg.Reject(found["id"], act.comment))["state"]
        name = without_prefix(act.target)
        return self._ask(msg.Approve(found["id"], found["digest"], name, act.comment))["state"]

    def _proposal(self, target: str, operation: str | None, state: ProposalState) -> ProposalRow | None:
        """Return the newest proposal for a target that stands so; None = there is none."""
        rows = sorted(self.running.reader.rows(PROPOSALS), key=lambda row: row["at"] or "")
        of_target = [row for row in rows if (row["target"], row["state"]) == (without_prefix(target), state)]
        meant = [row for row in of_target if operation in (None, row["operation"])]
        return meant[-1] if meant else None

    def _on_job(self, act: ActOnJob) -> str:
        jobs = [job for job in self._jobs() if job["operation"] == act.operation and job["ended_at"] is None]
        if not jobs:
            raise BadInput("no-such-job", f"no {act.operation} runs", place=act.verb)
        job = jobs[-1]
        if act.verb is JobVerb.HOLD:
            self._ask(msg.HoldJob(job["id"], act.comment))
            return "held"
        if act.verb is JobVerb.RESUME:
            self._ask(msg.ResumeJob(job["id"], act.comment))
        else:
            self._ask(msg.CancelJob(job["id"], job["target"], act.comment))
        return self._follow(job["id"])

    def _gate(self, task: str) -> GateRow:
        gates = self.running.reader.rows(GATES)
        for gate in gates:
            if task in (gate["friendly_name"], gate["task"]):
                return gate
        names = ", ".join(gate["friendly_name"] for gate in gates) or "nothing"
        raise BadInput("no-such-task", f"no task {task!r} waits; what waits: {names}", place="answer")

    def _jobs(self) -> list[JobRow]:
        return sorted(self.running.reader.rows(JOBS), key=lambda job: (job["started_at"] or "", job["id"]))

    def _follow(self, job: str) -> str:
        """Let time pass until a job ends, waits for a person or is held."""
        with self.running.going():
            end = time.monotonic() + STUCK
            while time.monotonic() < end:
                row = self.running.reader.row(JOBS, job)
                if row is not None and row["state"] in ENDED:
                    return row["state"]
                if row is not None and (row["held"] or row["waits_for"]) and row["idle_since"] is not None:
                    return row["state_description"]
                self._look()
                time.sleep(POLL)
        raise BadInput("stuck", f"job {job} came to no stop within {STUCK:g} s", place=job)

    def _wait(self, until: Node, limit: int) -> str:
        """Let time pass until a condition holds."""
        end = self.running.elapsed() + limit
        with self.running.going(IN_A_HURRY):
            while not holds(until, self.running.scene()):
                if self.running.elapsed() > end:
                    return NEVER_CAME
                self._look()
                time.sleep(POLL)
        return "it came"

    def _look(self) -> None:
        """Judge how everything stands, and let come what is due."""
        scene, moments = self.running.scene(), self.running.watch.moments
        for moment in moments.unjudged:
            then = moments.scene_at(moment, scene, self.running.since_due, self.running.looked)
            self._take(self.judge.look(self.progress, then, past=True))
        moments.judged()
        while self._take(self.judge.look(self.progress, self.running.scene())):
            pass

    def _take(self, news: News) -> bool:
        self.progress = self.progress.after(news)
        if news.done:
            self.running.since_due = frozenset()
        for inject in news.due:
            self._fire(inject, news.at)
        return bool(news)

    def _fire(self, inject: Inject, at: float) -> None:
        message = message_of(inject)
        if message is not None:
            self.running.ask(message)
        if inject.lose is Lost.ENGINE:
            self.running.kill()
        elif inject.lose is Lost.LINE:
            self.running.connect_again()
        self.deeds.append(Deed(at, KINDS[kind_of(inject)], in_words(inject)))
