"""A look of the engine's own that a record follows costs no entry of its own: one row, one write."""

from __future__ import annotations

import pytest
from support.estates import small
from support.rig import Rig

from drconsole.recovery.types.words import Grain
from drconsole.store.batch import Batch
from drconsole.store.writing.memory import MemoryStore


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_the_end_of_a_job_writes_each_of_its_rows_once(grain: Grain, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Batch] = []
    apply = MemoryStore.apply

    def kept(store: MemoryStore, batch: Batch) -> None:
        written.append(batch)
        apply(store, batch)

    monkeypatch.setattr(MemoryStore, "apply", kept)
    Rig(small(items=1, groups=1), grain, speed=60.0).live(lambda player: player.run("failover", "crew"))
    kinds = [{row.kind for row in batch.journal} for batch in written]
    ended = next(place for place, found in enumerate(kinds) if "job.ended" in found)
    last_step = max(place for place, found in enumerate(kinds[:ended]) if "task.ended" in found)
    end = written[last_step + 1 : ended + 1]
    assert [sorted(batch.upserts["item"]) for batch in end if batch.upserts.get("item")] == [["m1"]]
    assert [len(batch.upserts["plan"]) for batch in end if batch.upserts.get("plan")] == [1]
