"""Remains of a job that failed or was cancelled, as its machines stand now. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import ConsequenceRow, JobRow
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.words import SUCCEEDED
from drconsole.render.rows.lines import Marked
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.labels import of as label_of
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, words

NOW_TEXTS: dict[str, str] = {
    "unprotected": "its replication was stopped before its failover: only disabling and enabling it again is left",
    "source-down": "its source was shut down and its replication is stopped: see whether it runs at {site}, power it "
    "on there if it does not, then disable replication and enable it again",
    "source-state-unknown": "the shutdown of its source was tried and failed: see whether it runs; its replication "
    "is stopped",
}
"""Outcome of a cancel -> the same once it is over. The texts of the others hold before and after."""
FINE = frozenset({Stand.PROTECTED, Stand.FAILED_BACK, Stand.SYNCING})
"""Stands with which nothing is left behind any more."""


def left_lines(
    consequences: Iterable[ConsequenceRow], items: Mapping[str, ItemRow], known: Mapping[str, str]
) -> list[Marked]:
    """Return each machine of a cancelled job as it stands now, with what is still to be done.

    ``items``: item key -> its row; ``known``: labels of the items.
    """
    lines: list[Marked] = []
    for one in consequences:
        name, item = label_of(known, one), items.get(one["key"] or "")
        site = clean(item["authority"]) if item is not None else "its own site"
        text = clean(one["text"]).removeprefix(f"{name}: ").removeprefix(f"{name} ")
        told = NOW_TEXTS.get(one["outcome"], "").format(site=site) or text
        if item is None:
            lines.append(f"  {name}: {words(one['outcome'])}. {told}")
            continue
        mark = stand_mark(item)
        fine = item["stand"] in FINE
        lines.append((f"  {mark.text(unicode=True)}  {name}{'' if fine else f': {told}'}", mark.severity))
    return lines


def advice_holds(job: JobRow, items: Iterable[ItemRow]) -> bool:
    """Return whether what the errors of a job advised may still be done: most of it ends with running it again.

    ``items``: those of the job, as they stand now.
    """
    failed = {end["key"] for end in job["items"] if end["outcome"] not in SUCCEEDED}
    return all(job["operation"] in item["allowed_operations"] for item in items if item["key"] in failed)


def stands_now(items: Sequence[ItemRow]) -> list[Marked]:
    """``Now: ✗ RUNS NOWHERE 2, ◆ NOT COMMITTED 5``: how many machines of a job stand how, the worst first."""
    stands = [stand.value for stand in Stand]
    counts = Counter(stand_mark(item) for item in sorted(items, key=lambda item: stands.index(item["stand"])))
    if not counts:
        return []
    worst = next(iter(counts)).severity
    said = ", ".join(f"{mark.text(unicode=True)} {number}" for mark, number in counts.items())
    return [(f"Now: {said}", worst if worst in (Severity.BAD, Severity.UNKNOWN, Severity.WARN) else Severity.IDLE)]
