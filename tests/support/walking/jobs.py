"""Starts jobs of a walk and waits for their ends; what they promised is held against what they did."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from support.walking.destruction import Destruction
from support.walking.ground import Ground, Row
from support.walking.loss import Loss
from support.walking.ready import Ready

from drconsole.recovery.types.work.errors import DrError


@dataclass
class Jobs:
    ground: Ground
    loss: Loss
    destruction: Destruction
    ready: Ready
    promised: dict[str, Row] = field(default_factory=dict)
    """Job -> the preview right before its start."""

    def take_over(self, other: Jobs) -> None:
        """What another walk has begun, up to where this one branches off."""
        self.promised = dict(other.promised)
        self.destruction.jobs = dict(other.destruction.jobs)
        self.ready.jobs = dict(other.ready.jobs)

    async def start(self, operation: str, target: str, options: Row, accept: Iterable[str], comment: str) -> Row:
        """A job, confirmed by the digest of what was shown. Raises ``DrError`` where it is refused."""
        self.settle()
        player = self.ground.player
        body = {"operation": operation, "target": target, "options": options}
        with self.ground.standing_still():
            shown = await player.ask("Preview", body)
            before = self.destruction.before()
            job = await player.start(
                operation, target, accept=tuple(accept), comment=comment, digest=shown["digest"], **options
            )
        self.promised[job["id"]] = shown
        self.destruction.begun(job["id"], shown, before)
        self.ready.begun(job["id"], shown)
        return job

    async def start_anyway(self, operation: str, target: str, options: Row) -> Row | None:
        """A job, with all accepted that may be; None = refused."""
        body = {"operation": operation, "target": target, "options": options}
        try:
            found = await self.ground.player.ask("Check", body)
            accept = [one["id"] for one in found["findings"] if one["level"] == "error" and one["overridable"]]
            return await self.start(operation, target, options, accept, "a drill")
        except DrError as refused:
            self.ground.note(f"{operation} {target} {options} refused: {refused} {refused.extra.get('difference', '')}")
            return None

    async def ended(self, job: str) -> Row:
        row: dict[str, Any] = await self.ground.player.ended(job)
        self.settle()
        return row

    def settle(self) -> None:
        """Judge what has ended meanwhile."""
        for row in self.ground.rig.jobs():
            if row["ended_at"] is not None and (shown := self.promised.pop(row["id"], None)) is not None:
                with self.ground.standing_still():
                    self.destruction.ended(row)
                    self.loss.ended(row, shown)
                    self.ready.ended(row)

    async def disturb(self, job: Row, target: str, end: str) -> None:
        """``hold``, ``held`` or ``cancel``, wherever it is."""
        player, row = self.ground.player, self.ground.rig.store.row("job", job["id"])
        self.ready.disturbed(job["id"])
        try:
            if row is None or row["ended_at"] is not None:
                return
            if end == "cancel":
                body = {"job": job["id"], "confirm": target.partition(":")[2], "comment": "a drill"}
                await player.ask("CancelJob", body)
                return
            await player.ask("HoldJob", {"job": job["id"], "comment": "a drill"})
            if end == "hold":
                await asyncio.sleep(5.0)
                await player.ask("ResumeJob", {"job": job["id"], "comment": "a drill"})
        except DrError as refused:
            self.ground.note(f"  {end} refused: {refused}")

    async def end_all(self) -> None:
        for row in self.ground.rig.jobs():
            if row["ended_at"] is None:
                if "resume" in row["allowed_actions"]:
                    await self.ground.player.ask("ResumeJob", {"job": row["id"], "comment": "a drill"})
                await self.ended(row["id"])
        await self.ground.player.engine.look()
