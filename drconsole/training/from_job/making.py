"""Making of a lesson from a run: a draft is played, and what it then reaches becomes objectives, steps and misses.

So the lesson that is written can be played as it says, also where the exercise goes another way than life did.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

import yaml

from drconsole.documents.lessons.definition import SOLUTION, UNWRITTEN, Lesson
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput
from drconsole.training.exercise import MakeState
from drconsole.training.from_job.decisions import Decisions
from drconsole.training.from_job.estate import Document, Estate
from drconsole.training.from_job.life import Life
from drconsole.training.lessons import load
from drconsole.training.playing import Played, play
from drconsole.training.score.result import Met

TAKEN, BOOK, EARLY = "as-it-was", "by-the-book", "stopped-early"
ESTATE = ".estate.yaml"


@dataclass(frozen=True, slots=True)
class Written:
    """Lesson and estate as they are to be written."""

    lesson: str
    estate: str
    solution: str
    """Which way became the solution."""


def make(life: Life, name: str, make_state: MakeState, screens: Collection[str]) -> Written:
    """Return the lesson of a run. Raises ``BadInput`` where no way through it meets anything, and ``DrError``."""
    estate = Estate(life)
    faults = estate.faults()
    document = estate.document(name)
    decisions = Decisions(life, estate, faults)
    ways = {TAKEN: decisions.as_taken(), BOOK: decisions.by_the_book(), EARLY: decisions.stopped_early()}
    draft = _lesson(life, name, decisions, faults, ways[BOOK], {TAKEN: ways[TAKEN], EARLY: ways[EARLY]})
    texts = _remarked(estate.remarks, document)
    with tempfile.TemporaryDirectory(prefix="drconsole-from-job-") as folder:
        (Path(folder) / f"{name}{ESTATE}").write_text(texts, encoding="utf-8")
        file = Path(folder) / f"{name}.yaml"
        file.write_text(_yaml(draft), encoding="utf-8")
        lesson = load(file, screens)
        tried = _played(lesson, SOLUTION, make_state, screens)
        ways[BOOK] = [act for act, deed in zip(ways[BOOK], tried.deeds, strict=True) if not deed.refused]
        draft = {**draft, "ways": {**draft["ways"], SOLUTION: ways[BOOK]}}
        file.write_text(_yaml(draft), encoding="utf-8")
        lesson = load(file, screens)
        played = {way: _played(lesson, way, make_state, screens) for way in (SOLUTION, TAKEN, EARLY)}
    best = TAKEN if _good(played[TAKEN]) >= _good(played[SOLUTION]) and not _amiss(played[TAKEN]) else SOLUTION
    final, left = _calibrated(draft, played, best, ways)
    amiss = [f"Not without danger, also as solved here: {act.text}." for act in played[best].score.dangerous]
    head = [
        f"Made of job {life.job['id']} ({life.job['operation']} of {life.job['target']}, {life.mode or 'unknown'}).",
        "Story, texts and hints are yours to write: the journal has none.",
        *decisions.remarks,
        *amiss,
        *(f"Left out, as the exercise does not reach it: {text}" for text in left),
        *(f"Left out, as it came after the run was settled: {text}" for text in life.left_out),
    ]
    return Written(_remarked(list(dict.fromkeys(head)), final), texts, TAKEN if best == TAKEN else BOOK)


def _played(lesson: Lesson, way: str, make_state: MakeState, screens: Collection[str]) -> Played:
    return play(lesson, lesson.ways[way], make_state, screens)


def _met(played: Played) -> set[str]:
    return {one.id for one in played.score.objectives if one.result is Met.MET}


def _good(played: Played) -> int:
    return len(_met(played))


def _amiss(played: Played) -> bool:
    return bool(played.score.dangerous) or any(deed.refused for deed in played.deeds)


def _calibrated(
    draft: Document, played: dict[str, Played], best: str, ways: dict[str, list[Document]]
) -> tuple[Document, list[str]]:
    """Return the lesson with what its solution reaches, and the texts of what it does not."""
    met = _met(played[best])
    done = {step.id for step in played[best].steps if step.done_at is not None}
    objectives = [one for one in draft["objectives"] if one["id"] in met]
    steps = [one for one in draft["steps"] if one["id"] in done]
    other = SOLUTION if best == TAKEN else TAKEN
    wrong: dict[str, Document] = {}
    for way in (other, EARLY):
        missed = [one["id"] for one in objectives if one["id"] not in _met(played[way])]
        if missed and ways[BOOK if way == SOLUTION else way] not in [one["acts"] for one in wrong.values()]:
            wrong[BOOK if way == SOLUTION else way] = {"misses": missed, "acts": ways[BOOK if way == SOLUTION else way]}
    if not objectives or not steps or not wrong:
        raise BadInput(
            "no-lesson",
            "nothing in this run tells a good way from a bad one",
            place=str(draft["name"]),
            advice="name a failover, or a test failover that was cleaned up",
        )
    left = [one["text"] for one in draft["objectives"] if one["id"] not in met]
    solution = ways[TAKEN if best == TAKEN else BOOK]
    return {**draft, "objectives": objectives, "steps": steps, "ways": {SOLUTION: solution, **wrong}}, left


def _lesson(
    life: Life,
    name: str,
    decisions: Decisions,
    faults: Sequence[Document],
    solution: list[Document],
    wrong: dict[str, list[Document]],
) -> Document:
    objectives, steps = _wanted(life, decisions)
    injects = [{"id": f"fault-{number}", "at": "0s", "fault": fault} for number, fault in enumerate(faults, 1)]
    first = [objectives[0]["id"]]
    return {
        "name": name,
        "title": f"{life.job['operation']} of {decisions.target}, as it was",
        "level": 2,
        "minutes": 30,
        "estate": f"{name}{ESTATE}",
        "story": f"{life.job['target']} has to be seen to. This happened; see whether you can do it better.\n",
        "objectives": objectives,
        **({"injects": injects} if injects else {}),
        "steps": steps,
        "ways": {SOLUTION: solution, **{way: {"misses": first, "acts": acts} for way, acts in wrong.items()}},
    }


def _wanted(life: Life, decisions: Decisions) -> tuple[list[Document], list[Document]]:
    operation, target, number = life.job["operation"], decisions.target, len(life.items)
    job = f'last_job("{operation}", "{target}")'
    start = _step("start", f"Start the {operation} of {target}.", f'count(jobs, operation == "{operation}") > 0')
    follow = _step("follow", "Follow it to its end.", f"{job}.ended_at > 0")
    objectives: list[Document]
    if life.operation is Operation.TEST_FAILOVER:
        clean = 'count(items, stand == "test-open") == 0'
        succeeded = 'state in ["Succeeded", "CompletedWithInformation"]'
        objectives = [
            _objective("tested", "Every machine came up", f"{job}.{succeeded}"),
            _objective("cleaned-up", "Nothing of the test is left", f"{clean} and {job}.ended_at > 0"),
        ]
        # Of a job that has just ended its machines are told a moment later: that none is open yet is no cleanup.
        cleaned = f'count(jobs, operation == "{Operation.CLEANUP_TEST_FAILOVER}" and {succeeded}) > 0 and {clean}'
        return objectives, [start, follow, _step("clean-up", "Clean the test up.", cleaned)]
    objectives = [
        _objective("arrived", "Every machine runs at the target", f"count(items, target_powered == true) == {number}"),
        _objective("looked-after", "Each was found to work", f'count(items, validation == "ok") == {number}'),
        _objective("settled", "The failover is committed", f'count(items, stand == "failed-over") == {number}'),
        _objective("patience", "Nothing was cancelled", f'journal("job.cancel-requested") == 0 and {job}.ended_at > 0'),
    ]
    if life.job["rto"]:
        text = "It took no longer than the plan allows"
        objectives.append({**_objective("in-time", text, f"{job}.duration"), "target": f"{life.job['rto']}s"})
    losses = [item["rpo_objective"] for item in life.items]
    if None not in losses:
        most = max(loss for loss in losses if loss is not None)
        text = "No more data was lost than allowed"
        objectives.append({**_objective("little-loss", text, f"{job}.data_loss"), "target": f"{most}s"})
    validate = _step("validate", "Look at each machine and record it.", f'count(items, validation == "ok") == {number}')
    commit = _step("commit", "Commit.", f'count(items, stand == "failed-over") == {number}')
    return objectives, [start, follow, validate, commit]


def _objective(name: str, text: str, measure: str) -> Document:
    return {"id": name, "text": text, "measure": measure}


def _step(name: str, do: str, expect: str) -> Document:
    return {"id": name, "do": do, "why": UNWRITTEN, "expect": expect}


class _Plain(yaml.SafeDumper):
    """Writer of documents without anchors, which a lesson may not have."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _yaml(document: Document) -> str:
    return str(yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110))


def _remarked(remarks: Sequence[str], document: Document) -> str:
    """Return a document below its remarks. A remark is one line, whatever a name in it holds."""
    lines = ["# " + "".join(char if char.isprintable() else " " for char in text) for text in remarks]
    return "\n".join(lines) + "\n\n" + _yaml(document)
