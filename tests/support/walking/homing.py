"""The way home: whatever happened, what is next leads to machines that are protected on their primary side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from support.walking.asking import Asking, said
from support.walking.ground import Ground, Row
from support.walking.happening import Happening
from support.walking.jobs import Jobs
from support.walking.outside import Outside

from drconsole.cli.words.parser import parse
from drconsole.recovery.types.remedies import Act, Deed
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.command_lines import command_of

MOVES = 60
"""That the way home may take."""
TRIED = 3
"""Times that a command is run before a person does by hand what is named beside it."""
STILL = 8
"""Times that the same may be said before it counts as no way on: as many faults may lie in wait."""


@dataclass
class Homing:
    ground: Ground
    jobs: Jobs
    asking: Asking
    happening: Happening
    outside: Outside

    async def home(self) -> None:
        """Follow what is next, of the plan or of each of its items, until all are home."""
        ground = self.ground
        for target in [f"plan:{ground.plan}"] if ground.draws.random() < 0.5 else ground.targets[1:]:
            await self._home(target)

    async def _home(self, target: str) -> None:
        before: list[tuple[Any, ...]] = []
        for _ in range(MOVES):
            await self.ground.player.engine.look()
            found = await self.asking.ask_next(target)
            if self.ground.wrong or (self._is_home(target) and nothing_due(found)):
                return
            if nothing_due(found) and found["left_out"]:
                # A plan's guide does not lead away to what its runs leave out; it names it, and that one's own leads.
                for one in found["left_out"]:
                    await self._home(f"item:{one['name']}")
                if self.ground.wrong or self.ground.ended & {one["name"] for one in found["left_out"]}:
                    return
                continue
            before.append((found["stands"], found["why"], found["command"]))
            if before[-STILL:] == [before[-1]] * STILL:
                self._stuck(target, found)
                return
            if before[-TRIED:] == [before[-1]] * TRIED and await self.outside.do(found):
                continue  # it was run again and again: the other way that is named
            await self._move(target, found)
        self.ground.wrongly(f"{target}: not home after {MOVES} moves: {before[-4:]}")

    def _stuck(self, target: str, found: Row) -> None:
        others = [one for one in found["remedies"] if one.get("deed") == Deed.PROTECT]
        if others:
            self.ground.ended |= {one["name"] for one in others}  # its way on is another item
        else:
            self.ground.wrongly(f"{target}: next does not move on from: {found['stands']} {found['why']}")

    def _is_home(self, target: str) -> bool:
        names = self.ground.names if target.startswith("plan:") else [target.partition(":")[2]]
        rows = [self.ground.row("item", name) for name in names]
        return all(row["protection_state"] == "Protected" and row["active_side"] == "Primary" for row in rows)

    async def _move(self, target: str, found: Row) -> None:
        words = self.asking.filled(found["command"]) if found["command"] else [""]
        runs = [one for one in found["remedies"] if one["act"] == Act.RUN]
        if words[0] == "check" and runs:
            words = self.asking.filled(command_of(runs[:1]))  # what stands in the way is done first
        self.ground.note(f"home: {found['command'] or '-'} ({found['why']})")
        if words[0] == "run":
            await self._run(words, found)
        elif words[0] == "validate":
            await self.happening.say(words[1].removeprefix("item:"), "ok")
        elif words[0] == "watch":
            await self.jobs.ended(words[1])
        elif words[:2] == ["job", "resume"]:
            await self.ground.player.ask("ResumeJob", {"job": words[2], "comment": "a drill"})
        elif words[:2] == ["job", "answer"]:
            await self.ground.player.answer_gates()
        elif not await self.outside.do(found):
            self.ground.wrongly(f"{target}: nobody knows what to do outside: {found['why']!r} {found['remedies']}")

    async def _run(self, words: list[str], found: Row) -> None:
        args = parse(words)
        async for _ in self.asking.choices(args):
            if not await self.asking.blocks(args):
                break
        try:
            job = await self.jobs.start(
                args.operation, args.target, said(args), args.accept or (), args.comment or "a drill"
            )
        except DrError as error:
            self.ground.wrongly(f"{found['command']} was refused at the start: {error} {error.extra}")
            return
        row = await self.jobs.ended(job["id"])
        self.ground.note(f"  ended {row['state']}")


def nothing_due(found: Row) -> bool:
    """A test failover disturbs nothing, and is due for ever."""
    return found["next_operation"] == "test-failover" or not found["remedies"]
