"""Events of a lesson as what the engine of its exercise is asked for."""

from __future__ import annotations

import hashlib
from typing import Any

from drconsole.documents.lessons.definition import Inject, Lost
from drconsole.link import messages as msg
from drconsole.recovery.types.words import lasting
from drconsole.training.session.records import LINE

_LOST = {Lost.ENGINE: "the engine was killed", Lost.LINE: "the trainee's line drops"}
_KINDS = {Lost.ENGINE: "engine", Lost.LINE: LINE}


def kind_of(inject: Inject) -> str:
    """Return the word for what an event is, as records have it: message, clock, fault, engine or line."""
    if inject.lose is not None:
        return _KINDS[inject.lose]
    return "message" if inject.message is not None else "clock" if inject.jump is not None else "fault"


def message_of(inject: Inject) -> msg.Inject | msg.ExerciseClock | None:
    """Return what makes an event come; None = it asks nothing of the world: a message to the trainee, or a loss."""
    if inject.jump is not None:
        return msg.ExerciseClock(jump=float(inject.jump))
    if inject.fault is None:
        return None
    fault, params = inject.fault, dict[str, Any](inject.fault.params)
    return msg.Inject(
        msg.InjectedFault(
            kind=fault.kind,
            id=fault.id,
            item=fault.item,
            plan=fault.plan,
            step=fault.step,
            duration=fault.duration,
            probability=fault.probability,
            cleared_by=fault.cleared_by,
            **params,
        )
    )


def request_id_of(exercise: str, inject: Inject) -> str:
    """Return the id of the request: asked for again under it, an event comes once."""
    return f"event-{hashlib.sha256(f'{exercise}/{inject.id}'.encode()).hexdigest()[:32]}"


def in_words(inject: Inject) -> str:
    """Return an event as a debrief tells it."""
    if inject.jump is not None:
        return f"{lasting(inject.jump)} forward"
    if inject.lose is not None:
        return _LOST[inject.lose]
    if inject.fault is None:
        return inject.message or ""
    about = inject.fault.item or inject.fault.plan
    return inject.fault.kind + (f" at {about}" if about else "")
