"""Questions at every stop of a walk: what is next, what is allowed and who waits, held against each other."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from support.walking.ground import Ground, Row

from drconsole.cli.commands.work.operations import options as options_of
from drconsole.cli.words.parser import parse
from drconsole.console.state.model.model import Model, News
from drconsole.records.view import look_of
from drconsole.records.waiting.waits import waiting
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.command_lines import command_of

CHOICE = "latest"
PLACES = {"CHOICE": CHOICE, "TEXT": "a drill", "RESULT": "ok", "OUTCOME": "done"}
"""What an operator puts in the place of a command's capitals, beside what is of the estate."""


def said(args: Any) -> Row:
    """The options of a command line, as a message has them; not the comment."""
    return {name: value for name, value in asdict(options_of(args)).items() if value is not None and name != "comment"}


@dataclass
class Asking:
    ground: Ground

    async def probe(self) -> bool:
        """Ask everything that must agree. Return whether an item stands as none did before."""
        await self.ground.player.engine.look()
        found = {_stands(self.ground.row("item", name)) for name in self.ground.names}
        new = bool(found - self.ground.states)
        self.ground.states |= found
        with self.ground.standing_still():
            await self._same_waits()
            for target in self.ground.targets:
                await self.ask_next(target)
                await self._rows_alone(target)
                await self._same_answers(target)
        return new

    async def ask_next(self, target: str) -> Row:
        """What is next; a command of it must be whole, and the check must let it through."""
        found = await self.ground.player.ask("Next", {"target": target})
        found["command"] = command_of(found["remedies"])
        for why in await self._refused(found):
            self.ground.wrongly(
                f"{target} ({found['stands']}): next says {found['command']!r} ({found['why']}), but {why}"
            )
        return found

    async def _rows_alone(self, target: str) -> None:
        """What ``next`` says without an engine, and an alarm always: no state forbids it. What else stands in its way
        is the engine's to see: rows tell nothing of sites and networks."""
        kind, _, name = target.partition(":")
        rows = self.ground.rig.store.rows
        look = look_of(rows("item"), rows("plan"), rows("job"))
        guide = next_step(look, TargetType(kind), self.ground.row(kind, name)["key"])
        command = command_of([as_json(one) for one in guide.remedies])
        if guide.next_operation is None or not command.startswith("drconsole run "):
            return
        args = parse(self.filled(command))
        checked, _ = await self.checked(args)
        refused = [checked] if isinstance(checked, str) else [*_of_state(checked), *_other_runs(checked)]
        for why in refused:
            self.ground.wrongly(f"{target} ({guide.stands}): rows alone say {command!r} ({guide.why}), but {why}")

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
            refused = await self.blocks(args)
            if not refused:
                break
        return refused

    async def blocks(self, args: Any) -> list[str]:
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
            found = await self.ground.player.ask("RecoveryPoints", {"item": args.target.partition(":")[2]})
            args.point = "custom"
            for point in found["points"]:
                args.point_id = point["id"]
                yield args.point_id

    async def checked(self, args: Any) -> tuple[Row | str, Row | None]:
        """Check and preview of a command's words, which must agree; a text is what was refused."""
        body = {"operation": args.operation, "target": args.target, "options": said(args)}
        try:
            checked, shown = await self.ground.player.ask("Check", body), await self.ground.player.ask("Preview", body)
        except DrError as error:
            return f"{error.code}: {error}", None
        if checked["ready"] is not shown["ready"] or checked["findings"] != shown["findings"]:
            self.ground.wrongly(f"check and preview of {body} differ")
        return checked, shown

    def filled(self, command: str) -> list[str]:
        """The words after the program's name, with something in every place that is left open."""
        return [PLACES.get(word, word) for word in shlex.split(command)[1:]]

    async def _same_waits(self) -> None:
        """One rule for what needs a person: the engine's status, the store without an engine, the console's header."""
        store = self.ground.rig.store
        told = (await self.ground.player.ask("Status"))["needs_a_person"]
        rows = {table: store.rows(table) for table in ("job", "gate", "obligation", "item")}
        jobs = [job for job in rows["job"] if not job["ended_at"]]
        names = [(item["key"], item["name"]) for item in rows["item"]]
        read = waiting(jobs, rows["gate"], rows["obligation"], rows["item"], lambda: names)
        model = Model()
        model.apply(News({table: {_row_key(table, row): row for row in found} for table, found in rows.items()}))
        for where, other in (("the store", read), ("the header", model.waits())):
            if sorted(map(_wait, told)) != sorted(map(_wait, other)):
                self.ground.wrongly(f"status says {list(map(_wait, told))}, {where} {list(map(_wait, other))}")

    async def _same_answers(self, target: str) -> None:
        """One rule for what is allowed: the row, the guide and the check of every operation."""
        kind, _, name = target.partition(":")
        allowed = set(self.ground.row(kind, name)["allowed_operations"])
        guide = await self.ground.player.ask("Next", {"target": target})
        if not set(guide["alternatives"]) <= allowed:
            self.ground.wrongly(f"{target}: next offers {guide['alternatives']}, its row {sorted(allowed)}")
        for operation in Operation:
            firm = await self._barred(operation.value, target)
            if firm is not None and operation.value in allowed and await self._at_its_only_point(operation, target):
                continue
            if (operation.value in allowed) is not (firm is None):
                self.ground.wrongly(
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

    async def _at_its_only_point(self, operation: Operation, target: str) -> bool:
        """Whether no state forbids a change of the point to a plan's machine: it has one point only, and is at it."""
        items = self.ground.names if target.startswith("plan:") else []
        found = [await self._barred(operation.value, f"item:{name}") for name in items]
        return operation is Operation.CHANGE_RECOVERY_POINT and None in found

    async def _said_of(self, operation: str, target: str, said: Row) -> str | None:
        body: Row = {"operation": operation, "target": target, "options": said}
        try:
            found = await self.ground.player.ask("Check", body)
            if any(one["id"] == "direction-to-choose" for one in found["findings"]):
                for way in ("primary-to-recovery", "recovery-to-primary"):
                    body["options"] = {**said, "direction": way}
                    found = await self.ground.player.ask("Check", body)
                    if not _of_state(found):
                        return None
        except DrError as error:
            return f"{error.code}: {error}"
        return next(iter(_of_state(found)), None)


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


def _row_key(table: str, row: Row) -> str:
    if table == "obligation":
        return f"{row['what']}:{row['item_key']}"
    return f"{row['job']}/{row['task']}" if table == "gate" else str(row["id"] if table == "job" else row["key"])


def _wait(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """What is waited for, in words that do not hang on the moment."""
    return str(row.get("job")), str(row.get("task")), str(row.get("item")), str(row["why"])


def _other_runs(found: Row) -> list[str]:
    """What says that another machine runs than the one that would be protected: it is the one that counts."""
    kinds = ("other-machine-runs", "no-machine-to-protect")
    said = [str(one["message"]) for one in found["findings"] if one["id"].startswith(kinds)]
    return [one for one in said if one.endswith(" runs.") or " runs and has the valid data" in one]


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
