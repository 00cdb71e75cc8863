"""The world opens a sealed cloud's data only with the certificate that the cloud was set up with, at both grains."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.certificates import made
from support.encrypted import estate
from support.simloop import SimLoop, run_sim

from drconsole.providers.port import Rejected, Status, Work
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Direction, Grain, Operation, TargetType
from drconsole.recovery.types.work.secret import Secret

THE_KEY, ANOTHER = made(), made("another")


class Held:
    """Secrets by handle, as an engine holds them."""

    def __init__(self, **secrets: bytes) -> None:
        self._secrets = secrets

    def secret(self, handle: str) -> Secret | None:
        return Secret(self._secrets[handle]) if handle in self._secrets else None


def work(step: str | None, items: tuple[str, ...], handle: str | None, plan: bool = False) -> Work:
    return Work(
        key="j1/t/1",
        job="j1",
        operation=Operation.FAILOVER,
        target="sealed" if plan else items[0],
        target_type=TargetType.PLAN if plan else TargetType.ITEM,
        direction=Direction.PRIMARY_TO_RECOVERY,
        items=items,
        step=step,
        secret=handle,
    )


def asked(grain: Grain, asked_for: Work, thumbprint: str | None = None) -> tuple[Any, list[str], str]:
    """(end or the code of the refusal, effects on the first item, all that the world would write down)."""
    loop = SimLoop()
    world = Simulator.create(estate(thumbprint), grain, wall=loop.wall)
    simulator = Simulator(world, wall=loop.wall)
    forms = {form: THE_KEY.form(form) for form in ("pem", "der", "pfx")}
    simulator.use_secrets(Held(**forms, other=ANOTHER.form("pem"), junk=b"x"))

    async def play() -> Any:
        await simulator.open()
        try:
            reference = await simulator.begin(asked_for)
        except Rejected as rejected:
            return rejected.errors[0].code
        simulator.rehearsal.set_speed(None)
        with simulator.clock.hold():
            while True:
                seen = await simulator.observe(asked_for, reference)
                if seen.status not in (Status.RUNNING, Status.ABSENT):
                    return (seen.status, *(error.code for error in seen.errors[:1]))
                await simulator.clock.sleep_until(simulator.clock.now() + timedelta(seconds=5))

    end = run_sim(play(), loop)
    effects = [effect.what for effect in world.ledger if effect.item == "s1"]
    return end, effects, simulator.rehearsal.snapshot().decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("handle", "end"),
    [
        ("pem", (Status.DONE,)),
        ("der", (Status.DONE,)),
        ("pfx", (Status.DONE,)),
        ("other", "EncryptionCertificateMismatch"),
        ("junk", "EncryptionCertificateMissing"),
        ("forgotten", "EncryptionCertificateMissing"),
        (None, "EncryptionCertificateMissing"),
    ],
)
def test_a_step_that_makes_a_machine_needs_the_clouds_certificate(handle: str | None, end: Any) -> None:
    found, effects, kept = asked(Grain.STEP, work("VmFailover", ("s1",), handle))
    assert found == end
    assert ("machine-created" in effects) == (end == (Status.DONE,))
    assert "contoso" not in kept and "BEGIN CERTIFICATE" not in kept


@pytest.mark.parametrize(
    ("handle", "end"),
    [
        ("pfx", (Status.DONE,)),
        ("other", (Status.FAILED, "EncryptionCertificateMismatch")),
        (None, (Status.FAILED, "EncryptionCertificateMissing")),
    ],
)
def test_a_remote_job_takes_its_key_along_from_its_begin(handle: str | None, end: Any) -> None:
    found, effects, kept = asked(Grain.PLAN, work(None, ("s1", "s2", "s3"), handle, plan=True))
    assert found == end
    assert ("machine-created" in effects) == (end == (Status.DONE,))
    assert "contoso" not in kept


def test_a_cloud_may_be_set_up_with_a_thumbprint_of_sha256() -> None:
    assert asked(Grain.STEP, work("VmFailover", ("s1",), "pem"), THE_KEY.sha256)[0] == (Status.DONE,)


def test_a_machine_whose_cloud_is_not_sealed_needs_none() -> None:
    found, _, _ = asked(Grain.STEP, work("VmFailover", ("o1",), None))
    assert found == (Status.DONE,)
