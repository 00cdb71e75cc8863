"""Check of what was confirmed, on a fresh look: whoever starts or proposes it gets exactly what they were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.engine.projections.parts import about
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.previews import finding_json, fresh, item_names
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.work.checks import DifferenceRow
from drconsole.recovery.checks import prerequisites
from drconsole.recovery.steps.digest import Difference, difference
from drconsole.recovery.types.remedies import Option, choose
from drconsole.recovery.types.words import Level
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.secret import EncryptionKey
from drconsole.recovery.types.work.tasks import Finding, Preview, Request

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

TO_CHOOSE = "direction-to-choose"
CHANGED = "changed-since-preview"
"""Code of the refusal of what is no longer as it was shown."""


async def as_shown(engine: Engine, request: Request, shown: Preview | None, asked: Asked) -> Preview:
    """Evaluate a request on a fresh look; with what was ``shown``, exactly that.

    Raises ``Refused`` where the request is for something else than what was shown, or it is no longer so.
    """
    if shown is None:
        return await fresh(engine, request)
    request = _same_request(request, shown)
    _key_again(request, asked.key)
    preview = await fresh(engine, request, frozen=shown.points)
    if rows := changes(engine, shown, preview):
        raise Refused(
            CHANGED,
            "what would run is no longer what was shown",
            option=Option.DIGEST,
            advice="preview again and confirm what it shows now",
            extra=RefusalRow(difference=rows),
        )
    # Minutes move with the clock and are in no digest: the job is measured against what was confirmed.
    return replace(preview, forecast=shown.forecast)


def changes(engine: Engine, shown: Preview, now: Preview) -> list[DifferenceRow]:
    """Return what has changed since a preview was shown; empty where both have one digest."""
    names = item_names(engine.estate.view, shown, now)
    return [_told(each, names) for each in difference(shown, now)]


def require_ready(engine: Engine, preview: Preview, name: str, accept: Sequence[str], comment: str) -> None:
    """Raise ``Refused`` where prerequisites are not met, or one is accepted without a comment."""
    if blocking := _blocking(preview, accept):
        names = item_names(engine.estate.view, preview)
        raise Refused(
            "not-ready",
            f"{len(blocking)} prerequisite{'s' if len(blocking) > 1 else ''} not met: {blocking[0].message}",
            place=f"{preview.request.operation} {name}",
            advice=blocking[0].recommended_action,
            remedies=blocking[0].remedies,
            extra=RefusalRow(findings=[finding_json(finding, names) for finding in blocking]),
        )
    if accept and not comment.strip():
        raise Refused(
            "comment-missing",
            "a finding was accepted without a comment",
            option=Option.COMMENT,
            advice="say why it may be passed; it is journaled",
        )


def _told(changed: Difference, names: Mapping[str, str]) -> DifferenceRow:
    """Return what differs, an item with its name."""
    row: DifferenceRow = {"what": changed.what, "shown": changed.shown, "now": changed.now}
    return row if changed.item is None else {**row, **about(changed.item, names)}


def _blocking(preview: Preview, accept: Sequence[str]) -> Sequence[Finding]:
    """Return the findings in the way. One that nobody may accept counts before words that accept what is not there."""
    try:
        return prerequisites.unaccepted(preview.findings, accept)
    except BadInput:
        firm = [f for f in preview.findings if f.level == Level.ERROR and not f.overridable]
        if firm:
            return firm
        raise


def _same_request(request: Request, shown: Preview) -> Request:
    """Return the request that was shown, with the new comment. Raises ``Refused`` for other words beside its digest."""
    asked, was = request, shown.request
    options = (asked.options.point, asked.options.point_id, asked.options.direction, asked.options.shutdown)
    shown_options = (was.options.point, was.options.point_id, was.options.direction, was.options.shutdown)
    differs = (asked.operation, asked.target, asked.target_type) != (was.operation, was.target, was.target_type) or any(
        said is not None and said != had for said, had in zip(options, shown_options, strict=True)
    )
    certificate = asked.options.certificate
    differs = differs or (certificate is not None and certificate != was.options.certificate)
    if differs or (asked.options.network is not None and asked.options.network != was.options.network):
        raise Refused(
            "digest-of-another",
            "the digest was shown for another operation, target or options",
            option=Option.DIGEST,
            advice="repeat the words of the preview, or preview again",
        )
    if any(finding.id == TO_CHOOSE for finding in shown.findings):
        # The direction that stands in what was shown was put in for it, and said by nobody.
        was = replace(was, options=replace(was.options, direction=asked.options.direction))
    return with_comment(was, asked.options.comment)


def _key_again(request: Request, key: EncryptionKey | None) -> None:
    """Raise ``Refused`` where a key was shown and is not given again: a preview keeps none."""
    if request.options.certificate is not None and key is None:
        raise Refused(
            "encryption-key-missing",
            f"the encryption key {request.options.certificate.thumbprint} was shown and is not given",
            option=Option.ENCRYPTION_KEY,
            advice="give it again: a preview keeps no key",
            remedies=(choose(Option.ENCRYPTION_KEY),),
        )


def with_comment(request: Request, comment: str) -> Request:
    return replace(request, options=replace(request.options, comment=comment))


def require_confirmed(said: str | None, name: str) -> None:
    if said != name:
        raise Refused(
            "not-confirmed",
            f"'{said}' is not the target's name" if said else "the target's name was not given",
            option=Option.CONFIRM,
            advice="repeat it",
            remedies=(choose(Option.CONFIRM, name),),
        )


def require_accepting(engine: Engine) -> None:
    if engine.draining:
        raise Refused("draining", "the engine is draining and begins nothing new", advice="start an engine again later")
