"""Command of an instructor: the screen on the exercise that runs, or one act on it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from drconsole.cli.commands.train.score_lines import DANGER, score_line
from drconsole.cli.context import Context
from drconsole.recovery.types.words import lasting
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean
from drconsole.settings.operator import operator_name
from drconsole.training.instructing import watching
from drconsole.training.instructing.faults import fault_of, seconds
from drconsole.training.instructing.standing import Observer, Standing
from drconsole.training.instructing.station import Done, Station

Act = Callable[[Station], Done]
WATCH_SECONDS = 4.0
"""Seconds to wait for a trainee's console: it looks every second whether somebody watches."""


def instruct(context: Context, args: argparse.Namespace) -> int:
    """Do one act, or open the instructor's screen. Raises ``Refused`` where no exercise runs."""
    acts = _acts(args)
    if len(acts) + args.watch > 1:
        raise BadInput("bad-arguments", "these are several acts", place="train instruct", advice="one at a time")
    station = Station.join(Path(context.state) if context.state_said else None, operator_name())
    if acts:
        done = acts[0](station)
        if context.json:
            context.output.document({"exercise": station.folder.name, "act": done.act, "text": done.text})
        else:
            context.output.text(f"EXERCISE {clean(station.folder.name)}: {clean(done.text)}")
        return 0
    if args.watch:
        return _watch(context, station)
    if not context.json and _is_terminal():
        from drconsole.console.instructor.app import run_instructor

        return run_instructor(station)
    stand = Observer(station).look()
    if context.json:
        context.output.document(asdict(stand))
    else:
        _tell(context, stand)
    return 0


def _acts(args: argparse.Namespace) -> list[Act]:
    """Return the acts that were asked for; what is wrong in their words is said before anything is done."""
    found: list[Act] = []
    if args.inject is not None:
        fault = fault_of(args.inject)
        found.append(lambda station: station.inject(fault))
    if args.freeze:
        found.append(Station.freeze)
    if args.resume:
        found.append(Station.resume)
    if args.speed is not None:
        found.append(lambda station: station.speed(args.speed))
    if args.jump is not None:
        on = seconds(args.jump, "--jump")
        if not on:
            raise BadInput("bad-duration", "a jump of 0 goes nowhere", place="--jump", advice="such as 10m")
        found.append(lambda station: station.jump(on))
    for word, act in (("snapshot", Station.snapshot), ("back", Station.back), ("note", Station.note)):
        text = getattr(args, word)
        if text is not None:
            found.append(lambda station, act=act, text=text: act(station, text))  # type: ignore[misc]
    if args.message is not None:
        found.append(lambda station: station.message(args.message))
    if args.kill_engine:
        found.append(Station.kill_engine)
    if args.drop_line:
        found.append(Station.drop_line)
    return found


def _is_terminal() -> bool:
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return all(one is not None and one.isatty() for one in streams) and os.environ.get("TERM", "dumb") != "dumb"


def _watch(context: Context, station: Station) -> int:
    import time

    folder, end = station.folder.path, time.monotonic() + WATCH_SECONDS
    watching.watch(folder)
    try:
        while (found := watching.screen(folder)) is None and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        watching.unwatch(folder)
    if context.json:
        context.output.document({"exercise": folder.name, "screen": None if found is None else found[0].split("\n")})
    elif found is None:
        context.output.note("no console shows its screen: none is open on this exercise")
    else:
        for line in found[0].split("\n"):
            context.output.text(clean(line))
    return 0


def _tell(context: Context, stand: Standing) -> None:
    text = context.output.text
    clock = "no engine answers" if stand.paused is None else f"clock {stand.speed}{' (frozen)' if stand.paused else ''}"
    text(f"EXERCISE {clean(stand.lesson)}, {stand.mode}, {clean(stand.trainee)}: {lasting(stand.elapsed)}, {clock}")
    for step in stand.steps:
        text(f"  {'done' if step.done_at is not None else '    '}  {clean(step.text)}")
    score = clean(stand.fault) if stand.percent is None else f"{stand.percent} of 100"
    text(f"score so far:  {score}; hints {stand.hints}")
    for result, objective, measured in stand.objectives:
        text(score_line(result, f"{clean(objective)} ({clean(measured)})"))
    for act in stand.dangerous:
        text(score_line(DANGER, act))
    for job in stand.jobs:
        text(f"running:  {clean(job)}")
    text(f"snapshots:  {', '.join(stand.snapshots) or 'none'}")
