"""Validation of a failed-over machine: a person's judgement, beside what is seen of the machine at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.projections.parts import stamp
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.previews import machines_now
from drconsole.engine.service.previewing.targets import resolve_item
from drconsole.engine.service.queries import looked
from drconsole.link.messages import Validate
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.work.jobs import ValidatedRow
from drconsole.recovery.states.assessments.seen_now import WORDS, seen_now
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.estate.known import DOUBTFUL
from drconsole.recovery.types.remedies import Act, Option, Remedy, target_in
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import SEEN_OTHERWISE, Refused

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def validate(engine: Engine, message: Validate, asked: Asked) -> ValidatedRow:
    """Record a judgement with what was seen. Raises ``Refused``: not failed over, in a job, or ok against what is seen
    and not accepted."""
    view = engine.estate.view
    key, name = resolve_item(message.item, view)
    await looked(engine)
    known = await machines_now(engine, [key])
    item, status = view.items[key], view.statuses[key]
    if classify(item, status).phase not in (Phase.COMMIT_PENDING, Phase.COMMITTED):
        raise Refused(
            "not-failed-over",
            f"{name} is not failed over ({status.protection_state_description})",
            place=name,
            advice="validate a machine after its failover and before its commit",
        )
    if key in engine.state.busy:
        raise Refused("item-busy", f"{name} is in job {engine.state.busy[key]}", advice="wait for its end")
    word, words = seen_now(item, status, known, known.silent.get(key, ()))
    doubtful = message.result == "ok" and word in DOUBTFUL
    if doubtful and message.accept != word:
        at = stamp(engine.provider.clock.now().replace(microsecond=0))
        target = target_in(view.items, TargetType.ITEM, key)
        options = ((Option.RESULT, message.result), (Option.ACCEPT, str(word)))
        raise Refused(
            SEEN_OTHERWISE,
            f"{WORDS[word].format(name=name)}: {words}, seen {at}",
            place=name,
            advice="validate it when that is mended, or accept what was seen",
            extra=RefusalRow(seen=str(word)),
            remedies=[Remedy(Act.VALIDATE, target=target, options=options)],
        )
    accepted = str(word) if doubtful else ""
    event = ev.ValidationRecorded(key, message.result, message.comment, status.failover_point_id, words, accepted)
    answer: ValidatedRow = {
        "item": name,
        "key": key,
        "result": message.result,
        "comment": message.comment,
        "operator": asked.actor,
        "seen": words,
        "accepted": accepted,
    }
    engine.touch_estate([("item", key)])
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    return answer
