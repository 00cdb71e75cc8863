"""Words for the acts of a way."""

from __future__ import annotations

from drconsole.documents.lessons.definition import (
    Act,
    ActOnJob,
    Advance,
    Answer,
    By,
    Decide,
    Drop,
    Kill,
    Look,
    Propose,
    Repair,
    Run,
    Validate,
    Wait,
)


def act_words(act: Act) -> str:
    """Return an act in words."""
    match act:
        case Run():
            return f"run {act.operation} {act.target}"
        case Answer():
            return f"answer {act.task}: {act.outcome}"
        case Validate():
            return f"validate {act.item}: {'ok' if act.ok else 'failed'}"
        case ActOnJob():
            return f"{act.verb} the {act.operation}"
        case Repair():
            return f"have {act.item} repaired"
        case Wait():
            return f"wait until {act.until}"
        case Advance():
            return f"let {act.seconds} s pass"
        case Kill():
            return "the engine is killed"
        case Drop():
            return "the line drops"
        case Look():
            return f"look at {act.screen}" + (f" of {act.item}" if act.item else "")
        case Propose():
            return f"propose {act.run.operation} {act.run.target}"
        case Decide():
            return f"{'approve' if act.approves else 'reject'} what is proposed for {act.target}"
        case By():
            return f"{act.person}: {act_words(act.act)}"
