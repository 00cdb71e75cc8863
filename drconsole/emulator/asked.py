"""One call on its way through the emulator: what was asked, of which world, at which moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TypeVar
from urllib.parse import quote, unquote
from uuid import uuid4

from drconsole.emulator.calls import EmulatorAnswer, EmulatorCall, JsonObject, ok
from drconsole.emulator.refusals import arm
from drconsole.emulator.roles import CONTRIBUTOR
from drconsole.emulator.settings import RETRY_AFTER, Settings
from drconsole.emulator.wire.running.operations import signature
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.secret import Secret

T = TypeVar("T")


@dataclass(slots=True)
class Memory:
    """Knowledge of the emulator beside the world; it is gone with its process."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    """Health errors -> when they were first seen."""
    over: dict[str, tuple[int, JsonObject | str]] = field(default_factory=dict)
    """Operations that were over at once -> when, and their result: a body, or the job they were about."""
    children: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Jobs of single machines -> job and node of the world, as far as somebody asked."""
    secrets: dict[str, Secret] = field(default_factory=dict)
    """Keys that came with a request, until it was taken."""
    role: str = CONTRIBUTOR
    """What the client may do; see ``roles``."""

    def secret(self, handle: str) -> Secret | None:
        """``port.SecretSource``."""
        return self.secrets.get(handle)


@dataclass(frozen=True, slots=True)
class Asked:
    """``found``: names that the path has where its route has ``{...}``."""

    call: EmulatorCall
    scene: Scene
    simulator: Simulator
    settings: Settings
    memory: Memory
    version: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    request_id: str = field(default_factory=lambda: str(uuid4()))

    def query(self, name: str) -> str | None:
        """A parameter of the query, whatever its case and with or without a dollar sign."""
        for said, value in self.call.query.items():
            if said.lower().removeprefix("$") == name.lower():
                return value
        return None

    def link(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """An absolute address, as this client reached the emulator."""
        texts = {"api-version": self.version, **(query or {})}
        said = "&".join(f"{name}={quote(text, safe='')}" for name, text in texts.items())
        return f"{self.call.origin}{quote(path, safe='/')}?{said}"

    # Lists

    def listed(self, things: Sequence[T], build: Callable[[T], JsonObject]) -> EmulatorAnswer:
        """One page of a list, and where the next one is."""
        begin = self._begin(len(things))
        end = begin + self.settings.page
        more = {**self._filter(), "%24skipToken": f"{_TOKEN}{end:08d}"}
        following = self.link(unquote(self.call.path), more) if end < len(things) else None
        return ok({"value": [build(one) for one in things[begin:end]], "nextLink": following})

    def _filter(self) -> dict[str, str]:
        said = self.query("filter")
        return {} if said is None else {"%24filter": said}

    def _begin(self, count: int) -> int:
        token = self.query("skipToken")
        if token is None:
            return 0
        number = token.removeprefix(_TOKEN)
        if not token.startswith(_TOKEN) or not number.isdecimal() or int(number) > count:
            raise arm(400, "InvalidSkipToken", f"The skip token '{token[:60]}' is not one of this list.")
        return int(number)

    # Long-running operations

    def accepted(self, resource: str, ident: str, at: int) -> EmulatorAnswer:
        """202, and where to look: at the operation's status, and for its result."""
        signed = signature(self.scene.world.about.seed, ident, at)
        status = self.link(f"{self.scene.ids.vault}/replicationOperationStatus/{ident}", signed)
        result = self.link(f"{resource}/operationresults/{ident}", signed)
        return EmulatorAnswer(
            202,
            {
                "azure-asyncoperation": status,
                "location": result,
                "retry-after": str(self.retry_after),
                "x-ms-request-id": ident,
            },
        )

    @property
    def retry_after(self) -> int:
        """Seconds until a look is worth it: of the world's clock, or of the client's."""
        if not self.settings.scale_waits:
            return RETRY_AFTER
        speed = self.simulator.clock.speed
        return 1 if speed is None else max(1, round(RETRY_AFTER / speed))


_TOKEN = "Emulated:Begin-"  # noqa: S105  # of a page, not of a person
