"""The verbs around an operation: what is next, its points, its check, its preview, its run."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from drconsole.cli.commands.key import encryption_key
from drconsole.cli.context import Context
from drconsole.cli.output.show_jobs import show_job
from drconsole.cli.output.show_previews import show_check, show_preview
from drconsole.recovery.types.errors import BadInput, NoEngine, Refused
from drconsole.recovery.types.words import TargetType
from drconsole.render.command_lines import command, command_to_type, found_to_type
from drconsole.render.jobs import warning_lines
from drconsole.render.labels import labels
from drconsole.render.records import POINTS
from drconsole.render.text import clean

NOT_ONE_ITEM = "plan-not-item"
"""What the engine says of a recovery plan where an item is meant."""
EMPTY_PLAN = "it has no items either"
NAMED_ITEMS = 8
"""That an advice names."""


def options(args: argparse.Namespace) -> dict[str, Any]:
    """The options as the engine takes them; None = not said."""
    return {
        "point": args.point,
        "point_id": args.point_id,
        "direction": args.direction,
        "shutdown": args.shutdown,
        "network": args.network,
        "comment": args.comment,
    }


def _from_the_store(context: Context, words: str) -> dict[str, Any]:
    """Where a target stood when it was last looked at: no engine answers."""
    from drconsole.engine.service.queries import guide_json
    from drconsole.engine.service.targets import resolve
    from drconsole.records import view
    from drconsole.recovery.guide import guide

    with context.store() as store:
        items, plans, jobs = store.rows("item"), store.rows("plan"), store.rows("job")
    look = view.look_of(items, plans, jobs)
    kind, key, name = resolve(words, look.view)
    found = guide.next_step(look, kind, key)
    keys = set(look.view.plans[key].items if kind is TargetType.PLAN else (key,))
    warnings = [
        {"key": i["key"], "item": i["name"], **w} for i in items if i["key"] in keys for w in i.get("warnings") or ()
    ]
    stands = {**guide_json(found, kind, name), "waits_for": [], "warnings": warnings}
    return {**stands, "as_of": look.now.isoformat().replace("+00:00", "Z")}


def next_step(context: Context, args: argparse.Namespace) -> int:
    try:
        found = command_to_type(context.ask("Next", {"target": args.target}))
    except (NoEngine, Refused) as error:
        if isinstance(error, Refused) and error.code != "not-permitted":
            raise
        found = command_to_type(_from_the_store(context, args.target))
        if isinstance(error, NoEngine) and found.get("command") and not found.get("next_operation"):
            # What is under way stands still until the next engine takes it up.
            found["alternatives"] = [found["command"], *(found.get("alternatives") or ())]
            found["command"] = command("engine", "start")
    out = context.output
    if context.json:
        out.document({**found, "command": out.here(str(found.get("command") or ""))})
        return 0
    out.text(
        f"{clean(found.get('target_type') or '')} {clean(found.get('target'))}: {clean(found.get('stands'))}".strip()
    )
    if found.get("next_operation"):
        out.text(f"next: {clean(found['next_operation'])}")
    out.text(f"why: {clean(found.get('why'))}")
    warnings = found.get("warnings") or ()
    for line in warning_lines(warnings, labels(warnings, "item")):
        out.text(line)
    if found.get("command"):
        out.hint(f"  {clean(found['command'])}")
    for other in found.get("alternatives") or ():
        out.hint(f"or: {clean(other)}")
    return 0


def points(context: Context, args: argparse.Namespace) -> int:
    def instead(plan: str, items: list[str]) -> str:
        asks = [command("points", item) for item in items[:NAMED_ITEMS]]
        return f"ask for one of its items: {'; '.join([*asks, *_more(plan, items)])}"

    with _of_one_item("plan-has-no-points", "it has no recovery points of its own, its items have", instead):
        found = context.ask("RecoveryPoints", {"item": args.item})["points"]
    newest = sorted(found, key=lambda point: str(point.get("time") or ""), reverse=True)
    if context.json:
        context.output.document(newest)
    else:
        context.output.table(POINTS, newest, empty="no recovery points")
    return 0


@contextlib.contextmanager
def _of_one_item(code: str, why: str, instead: Callable[[str, list[str]], str]) -> Iterator[None]:
    """Where a recovery plan was named and an item is meant, say so; ``instead`` makes the advice of its items."""
    try:
        yield
    except BadInput as error:
        if error.code != NOT_ONE_ITEM:
            raise
        plan, items = clean(error.extra.get("plan")), [clean(item) for item in error.extra.get("items") or ()]
        advice = instead(plan, items) if items else EMPTY_PLAN
        raise BadInput(code, f"{plan} is a recovery plan: {why}", place="ITEM", advice=advice) from error


def _more(plan: str, items: list[str]) -> list[str]:
    return [f"and {len(items) - NAMED_ITEMS} more ({command('plans', plan)})"] if len(items) > NAMED_ITEMS else []


NOT_READY = Refused.exit_code


def check(context: Context, args: argparse.Namespace) -> int:
    """Exit 0 when ready, 3 when not; the answer is printed either way."""
    found = found_to_type(context.ask("Check", _question(args)))
    if context.json:
        context.output.document(found)
    else:
        show_check(context.output, found)
    return 0 if found["ready"] else NOT_READY


def preview(context: Context, args: argparse.Namespace) -> int:
    found = found_to_type(context.ask("Preview", _question(args)))
    if context.json:
        context.output.document(found)
    else:
        show_preview(context.output, found, run_words(args, found.get("target")), context.mode())
    return 0


def _question(args: argparse.Namespace) -> dict[str, Any]:
    return {"operation": args.operation, "target": args.target, "options": options(args), **encryption_key(args)}


def run_words(args: argparse.Namespace, name: str | None = None) -> tuple[str, ...]:
    """The words of ``run`` for what was just previewed; ``name`` is the target's as the engine knows it."""
    words = ["run", args.operation, args.target]
    for option in ("point", "point_id", "direction", "network", "encryption_key"):
        value = getattr(args, option)
        if value is not None:
            words += [f"--{option.replace('_', '-')}", value]
    if args.shutdown is not None:
        words.append("--shutdown" if args.shutdown else "--no-shutdown")
    if args.comment:
        words += ["--comment", args.comment]
    return (*words, "--confirm", name or bare_name(args.target))


def bare_name(target: str) -> str:
    """A target without its prefix: what ``--confirm`` must say."""
    for prefix in ("plan:", "item:", "plan-key:", "item-key:"):
        if target.startswith(prefix):
            return target.removeprefix(prefix)
    return target


def run(context: Context, args: argparse.Namespace) -> int:
    """Start the job; the engine checks the confirmation, a missing one goes to it as an empty one."""
    body = {
        **_question(args),
        "confirm": args.confirm or "",
        "digest": args.digest,
        "accept": args.accept,
        "comment": args.comment,
    }
    if args.wait:
        from drconsole.cli.commands.jobs import wait_for
        from drconsole.cli.following.follow import PATIENCE

        job = context.ask_surely("StartJob", body, PATIENCE)
        return wait_for(context, str(job.get("id") or job["job"]))
    job = context.ask("StartJob", body)
    if context.json:
        context.output.document(job)
    else:
        show_job(context.output, job, context.mode())
        context.output.text(f"\nfollow it:  {context.output.command('watch', str(job['id']))}")
    return 0


def validate(context: Context, args: argparse.Namespace) -> int:
    if not args.comment.strip():
        raise BadInput("no-comment", "a validation needs a comment", place="--comment", advice="say what you looked at")

    def instead(plan: str, items: list[str]) -> str:
        one = command("validate", *items[:1], "--result", args.result, "--comment", "TEXT")
        return f"{one}; its items: {', '.join([*items[:NAMED_ITEMS], *_more(plan, items)])}"

    with _of_one_item("plan-is-not-validated", "machines are validated one by one", instead):
        found = context.ask("Validate", {"item": args.item, "result": args.result, "comment": args.comment})
    if context.json:
        context.output.document(found)
    else:
        context.output.text(f"validation of {clean(args.item)} recorded: {args.result}")
    return 0
