"""File of a state about its vault: the connection, and which item of ours each ARM id is.

A re-protect between Azure regions gives an item a new ARM id in another container. Its key stays: the map is extended
by what the vault shows, so that a crash in between loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from drconsole.documents.connection.definition import Authentication, Cloud, Connection, SignIn
from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.ids import canonical, last, same
from drconsole.providers.azure.wire.json import text
from drconsole.recovery.types.work.errors import BadInput

VAULT = "vault.json"


class Identities:
    """Map of ARM ids in lower case to our keys. ``path`` None = kept in memory only."""

    def __init__(
        self, connection: Connection, keys: Mapping[str, str] | None = None, mark: str = "", path: Path | None = None
    ) -> None:
        self.connection = connection
        self.keys: dict[str, str] = dict(keys or {})
        self.mark = mark or secrets.token_hex(4)
        """Eight hexadecimal digits that begin the ids of our requests: they tell our jobs from others'."""
        self._path = path
        self._current: dict[str, str] = {}
        """Key -> ARM id as the service spelled it last."""
        self._moved: dict[str, str] = {}
        """The same of those alone whose id is not their first one: this is kept over a restart."""
        self._unlisted: frozenset[str] = frozenset()
        """Items that have had several ids and that the last list had not: these are kept, too."""
        self._listed: frozenset[str] | None = None
        """Items that the last list had; None = there was none in this life."""

    # File

    @classmethod
    def read(cls, path: Path, at: Path | None = None) -> Identities:
        """``at``: where it will be written. Raises ``BadInput`` naming the place."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            made = cls(connection_of(found["connection"]), dict(found["keys"]), str(found["mark"]), at or path)
            made._moved = dict(found.get("current", {}))  # a state of an older drconsole has none
            made._current = dict(made._moved)
            made._unlisted = frozenset(found.get("unlisted", ()))
        except OSError as error:
            raise BadInput("vault-unreadable", f"{path} cannot be read: {error.strerror}", place=str(path)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                "vault-damaged",
                f"{path} is no description of a vault: {error}",
                place=str(path),
                advice="put a copy of it back, or connect again",
            ) from error
        return made

    def save(self) -> None:
        """Write it beside, then put it in the old one's place."""
        if self._path is None:
            return
        content = {
            "connection": json_of(self.connection),
            "mark": self.mark,
            "keys": self.keys,
            "current": self._moved,
            "unlisted": sorted(self._unlisted),
        }
        beside = self._path.with_name(self._path.name + ".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(content, file, sort_keys=True, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        with contextlib.suppress(OSError):
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    # Keys

    def key_of(self, arm_id: str) -> str:
        """Our key of an item or plan: its id at first sight."""
        found = canonical(arm_id)
        return self.keys.get(found, found)

    def id_of(self, key: str) -> str:
        """ARM id that it has now, as far as it was seen."""
        return self._current.get(key, key)

    def extend(self, arm_id: str, key: str) -> None:
        """The item of this key has a new id."""
        before = self._moved.get(key)
        self._current[key] = self._moved[key] = arm_id
        if before != arm_id or self.keys.get(canonical(arm_id)) != key:
            self.keys[canonical(arm_id)] = key
            self.save()

    def take_items(self, bodies: Iterable[JsonObject]) -> dict[str, JsonObject]:
        """All items that the vault lists, by our keys and in its order; learns ids that are new."""
        listed = {canonical(text(body, "id")): body for body in bodies}
        new = [arm_id for arm_id in listed if arm_id not in self.keys]
        known = _Known.of(self.keys, listed) if new and self.keys else None
        for arm_id in new:
            self.keys[arm_id] = (known.same_item(arm_id, listed[arm_id]) if known is not None else None) or arm_id
        before = self._listed
        self._listed = frozenset(listed)
        found = {self.keys[arm_id]: body for arm_id, body in listed.items()}
        if len(found) < len(listed):
            known_before = frozenset(self.keys).difference(new, self._unlisted)
            found = self._one_of_each(listed, known_before if before is None else before)
        self._seen(found, learnt=bool(new))
        self._keep_unlisted(listed)
        return found

    def _keep_unlisted(self, listed: Mapping[str, JsonObject]) -> None:
        gone = (arm_id for arm_id in self.keys.keys() - listed.keys() if self._had_several(arm_id))
        if (unlisted := frozenset(gone)) != self._unlisted:
            self._unlisted = unlisted
            self.save()

    def _had_several(self, arm_id: str) -> bool:
        key = self.keys[arm_id]
        return key != arm_id or key in self._moved

    def _one_of_each(self, listed: Mapping[str, JsonObject], before: frozenset[str]) -> dict[str, JsonObject]:
        """Items by our keys where some are listed under two ids: the one that came last is the item, also in the looks
        after that. ``before``: ids that were listed, or known, before this list."""
        found: dict[str, JsonObject] = {}
        best: dict[str, int] = {}
        for arm_id, body in listed.items():
            key = self.keys[arm_id]
            rank = 2 if arm_id not in before else 1 if canonical(self.id_of(key)) == arm_id else 0
            if rank > best.get(key, -1):
                found[key], best[key] = body, rank
        return found

    def take_plans(self, bodies: Iterable[JsonObject]) -> dict[str, JsonObject]:
        """All recovery plans that the vault lists, by our keys."""
        listed = {canonical(text(body, "id")): body for body in bodies}
        new = [arm_id for arm_id in listed if arm_id not in self.keys]
        self.keys.update((arm_id, arm_id) for arm_id in new)
        found = {self.keys[arm_id]: body for arm_id, body in listed.items()}
        self._seen(found, learnt=bool(new))
        return found

    def _seen(self, found: Mapping[str, JsonObject], *, learnt: bool) -> None:
        now = {key: text(body, "id") for key, body in found.items()}
        self._current.update(now)
        moved = {key: arm_id for key, arm_id in now.items() if arm_id.lower() != key and canonical(arm_id) != key}
        back = [key for key in self._moved if key in now and key not in moved]
        if learnt or back or any(self._moved.get(key) != arm_id for key, arm_id in moved.items()):
            self._moved.update(moved)
            for key in back:
                del self._moved[key]
            self.save()


class _Known:
    """Ids known before new ones came, by their last segment."""

    def __init__(self) -> None:
        self._gone: dict[str, dict[str, str]] = {}
        """Name -> ids of items that are listed under none of theirs, with their keys."""
        self._there: dict[str, list[tuple[str, JsonObject]]] = {}
        """Name -> key and body of items that are listed."""

    @classmethod
    def of(cls, keys: Mapping[str, str], listed: Mapping[str, JsonObject]) -> _Known:
        found, present = cls(), {keys[arm_id] for arm_id in listed if arm_id in keys}
        for arm_id, key in keys.items():
            if key not in present:
                found._gone.setdefault(last(arm_id), {})[arm_id] = key
            elif arm_id in listed:
                found._there.setdefault(last(arm_id), []).append((key, listed[arm_id]))
        return found

    def same_item(self, arm_id: str, body: JsonObject) -> str | None:
        """Key of the one item that this id can only be: of its name, and gone from this one's other side, or there with
        this place as its other side."""
        gone = self._gone.get(last(arm_id), {})
        told = bool(text(body, "properties", "recoveryContainerId"))
        left = {key for before, key in gone.items() if not told or _other_side(body, before)}
        turned = {key for key, one in self._there.get(last(arm_id), ()) if _other_side(one, arm_id)}
        found = left or turned
        return next(iter(found)) if len(found) == 1 else None


def _other_side(body: JsonObject, arm_id: str) -> bool:
    container = text(body, "properties", "recoveryContainerId")
    return same(container, arm_id.partition("/replicationprotecteditems/")[0])


def json_of(connection: Connection) -> dict[str, Any]:
    """The connection as JSON; no secret stands in one."""
    return asdict(connection)


def connection_of(body: Mapping[str, Any]) -> Connection:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is no connection."""
    words = {one.name: body[one.name] for one in fields(Connection) if one.name in body}
    how = dict(words["authentication"])
    words["authentication"] = Authentication(**{**how, "kind": SignIn(how["kind"])})
    words["cloud"] = Cloud(words["cloud"])
    words["plans"] = tuple(words.get("plans", ()))
    return Connection(**words)
