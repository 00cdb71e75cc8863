"""A walk through whatever can happen to one plan, an operator who asks what is next at every stop, and the way home.

What a person does outside of Site Recovery (power a machine on, mend a network) is done in the world.
"""

from __future__ import annotations

import asyncio
import random
import re
import shlex
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from drconsole.cli.commands.operations import options as options_of
from drconsole.cli.words.parser import parse
from drconsole.console.state.model import Model, News
from drconsole.documents.building.step_names import STEP_NAMES
from drconsole.documents.definition import NEVER_STRUCK
from drconsole.providers.simulator.items import machines
from drconsole.providers.simulator.state.moments import moment
from drconsole.records.waits import names_of, waiting
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.words import Operation
from drconsole.render.command_lines import command_of
from support.rig import Player

Row = dict[str, Any]
REST = 5400.0
"""World seconds in which a first copy is done."""
MOVES = 60
"""That the way home may take."""
CHOICE = "latest"
PLACES = {"CHOICE": CHOICE, "TEXT": "a drill", "RESULT": "ok", "OUTCOME": "done"}
"""What an operator puts in the place of a command's capitals, beside what is of the estate."""
SELDOM = {"disable-replication": 1, "test-failover": 2, "resynchronize": 1}
STEPS = sorted(set(STEP_NAMES) - set(NEVER_STRUCK))
OUTSIDE = (
    {"kind": "source-returns"},
    {"kind": "target-stopped"},
    {"kind": "target-started"},
    {"kind": "source-off"},
    {"kind": "source-lost"},
    {"kind": "source-restored"},
)
HELD_UP = (
    {"kind": "shutdown-fails", "params": {"times": 1}},
    {"kind": "no-answer", "params": {"times": 1}},
    {"kind": "late-landing", "params": {"seconds": 15, "times": 1}},
    {"kind": "link-down", "duration": 900},
    {"kind": "agent-lost", "duration": 900},
    {"kind": "point-missing", "params": {"times": 1}},
    {"kind": "quota-short", "params": {"times": 1}},
)


@dataclass
class Walk:
    """One walk; ``wrong`` gathers what must not be, ``states`` the ways in which items were found to stand."""

    player: Player
    plan: str
    draws: random.Random
    states: set[tuple[Any, ...]]
    wrong: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    """Items whose way on is another item."""
    said: list[str] = field(default_factory=list)
    """What was done, for who reads a failure."""

    @property
    def names(self) -> list[str]:
        return [str(item["name"]) for item in self.row("plan", self.plan)["items"]]

    @property
    def targets(self) -> list[str]:
        return [f"plan:{self.plan}", *(f"item:{name}" for name in self.names)]

    def row(self, table: str, name: str) -> Row:
        return next(row for row in self.player.rig.store.rows(table) if row["name"] == name)

    def wrongly(self, text: str) -> None:
        if text not in self.wrong:
            self.wrong.append(text)

    def note(self, text: str) -> None:
        self.said.append(text)

    # What can happen

    async def wander(self, acts: int) -> None:
        for _ in range(acts):
            await self._act()
            await self.probe()

    async def _act(self) -> None:
        act = self.draws.choices(
            (self._operate, self._fault, self._outside, self._validate, self._rest), (10, 4, 2, 2, 1)
        )[0]
        await act()

    async def _operate(self) -> None:
        await self._end_jobs()
        target = self.draws.choice(self.targets)
        kind, _, name = target.partition(":")
        allowed = list(self.row(kind, name)["allowed_operations"])
        if not allowed:
            await self._rest()
            return
        operation = self.draws.choices(allowed, [SELDOM.get(each, 6) for each in allowed])[0]
        options: Row = {}
        if operation in ("failover", "planned-failover") and kind == "plan":
            options["direction"] = self.draws.choice((None, None, "primary-to-recovery", "recovery-to-primary"))
        if operation == "failover":
            options["shutdown"] = self.draws.choice((True, False, None))
        if operation == "change-recovery-point":
            options["point"] = self.draws.choice(("latest-processed", "latest-app-consistent"))
        job = await self.start(operation, target, options)
        if job is None:
            return
        end = self.draws.choice(("wait", "wait", "wait", "hold", "cancel", "held"))
        self.note(f"{operation} {target} {options}, then {end}")
        if end != "wait":
            await asyncio.sleep(self.draws.random() * 12)
            await self._disturb(job, target, end)
        if end != "held":
            await self.player.ended(job["id"])

    async def start(self, operation: str, target: str, options: Row, comment: str = "a drill") -> Row | None:
        """A job, with all accepted that may be; None = refused."""
        body = {"operation": operation, "target": target, "options": options}
        try:
            found = await self.player.ask("Check", body)
            accept = tuple(f["id"] for f in found["findings"] if f["level"] == "error" and f["overridable"])
            return await self.player.start(operation, target, accept=accept, comment=comment, **options)
        except DrError as refused:
            self.note(f"{operation} {target} {options} refused: {refused}")
            return None

    async def _disturb(self, job: Row, target: str, end: str) -> None:
        row = self.player.rig.store.row("job", job["id"])
        try:
            if row is None or row["ended_at"] is not None:
                return
            if end == "cancel":
                body = {"job": job["id"], "confirm": target.partition(":")[2], "comment": "a drill"}
                await self.player.ask("CancelJob", body)
                return
            await self.player.ask("HoldJob", {"job": job["id"], "comment": "a drill"})
            if end == "hold":
                await asyncio.sleep(5.0)
                await self.player.ask("ResumeJob", {"job": job["id"], "comment": "a drill"})
        except DrError as refused:
            self.note(f"  {end} refused: {refused}")

    async def _end_jobs(self) -> None:
        for row in self.player.rig.jobs():
            if row["ended_at"] is None:
                if "resume" in row["allowed_actions"]:
                    await self.player.ask("ResumeJob", {"job": row["id"], "comment": "a drill"})
                await self.player.ended(row["id"])
        await self.player.engine.look()

    async def _fault(self) -> None:
        fails = {"kind": "step-fails", "step": self.draws.choice(STEPS), "params": {"times": 1}}
        self.happens(self.draws.choice((fails, fails, *HELD_UP)), self.draws.choice(self.names))

    async def _outside(self) -> None:
        self.happens(self.draws.choice(OUTSIDE), self.draws.choice(self.names))
        await self.settle()

    async def _validate(self) -> None:
        name = self.draws.choice(self.names)
        await self._say(name, self.draws.choice(("ok", "failed")))

    async def _say(self, name: str, result: str) -> None:
        try:
            await self.player.ask("Validate", {"item": name, "result": result, "comment": "seen"})
        except DrError as refused:
            self.note(f"validate {name} {result} refused: {refused}")
        else:
            self.note(f"validate {name} {result}")

    async def _rest(self) -> None:
        self.note("time passes")
        await self.player.sleep(REST / 60)
        await self.player.engine.look()

    def happens(self, fault: Mapping[str, Any], item: str) -> None:
        rehearsal = self.player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.inject({**fault, "item": item})
        self.note(f"{fault['kind']} {fault.get('step', '')} of {item}")

    async def settle(self) -> None:
        """Time for the engine to look at the machines that owe something."""
        await self.player.sleep(400.0)
        await self.player.engine.look()

    # What is asked at every stop

    async def probe(self) -> None:
        await self.player.engine.look()
        for name in self.names:
            row = self.row("item", name)
            self.states.add(self._stands(row))
        rehearsal = self.player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.pause()
        try:
            await self._same_waits()
            for target in self.targets:
                await self.ask_next(target)
                await self._same_answers(target)
        finally:
            rehearsal.resume()

    @staticmethod
    def _stands(row: Row) -> tuple[Any, ...]:
        """All of an item's row by which its guide may differ."""
        note, machines = row["validation"] or {}, row["machines"] or {}
        return (
            row["scenario"],
            row["protection_state"],
            row["active_side"],
            row["direction"],
            row["current_scenario"],
            tuple(row["allowed_operations"]),
            row["replication_health"],
            row["failover_health"],
            row["source_powered"],
            row["source_reachable"],
            row["agent_connected"],
            row["connection"],
            note.get("result"),
            bool(row["current_job"]),
            machines.get("source-powered"),
            machines.get("target-running"),
            machines.get("stays_down"),
            bool(machines.get("left_off_by")),
            machines.get("cancelled"),
            row["reverse"]["answer"],
        )

    async def ask_next(self, target: str) -> Row:
        """What is next; a command of it must be whole, and the check must let it through."""
        found = await self.player.ask("Next", {"target": target})
        found["command"] = command_of(found["remedies"])
        for why in await self._refused(found):
            self.wrongly(f"{target} ({found['stands']}): next says {found['command']!r} ({found['why']}), but {why}")
        return found

    async def _refused(self, found: Row) -> list[str]:
        command = str(found["command"])
        if not command:
            return [] if found["next_operation"] is None else ["there is no command"]
        try:
            args = parse(self.filled(command))
        except DrError as error:
            return [f"the command line says: {error}"]
        if args.verb.words[0] != "run":
            return ["it is another operation"] if found["next_operation"] is not None else []
        refused: list[str] = []
        async for _ in self.choices(args):
            refused = await self._blocks(args)
            if not refused:
                break
        return refused

    async def _blocks(self, args: Any) -> list[str]:
        checked, _ = await self.checked(args)
        if isinstance(checked, str):
            return [checked]
        return [
            f"check says: {one['message']}"
            for one in checked["findings"]
            if one["level"] == "error"
            and not (one["overridable"] and {one["id"], one["id"].split(":", 1)[0]} & set(args.accept or ()))
        ]

    async def choices(self, args: Any) -> AsyncIterator[str]:
        """Puts each recovery point that an operator could choose into the words, where they leave it open."""
        if args.point != CHOICE:
            yield args.point
            return
        for args.point in ("latest-app-consistent", "latest-processed"):
            yield args.point
        if args.target.startswith("item:"):
            found = await self.player.ask("RecoveryPoints", {"item": args.target.partition(":")[2]})
            args.point = "custom"
            for point in found["points"]:
                args.point_id = point["id"]
                yield args.point_id

    async def checked(self, args: Any) -> tuple[Row | str, Row | None]:
        """Check and preview of a command's words, which must agree; a text is what was refused."""
        body = {"operation": args.operation, "target": args.target, "options": options_of(args)}
        try:
            checked, shown = await self.player.ask("Check", body), await self.player.ask("Preview", body)
        except DrError as error:
            return f"{error.code}: {error}", None
        if checked["ready"] is not shown["ready"] or checked["findings"] != shown["findings"]:
            self.wrongly(f"check and preview of {body} differ")
        return checked, shown

    def filled(self, command: str) -> list[str]:
        """The words after the program's name, with something in every place that is left open."""
        return [PLACES.get(word, word) for word in shlex.split(command)[1:]]

    async def _same_waits(self) -> None:
        """One rule for what needs a person: the engine's status, the store without an engine, the console's header."""
        store = self.player.rig.store
        told = (await self.player.ask("Status"))["needs_a_person"]
        rows = {table: store.rows(table) for table in ("job", "gate", "obligation", "item")}
        jobs = [job for job in rows["job"] if not job["ended_at"]]
        read = waiting(
            jobs,
            rows["gate"],
            rows["obligation"],
            rows["item"],
            names_of(rows["item"]),
        )
        model = Model()
        model.apply(News({table: {_row_key(table, row): row for row in found} for table, found in rows.items()}))
        for where, other in (("the store", read), ("the header", model.waits())):
            if sorted(map(_wait, told)) != sorted(map(_wait, other)):
                self.wrongly(f"status says {list(map(_wait, told))}, {where} {list(map(_wait, other))}")

    async def _same_answers(self, target: str) -> None:
        """One rule for what is allowed: the row, the guide and the check of every operation."""
        kind, _, name = target.partition(":")
        allowed = set(self.row(kind, name)["allowed_operations"])
        guide = await self.player.ask("Next", {"target": target})
        if not set(guide["alternatives"]) <= allowed:
            self.wrongly(f"{target}: next offers {guide['alternatives']}, its row {sorted(allowed)}")
        for operation in Operation:
            firm = await self._barred(operation.value, target)
            if (operation.value in allowed) is not (firm is None):
                self.wrongly(
                    f"{target} ({guide['stands']}): {operation} is {'' if operation.value in allowed else 'not '}"
                    f"allowed by its row; check: {firm}"
                )

    async def _barred(self, operation: str, target: str) -> str | None:
        """Why its state forbids it, in the check's words; None = it does not."""
        if operation == "change-recovery-point":
            # One of the two may be the point that it has.
            whys = [
                await self._said_of(operation, target, {"point": point})
                for point in ("latest-app-consistent", "latest-processed")
            ]
            return None if None in whys else whys[0]
        return await self._said_of(operation, target, {})

    async def _said_of(self, operation: str, target: str, said: Row) -> str | None:
        body: Row = {"operation": operation, "target": target, "options": said}
        try:
            found = await self.player.ask("Check", body)
            if any(one["id"] == "direction-to-choose" for one in found["findings"]):
                for way in ("primary-to-recovery", "recovery-to-primary"):
                    body["options"] = {**said, "direction": way}
                    found = await self.player.ask("Check", body)
                    if not _of_state(found):
                        return None
        except DrError as error:
            return f"{error.code}: {error}"
        return next(iter(_of_state(found)), None)

    # Home

    async def home(self) -> None:
        """Follow what is next until every machine is protected on its primary side."""
        asked = [f"plan:{self.plan}"] if self.draws.random() < 0.5 else self.targets[1:]
        for target in asked:
            await self._home(target)

    async def _home(self, target: str) -> None:
        before: list[tuple[Any, ...]] = []
        for _ in range(MOVES):
            await self.player.engine.look()
            found = await self.ask_next(target)
            if self.wrong:
                return
            said = (found["stands"], found["why"], found["command"])
            if self._is_home(target) and _nothing_due(found):
                return
            if _nothing_due(found) and found["left_out"]:
                # A plan's guide does not lead away to what its runs leave out; it names it, and that one's own leads.
                for one in found["left_out"]:
                    await self._home(f"item:{one['name']}")
                if self.wrong or self.ended & {one["name"] for one in found["left_out"]}:
                    return
                continue
            before.append(said)
            if before[-4:] == [said] * 4:
                if "as another item" in said[1]:
                    self.ended.add(target.partition(":")[2])
                    return  # its way on is another item: this one has come to its end
                self.wrongly(f"{target}: next does not move on from: {said}")
                return
            await self._move(target, found)
        self.wrongly(f"{target}: not home after {MOVES} moves: {before[-4:]}")

    def _is_home(self, target: str) -> bool:
        names = self.names if target.startswith("plan:") else [target.partition(":")[2]]
        rows = [self.row("item", name) for name in names]
        return all(row["protection_state"] == "Protected" and row["active_side"] == "Primary" for row in rows)

    async def _move(self, target: str, found: Row) -> None:
        words = self.filled(found["command"]) if found["command"] else [""]
        self.note(f"home: {found['command'] or '-'} ({found['why']})")
        if words[0] == "run":
            args = parse(words)
            async for _ in self.choices(args):
                if not await self._blocks(args):
                    break
            comment = args.comment or "a drill"
            options = {key: value for key, value in options_of(args).items() if key != "comment"}
            try:
                job = await self.player.start(
                    args.operation, args.target, accept=args.accept or (), comment=comment, **options
                )
            except DrError as error:
                self.wrongly(f"{found['command']} was refused at the start: {error} {error.extra}")
                return
            row = await self.player.ended(job["id"])
            self.note(f"  ended {row['state']}")
        elif words[0] == "validate":
            await self._say(words[1].removeprefix("item:"), "ok")
        elif words[0] == "watch":
            await self.player.ended(words[1])
        elif words[:2] == ["job", "resume"]:
            await self.player.ask("ResumeJob", {"job": words[2], "comment": "a drill"})
        elif words[:2] == ["job", "answer"]:
            await self.player.answer_gates()
        else:
            await self._by_hand(target, found)

    async def _by_hand(self, target: str, found: Row) -> None:
        """What the guide says that a person does outside."""
        why = re.sub(r"Its runs? leaves? out: .*?(?=; before that|$)", "", str(found["why"]))
        for pattern, acts in BY_HAND:
            if re.search(pattern, why):
                for name in self._meant(target, why):
                    for act in acts(self.row("item", name)):
                        if not self._by_hand_of(name, act):
                            # This world has no way to start what a failback left there: it is accepted as it is.
                            await self.start("enable-replication", f"item:{name}", {})
                await self.settle()
                await self._rest()
                return
        self.wrongly(f"{target}: nobody knows what to do outside: {found['why']!r} {found['command']!r}")

    def _by_hand_of(self, name: str, act: str) -> bool:
        """``on Primary``: the machine there is powered on; or one of the rehearsal's own. Whether this world can."""
        word, _, side = act.partition(" ")
        if word == "on":
            self.happens({"kind": "source-restored"}, name)
        if not side:
            self.happens({"kind": act}, name)
            return True
        self.note(f"{act} of {name}")
        world, provider = self.player.rig.world, self.player.engine.provider
        assert provider.rehearsal is not None
        provider.rehearsal.ledger()  # the world goes on up to now
        item, at = world.items[self.row("item", name)["key"]], moment(provider.clock.now())
        if side == ("Recovery" if item.back else "Primary"):
            self.happens({"kind": "source-returns" if word == "on" else "source-off"}, name)
        elif item.machines and item.machine_on is not (word == "on"):
            (machines.power_on if word == "on" else machines.power_off)(world, item, at, "by hand")
        world.commit()
        return act != "on Primary" or not item.back or bool(item.machines)

    def _meant(self, target: str, why: str) -> list[str]:
        kind, _, name = target.partition(":")
        if kind == "item":
            return [name]
        before = why.partition(":")[0]
        return [each for each in self.names if each in before] or self.names


def _row_key(table: str, row: Row) -> str:
    if table == "obligation":
        return f"{row['what']}:{row['item_key']}"
    return f"{row['job']}/{row['task']}" if table == "gate" else str(row["id"] if table == "job" else row["key"])


def _wait(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """What is waited for, in words that do not hang on the moment."""
    return str(row.get("job")), str(row.get("task")), str(row.get("item")), str(row["why"])


def _of_state(found: Row) -> list[str]:
    return [
        str(one["message"])
        for one in found["findings"]
        if one["level"] == "error" and one["id"].split(":", 1)[0] in STATE_KINDS and not one["overridable"]
    ]


STATE_KINDS = frozenset(
    {
        "item-unknown",
        "not-offered",
        "not-offered-by-provider",
        "busy",
        "test-failover-open",
        "no-open-test-failover",
        "state-not-allowed",
        "not-ready-for-planned",
        "left-behind",
        "other-run",
        "wrong-direction",
        "nothing-qualifies",
    }
)
"""Findings that say that the state of the items forbids it."""


def _nothing_due(found: Row) -> bool:
    return found["next_operation"] == "test-failover" or (
        found["next_operation"] is None and "nothing is due" in str(found["why"])
    )


def _power_on(row: Row) -> list[str]:
    return [f"on {row['active_side']}"]


def _only_one(row: Row) -> list[str]:
    """Of two that run the one goes down that must stay down."""
    site = (row["must_stay_down"] or {}).get("site")
    primary = row["active_side"] == "Recovery" if site is None else site == row["source"]
    return ["off Primary" if primary else "off Recovery"]


def _source_counts(row: Row) -> list[str]:
    return ["off Recovery", "on Primary"]


def _nothing(row: Row) -> list[str]:
    return []


BY_HAND = (
    (r"runs? unprotected at the recovery site|decide which one counts", _source_counts),
    (r"two machines", _only_one),
    (r"came up without a network", lambda row: ["network-mended"]),
    (r"[Pp]ower (it|them) on", _power_on),
    (r"start (it|them) there by hand|bring .* up|power on the machine", _power_on),
    (r"replication is critical", _power_on),
    (r"restore|is gone", lambda row: ["source-restored"]),
    (r"[Ww]ait (until|for)|reachable", _nothing),
)
"""What a person does outside, by the words that say it."""
