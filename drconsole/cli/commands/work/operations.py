"""Commands around an operation: recovery points, check, preview, run, validation."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator

from drconsole.cli.commands.room.leave import broken_glass, proposed_instead
from drconsole.cli.commands.work.encryption_key import encryption_key
from drconsole.cli.context import Context
from drconsole.cli.output.show_jobs import show_job
from drconsole.cli.output.show_previews import show_check, show_preview
from drconsole.link.messages import Check, Options, Preview, RecoveryPoints, StartJob, Validate
from drconsole.records.objectives import with_objective
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.estate.targets import without_prefix
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.words import Direction, PointChoice
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.rows.records import POINTS
from drconsole.render.words.command_lines import command, found_to_type
from drconsole.render.words.text import clean

NOT_ONE_ITEM = "plan-not-item"
"""Code of the engine's refusal where a recovery plan is named and an item is meant."""
NAMED_ITEMS = 8
"""Items that an advice names at most."""
NOT_READY = Refused.exit_code


def points(context: Context, args: argparse.Namespace) -> int:
    """Print an item's recovery points, newest first."""

    def instead(plan: str, items: list[str]) -> str:
        asks = [command("points", item) for item in items[:NAMED_ITEMS]]
        return f"ask for one of its items: {'; '.join([*asks, *_more(plan, items)])}"

    with _of_one_item("plan-has-no-points", "it has no recovery points of its own, its items have", instead):
        found = context.ask(RecoveryPoints(args.item))["points"]
    newest = sorted(found, key=lambda point: point["time"] or "", reverse=True)
    context.output.rows(POINTS, newest, empty="no recovery points")
    return 0


@contextlib.contextmanager
def _of_one_item(code: str, why: str, instead: Callable[[str, list[str]], str]) -> Iterator[None]:
    """Say so where a recovery plan was named and an item is meant; ``instead`` makes the advice of its items."""
    try:
        yield
    except BadInput as error:
        if error.code != NOT_ONE_ITEM:
            raise
        more = told_with(error)
        plan, items = clean(more.get("plan")), [clean(item) for item in more.get("items") or ()]
        advice = instead(plan, items) if items else "it has no items either"
        raise BadInput(code, f"{plan} is a recovery plan: {why}", place="ITEM", advice=advice) from error


def _more(plan: str, items: list[str]) -> list[str]:
    return [f"and {len(items) - NAMED_ITEMS} more ({command('plans', plan)})"] if len(items) > NAMED_ITEMS else []


def check(context: Context, args: argparse.Namespace) -> int:
    """Print the prerequisites of an operation; exit 0 when they are met, 3 when not."""
    asked = Check(args.operation, args.target, options(args), encryption_key(args))
    found = found_to_type(context.ask(asked))
    if context.json:
        context.output.document(found)
    else:
        show_check(context.output, found)
    return 0 if found["ready"] else NOT_READY


def preview(context: Context, args: argparse.Namespace) -> int:
    """Print what ``run`` would do, and the command that does exactly that."""
    asked = Preview(args.operation, args.target, options(args), encryption_key(args))
    found = found_to_type(context.ask(asked))
    if context.json:
        context.output.document(found)
    else:
        show_preview(context.output, found, run_words(args, found["target"]), context.mode())
    return 0


def options(args: argparse.Namespace) -> Options:
    """Return the options of a run as a message carries them; None = not said."""
    return Options(
        point=None if args.point is None else PointChoice(args.point),
        point_id=args.point_id,
        direction=None if args.direction is None else Direction(args.direction),
        shutdown=args.shutdown,
        network=args.network,
        comment=args.comment,
    )


def run_words(args: argparse.Namespace, name: str) -> tuple[str, ...]:
    """Return the words of ``run`` for what was just previewed. ``name`` is the target's, which has to be confirmed."""
    words = ["run", args.operation, args.target]
    for option in ("point", "point_id", "direction", "network", "encryption_key"):
        value = getattr(args, option)
        if value is not None:
            words += [f"--{option.replace('_', '-')}", value]
    if args.shutdown is not None:
        words.append("--shutdown" if args.shutdown else "--no-shutdown")
    if args.comment:
        words += ["--comment", args.comment]
    return (*words, "--confirm", name or without_prefix(args.target))


def run(context: Context, args: argparse.Namespace) -> int:
    """Start the job, and with ``--wait`` follow it to its end; where that needs approval, propose it.

    The engine checks the confirmation: a missing one goes to it as an empty one.
    """
    glass = broken_glass(context, args)
    asked = StartJob(
        args.operation,
        args.target,
        args.confirm or "",
        options(args),
        args.digest,
        tuple(args.accept),
        args.comment,
        encryption_key(args),
        args.proposal,
        *glass,
    )
    try:
        job = _start(context, asked, surely=args.wait)
    except Refused as error:
        return proposed_instead(context, error, asked)
    if args.wait:
        from drconsole.cli.commands.work.jobs import wait_for

        return wait_for(context, job["id"])
    if context.json:
        from drconsole.cli.commands.work.jobs import whole

        context.output.document(whole(context, job))
    else:
        show_job(context.output, {**with_objective(job, None), "tasks": []}, context.mode())
        context.output.text(f"\nfollow it:  {context.output.command('watch', job['id'])}")
    return 0


def _start(context: Context, asked: StartJob, *, surely: bool) -> JobRow:
    """Start it. ``surely``: sent again while no answer comes. Raises ``DrError``."""
    if not surely:
        return context.ask(asked)
    from drconsole.cli.following.follow import PATIENCE

    return context.ask_surely(asked, PATIENCE)


def validate(context: Context, args: argparse.Namespace) -> int:
    """Record whether a failed-over item works. Raises ``BadInput`` without a comment."""
    if not args.comment.strip():
        raise BadInput(
            "no-comment", "a validation needs a comment", option=Option.COMMENT, advice="say what you looked at"
        )

    def instead(plan: str, items: list[str]) -> str:
        one = command("validate", *items[:1], "--result", args.result, "--comment", "TEXT")
        return f"{one}; its items: {', '.join([*items[:NAMED_ITEMS], *_more(plan, items)])}"

    with _of_one_item("plan-is-not-validated", "machines are validated one by one", instead):
        found = context.ask(Validate(args.item, args.result, args.comment, args.accept_seen))
    if context.json:
        context.output.document(found)
    else:
        with context.store() as store:
            item = store.label_of_item(found["key"], found["item"])
        text = f"validation of {item} recorded: {args.result}; seen: {clean(found['seen'])}"
        context.output.text(f"{text} (accepted)" if found["accepted"] else text)
    return 0
