"""Coming of a lesson's events, by the link."""

from __future__ import annotations

from drconsole.documents.lessons.definition import Inject, Lost
from drconsole.link.client import Client
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.settings.state import StatePaths
from drconsole.training.exercise import kill_engine
from drconsole.training.injecting import in_words, kind_of, message_of, request_id_of
from drconsole.training.session import records as rec


def come(exercise: str, paths: StatePaths, inject: Inject) -> rec.Injected | rec.InjectFailed | None:
    """Let an event come and return its record; None = no engine answers: it is to be tried again.

    The engine knows the id under which it is asked: asked again after a crash, the event comes once.
    """
    message = message_of(inject)
    if inject.lose is Lost.ENGINE and not kill_engine(paths):
        return None
    if message is not None:
        try:
            with Client.connect(paths, told="") as client:
                client.ask(message, request_id=request_id_of(exercise, inject))
        except (BadInput, Refused) as error:
            return rec.InjectFailed(inject.id, error.message)
        except DrError:
            return None
    return rec.Injected(inject.id, kind_of(inject), in_words(inject), shown=inject.message is not None)
