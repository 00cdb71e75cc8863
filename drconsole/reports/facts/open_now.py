"""Things that are still open of a job as things stand now. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.waiting.waits import CLEANUP, LEFT_OFF, STAY_DOWN, must_stay_down
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.render.jobs.asking import wait_text
from drconsole.render.jobs.jobs import hold_text
from drconsole.render.rows.records import is_failed_over
from drconsole.render.rows.stands import stand_mark
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Open

_FINE = frozenset({Stand.PROTECTED, Stand.FAILED_BACK, Stand.SYNCING, Stand.UNDER_WAY})
"""Stands with which a machine needs nobody."""
_TEXTS: dict[str, str] = {
    Stand.NOT_COMMITTED: "its failover is not committed: validate the machine, then commit, or change the point",
    Stand.FAILED_OVER: "it is committed and replicated nowhere: re-protect it",
    Stand.TEST_OPEN: "its test failover waits for its cleanup",
    Stand.UNPROTECTED: "it is not protected: nothing of it is replicated",
}
_NAMES: dict[str, str] = {Stand.NOT_COMMITTED: "uncommitted", Stand.FAILED_OVER: "unprotected"}


def open_now(sources: Sources) -> tuple[Open, ...]:
    """Return what a person has still to see to, worst first."""
    found = [*_of_job(sources), *_owed(sources), *_stands(sources)]
    return tuple(sorted(found, key=lambda one: not one.grave))


def _of_job(sources: Sources) -> Iterator[Open]:
    job = sources.job
    if job["ended_at"] is None:
        held = f": {hold_text(job)}" if job["held"] else ""
        yield Open("job", None, None, job["started_at"], f"the job has not ended{held}")
    for wait in job["waits_for"]:
        row = sources.by_task.get(wait["task"])
        key = None if row is None else row["item_key"]
        yield Open("gate", key, sources.label(key), wait["since"], wait_text(wait, row))


def _owed(sources: Sources) -> Iterator[Open]:
    for row in sources.owed:
        key = row["item_key"]
        if key not in sources.taking_part:
            continue
        name = sources.label(key)
        if must_stay_down(row["what"], row["runs"]):
            seen = f"seen last: {row['seen']}" if row["seen"] else "not seen yet"
            text = f"its machine at {row['site']} must stay down ({seen})"
            yield Open(STAY_DOWN, key, name, row["since"], text, row["broken"])
        elif row["what"] == LEFT_OFF:
            yield Open(LEFT_OFF, key, name, row["since"], row["why"], row["broken"])
        elif row["what"] == CLEANUP:
            yield Open(CLEANUP, key, name, row["since"], "its test failover is not cleaned up")


def _stands(sources: Sources) -> Iterator[Open]:
    for key in (item["key"] for item in sources.job["items"]):
        row = sources.items.get(key)
        if row is None or row["stand"] in _FINE:
            continue
        yield _stand(row, sources.label(key))
        if is_failed_over(row) and row["stand"] not in _NAMES:
            # A graver word hides that it waits for its commit or its re-protect.
            waits = "uncommitted" if "commit" in row["allowed_operations"] else "unprotected"
            yield Open(waits, key, sources.label(key), row["last_failover"], f"state: {row['protection_state']}")


def _stand(row: ItemRow, name: str | None) -> Open:
    stand = Stand(row["stand"])
    text = _TEXTS.get(stand) or "; ".join([stand_mark(row).word, *(flag["text"] for flag in row["flags"])])
    grave = GRAVITY[stand] <= GRAVITY[Stand.CRITICAL]
    return Open(_NAMES.get(stand, stand.value), row["key"], name, row["stand_since"], text, grave)
