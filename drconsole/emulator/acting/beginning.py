"""Beginning of work: one request to the world, and what the client hears of it."""

from __future__ import annotations

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.refusals import of_errors
from drconsole.emulator.wire.running.operations import operation_id
from drconsole.providers.port import NoAnswer, Rejected, Work
from drconsole.recovery.types.words import TargetType

DROPPED = EmulatorAnswer(0, dropped=True)


async def begin(asked: Asked, work: Work, resource: str) -> EmulatorAnswer:
    """202 with the operation; the connection is dropped where the world gives no answer."""
    try:
        reference = await asked.simulator.begin(work)
    except NoAnswer:
        return DROPPED
    except Rejected as error:
        details = [(one.code, one.message, one.possible_causes, one.recommended_action) for one in error.errors]
        raise of_errors(400, details, request_id=asked.request_id) from error
    finally:
        if (secret := asked.memory.secrets.pop(asked.request_id, None)) is not None:
            secret.wipe()
    job = asked.scene.world.job_of_reference[reference]
    ident = operation_id(job, plan=work.target_type is TargetType.PLAN)
    return asked.accepted(resource, ident, job.sent_at)
