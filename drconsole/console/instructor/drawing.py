"""Lines of the instructor's screen, of one standing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from drconsole.recovery.types.words import counted, lasting
from drconsole.render.words.text import clean
from drconsole.training.instructing.faults import Trouble
from drconsole.training.instructing.standing import Standing

KEYS = (
    "i any fault   K kill the engine   X drop the trainee's line",
    "f freeze, resume   + - speed   j jump ahead   s snapshot   b go back",
    "n note   m message to the trainee   w watch the trainee's screen   q leave",
)
WIDE = 120
"""Columns from which the record stands beside the rest."""
STEPS = 8
"""Steps that are shown at most: those around the one that is due."""
LOW = 30
"""Lines below which three of them are shown."""


def page(
    stand: Standing | None, offered: Sequence[Trouble], said: tuple[str, bool], width: int, height: int
) -> list[Text]:
    """Return the whole screen. ``said``: what came of the last act, and whether it went wrong."""
    foot = _foot(offered, said, width)
    room = max(0, height - len(foot))
    if stand is None:
        return _filled([Text("EXERCISE  the instructor's station: looking ...")], room, width) + foot
    head = [_head(stand, width), *([Text()] if height >= LOW else ())]
    if width < WIDE:
        body = _left(stand, width, height)
        rest = max(0, room - len(head) - len(body) - 1)
        return _filled([*head, *body, Text("What happened", "bold"), *_told(stand, width, rest)], room, width) + foot
    half, rest = width // 2 - 1, max(0, room - len(head))
    left, right = _left(stand, half, height), [Text("What happened", "bold"), *_told(stand, width - half - 2, rest - 1)]
    body = []
    for number in range(max(len(left), len(right))):
        line = left[number].copy() if number < len(left) else Text()
        line.truncate(half)
        line.pad_right(max(0, half + 2 - line.cell_len))
        body.append(line.append_text(right[number]) if number < len(right) else line)
    return _filled([*head, *body], room, width) + foot


def _head(stand: Standing, width: int) -> Text:
    clock = "NO ENGINE" if stand.paused is None else f"{stand.speed}{' FROZEN' if stand.paused else ''}"
    who = f"{stand.lesson} ({stand.mode}), {stand.trainee}"
    return _line(f"EXERCISE  instructor  {clean(who)}   {lasting(stand.elapsed)}   {clock}", width, "reverse")


def _left(stand: Standing, width: int, height: int) -> list[Text]:
    lines = [Text(f"Steps  {sum(one.done_at is not None for one in stand.steps)} of {len(stand.steps)}", "bold")]
    due = next((n for n, one in enumerate(stand.steps) if one.done_at is None), len(stand.steps))
    most = STEPS if height >= LOW else 3
    first = max(0, min(due - 1, len(stand.steps) - most))
    for number, step in list(enumerate(stand.steps))[first : first + most]:
        mark = "done" if step.done_at is not None else "now" if number == due else ""
        lines.append(_line(f" {mark:<5}{number + 1}. {clean(' '.join(step.text.split()))}", width))
    score = f"not known: {clean(stand.fault)}" if stand.percent is None else f"{stand.percent} of 100"
    hints = f", {counted(stand.hints, 'hint')}" if stand.hints else ""
    lines.append(_line(f"Score so far  {score}{hints}", width, "bold"))
    lines += [
        _line(f" {result:<8} {clean(text)} ({clean(measured)})", width) for result, text, measured in stand.objectives
    ]
    lines += [_line(f" DANGER   {clean(act)}", width, "bold") for act in stand.dangerous]
    at = ", ".join(map(clean, stand.places)) or "no console is open"
    lines.append(_line(f"Trainee  {at}", width, "bold"))
    lines += [_line(f" runs     {clean(job)}", width) for job in stand.jobs]
    if stand.snapshots:
        lines.append(_line(f" kept     {', '.join(stand.snapshots)}", width))
    return lines


def _told(stand: Standing, width: int, room: int) -> list[Text]:
    return [_line(clean(line), width) for line in (stand.told[-room:] if room > 0 else ())]


def _foot(offered: Sequence[Trouble], said: tuple[str, bool], width: int) -> list[Text]:
    half = width // 2 - 1
    lines = [Text("A fault comes at a key", "bold")]
    cells = [f" {one.key} {one.text}" for one in offered]
    for number in range(0, len(cells), 2):
        pair = cells[number : number + 2]
        lines.append(_line(set_cell_size(pair[0], half) + "".join(pair[1:]), width))
    lines += [_line(f" {keys}", width) for keys in KEYS]
    text, wrong = said
    lines.append(_line(f" {'not done: ' if wrong else ''}{clean(text)}", width, "bold reverse" if wrong else "bold"))
    return lines


def _line(text: str, width: int, style: str = "") -> Text:
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return Text(text, style, no_wrap=True)


def _filled(lines: list[Text], room: int, width: int) -> list[Text]:
    """Return exactly so many lines."""
    for line in lines:
        line.truncate(width)
    return [*lines[:room], *(Text() for _ in range(room - len(lines)))]
