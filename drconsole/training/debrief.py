"""Debrief of a way through a lesson: what was reached, what was dangerous, what was done and when."""

from __future__ import annotations

from pathlib import Path

from drconsole.recovery.types.words import lasting
from drconsole.settings.environment import xdg_folder
from drconsole.settings.errors import SettingsError
from drconsole.training.injecting import in_words
from drconsole.training.playing import KINDS, Played
from drconsole.training.predicates.fields import Value
from drconsole.training.score.dangers import COST
from drconsole.training.score.result import Deed, Measured, Score


def write(played: Played) -> Path:
    """Write the debrief of a way into the user's state home, over an older one of the same way; return its path.

    Raises ``SettingsError`` where it cannot be written.
    """
    folder = xdg_folder("XDG_STATE_HOME", ".local/state") / "drconsole.training"
    path = folder / f"{played.lesson.name}-{played.way.name}.md"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(as_markdown(played), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"the debrief cannot be written: {error.strerror}", place=str(path)) from error
    return path


def as_markdown(played: Played) -> str:
    """Return the debrief as Markdown."""
    score = played.score
    lines = [
        f"# EXERCISE: {plain(played.lesson.title)}",
        "",
        f"Way `{played.way.name}`: {verdict(score)}, {score.points:g} of {score.most} points, "
        f"{lasting(played.elapsed)} of the world's time.",
        *judged(score),
        "",
        "## What was done",
        "",
    ]
    deeds = sorted([*_faults_of_the_estate(played), *played.deeds], key=lambda deed: deed.at)
    lines += [f"- {when(deed.at)}: {plain(deed.what)}. {plain(deed.came)}" for deed in deeds]
    return "\n".join(lines) + "\n"


def _faults_of_the_estate(played: Played) -> list[Deed]:
    """Return the faults that came at their time: the world has them from its making, and nobody lets them come."""
    return [
        Deed(one.at, KINDS["fault"], in_words(one))
        for one in played.lesson.injects
        if one.in_estate and one.at is not None and one.at <= played.elapsed
    ]


def verdict(score: Score) -> str:
    """Return whether a lesson was passed, in words."""
    return "passed" if score.passed else "not passed"


def judged(score: Score) -> list[str]:
    """Return the lines of objectives, dangerous acts and probes."""
    lines = ["", "## Objectives", "", "| objective | result | measured | target |", "|---|---|---|---|"]
    lines += [f"| {plain(one.text)} | {one.result} | {measured(one)} | {target(one)} |" for one in score.objectives]
    lines += ["", "## Dangerous acts", ""]
    lines += [f"- {when(act.at)}: {plain(act.text)}. {COST[act.kind]}" for act in score.dangerous] or ["None."]
    if score.probes:
        lines += ["", "## Throughout", ""]
        lines += [
            f"- {plain(one.text)}: {'held' if one.broken_at is None else f'broken {when(one.broken_at)}'}"
            for one in score.probes
        ]
    return lines


def when(seconds: float | None) -> str:
    """Return a time after the beginning in words."""
    return "at an unknown time" if seconds is None else f"after {lasting(seconds)}" if seconds >= 1 else "at once"


def measured(one: Measured) -> str:
    """Return what was measured of an objective, in words."""
    return _shown(one.measured, seconds=one.seconds)


def target(one: Measured) -> str:
    """Return the target of an objective, in words: a number is the most that may be measured."""
    told = _shown(one.target, seconds=one.seconds)
    return told if isinstance(one.target, bool) else f"at most {told}"


def _shown(value: Value, *, seconds: bool) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if not seconds:
        return f"{value:g}"
    return lasting(value) if value >= 0 else f"-{lasting(-value)}"


def plain(text: str) -> str:
    """Return a text that is no Markdown of its own: one line, without what a table or a tag is made of."""
    one_line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return one_line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
