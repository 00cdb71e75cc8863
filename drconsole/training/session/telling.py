"""Words for the records of an exercise: one line each, the same for a debrief and for an instructor."""

from __future__ import annotations

from drconsole.training.session import records as rec


def words(record: rec.Record) -> str:
    """Return a record in words, not cleaned: it holds names and texts of people."""
    match record:
        case rec.Began():
            return "the exercise began"
        case rec.Joined():
            return "a console was opened again"
        case rec.Looked(screen=screen):
            return f"looked at {screen.replace('/', ' of ', 1)}"
        case rec.StepDone(step=step):
            return f"step {step} was done"
        case rec.HintGiven(step=step, number=number):
            return f"hint {number} of step {step} was asked for"
        case rec.Injected(what=what, text=text):
            return f"{what}: {text}"
        case rec.InjectFailed(inject=inject, why=why):
            return f"the event {inject} could not be made to come: {why}"
        case rec.ProbeBroken(probe=probe):
            return f"{probe} did not hold any more"
        case rec.Mistake(text=text):
            return f"mistake: {text}"
        case rec.Noted(text=text):
            return f"note: {text}"
        case rec.Frozen(frozen=frozen):
            return "the clock was stopped" if frozen else "the clock went on"
        case rec.Sped(speed=speed):
            return f"the clock's speed was set to {speed}"
        case rec.SnapshotTaken(snapshot=snapshot):
            return f"a snapshot was taken: {snapshot}"
        case rec.Moved(snapshot=snapshot):
            return f"the exercise went back to the snapshot {snapshot}; what was done since does not count"
        case rec.Ended():
            return "the exercise ended"
