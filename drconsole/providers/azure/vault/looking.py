"""Evidence of machines and replication: what Azure can say, and nothing where it says nothing.

An item says itself whether it replicates and whether a test is open. The power state of a machine in Azure is asked of
``Microsoft.Compute``, where the principal may read it. A machine on premises says nothing to Azure.
"""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.providers.azure.calls import Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.vault.reading import Reader
from drconsole.providers.azure.wire.details.fields import details_of
from drconsole.providers.azure.wire.json import parts, text
from drconsole.providers.azure.wire.machines.way import provider_of
from drconsole.providers.port import Unreachable
from drconsole.recovery.states.assessments.health import NOT_OF_REPLICATION, alarming
from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, NO_ANSWER, REPLICATING, SOURCE, TARGET, TEST
from drconsole.recovery.types.words import Scenario
from drconsole.recovery.types.work.observed import Evidence

COMPUTE = "2024-03-01"
"""API version of ``Microsoft.Compute`` (our choice: any that has instance views does)."""

Seen = tuple[str, bool | None]
UNSEEN: Seen = (NO_ANSWER, None)

_STOPPED = ("unplannedfailover", "plannedfailover", "unprotected", "restorefinalized", "failover", "migration")
"""Beginnings of protection states, in lower case, in which nothing replicates [REC]."""
_TESTS = {"none": False, "markedfordeletion": False, "waitingforcompletion": True, "testfailovercompleted": True}
_WORDS = {SOURCE: ("on", "off"), TARGET: ("running", "stopped")}


class Looker:
    def __init__(self, transport: Transport, reader: Reader) -> None:
        self._transport = transport
        self._reader = reader

    async def look(self, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
        """Raises ``Unreachable``."""
        found: list[Evidence] = []
        for key in items:
            one = await self._reader.one(key)
            if one is None or self._reader.latest is None:
                continue
            body, status = one
            scenario = self._reader.latest.items[key].scenario
            for probe in probes:
                if probe == REPLICATING:
                    word, so = replicates(scenario, status)
                else:
                    word, so = await self._seen(body, status, probe)
                found.append(Evidence(key, probe, word, so, status.as_of))
        return found

    async def _seen(self, body: JsonObject, status: ItemStatus, probe: str) -> Seen:
        if probe == TEST:
            return test_machine(status)
        if probe not in _WORDS:
            return UNSEEN
        return await self._power(body, status, probe)

    async def _power(self, body: JsonObject, status: ItemStatus, probe: str) -> Seen:
        on, off = _WORDS[probe]
        machine, named = machine_of(body, status, probe)
        if machine is None:
            told = status.source_powered if probe == SOURCE else status.target_powered
            return UNSEEN if told is None else (on, True) if told else (off, False)
        call = Call("GET", f"{machine}/instanceView", {"api-version": COMPUTE})
        try:
            answer = await self._transport.ask(call, Urgency.OPEN_VIEW)
        except Unreachable:
            return UNSEEN
        if answer.status == 404 and named and "resourcenotfound" in text(answer.body, "error", "code").lower():
            return ABSENT, False
        if not answer.ok:
            return UNSEEN
        codes = [text(one, "code").lower() for one in parts(answer.body, "statuses")]
        power = next((code.removeprefix("powerstate/") for code in codes if code.startswith("powerstate/")), "")
        if power == "running":
            return on, True
        return (off, False) if power in ("stopped", "deallocated") else UNSEEN


def machine_of(body: JsonObject, status: ItemStatus, probe: str) -> tuple[str | None, bool]:
    """ARM id of the machine that a probe asks for, and whether the service named it; None = it is not in Azure, or not
    told. One that is known by the name that it should get proves nothing by not being there."""
    details, provider = details_of(body), provider_of(body)
    if provider == "A2A":
        here, there = text(details, "fabricobjectid"), text(details, "recoveryfabricobjectid")
        first, second = (there, here) if status.turned else (here, there)
        told = first if probe == SOURCE else second
        return told or None, bool(told)
    if probe == SOURCE:
        return None, False
    told = text(details, "azurevirtualmachineid")
    return told or _named(details) or None, bool(told)


def _named(details: JsonObject) -> str:
    """The machine by the resource group and the name that it gets there."""
    group = text(details, "recoveryazureresourcegroupid") or text(details, "targetresourcegroupid")
    name = text(details, "recoveryazurevmname") or text(details, "targetvmname")
    return f"{group}/providers/Microsoft.Compute/virtualMachines/{name}" if group and name else ""


def replicates(scenario: Scenario, status: ItemStatus) -> Seen:
    """Critical health is no evidence where it is expected: between VMM sites at the recovery side (``alarming``)."""
    state = status.protection_state.lower()
    if state == "protected" or state.startswith("initialreplication"):
        if not alarming(scenario, status):
            return "replicating", True
        told = (error for error in status.health_errors if error.code not in NOT_OF_REPLICATION)
        grave = any(error.level.lower() in ("critical", "error") for error in told)
        return ("stalled", False) if grave else UNSEEN
    return ("stopped", False) if state.startswith(_STOPPED) else UNSEEN


def test_machine(status: ItemStatus) -> Seen:
    present = _TESTS.get(status.test_failover_state.lower())
    if present is None:
        return UNSEEN
    return ("present", True) if present else (ABSENT, False)
