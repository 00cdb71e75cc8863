"""Command that makes a lesson of a run."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from drconsole.cli.commands.train.play import make_state
from drconsole.cli.context import Context
from drconsole.cli.disk import room
from drconsole.cli.lookup import the_job
from drconsole.console.state.screens import SCREENS
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean


def from_job(context: Context, args: argparse.Namespace) -> int:
    """Write the lesson and its estate beside it.

    Raises ``BadInput``: there is no such job, no lesson can be made of it, or a file is there.
    """
    from drconsole.training.from_job.making import ESTATE, make

    file = Path(args.output)
    name = re.sub(r"[^a-z0-9-]+", "-", file.name.split(".")[0].lower()).strip("-")[:40]
    if file.suffix != ".yaml" or not name or not name[0].isalpha():
        advice = "such as last-night.yaml: it is the lesson's name"
        raise BadInput("bad-words", "the file's name is no lesson's name", place=args.output, advice=advice)
    estate = file.with_name(f"{name}{ESTATE}")
    for path in (file, estate):
        if path.exists() and not args.force:
            advice = "name another file, or add --force to write over it"
            raise BadInput("file-exists", "the file is there already", place=str(path), advice=advice)
    with context.store_to_show() as store:
        life = store.life(the_job(store, args.job))
    written = make(life, name, make_state, SCREENS)
    try:
        with room(args.output, "the lesson is not written as a whole"):
            estate.write_text(written.estate, encoding="utf-8")
            file.write_text(written.lesson, encoding="utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput("not-written", f"it cannot be written: {why}", place=args.output) from error
    if context.json:
        told = {"lesson": str(file), "estate": str(estate), "solution": written.solution}
        context.output.document(told)
        return 0
    context.output.text(f"{clean(str(file))}: the lesson; its solution is the run {written.solution.replace('-', ' ')}")
    context.output.text(f"{clean(str(estate))}: its estate. What is not known stands at the head of both")
    return 0
