"""Page of one recovery plan, and of one replicated item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import fields
from drconsole.records.clock import moment
from drconsole.records.view import active_side
from drconsole.render.command_lines import command_line
from drconsole.render.jobs import error_text, warning_lines
from drconsole.render.labels import labels
from drconsole.render.marks import health_mark
from drconsole.render.records import item_state, left_out_lines
from drconsole.render.standing import come_back, counts_text, debts, loud, plain
from drconsole.render.text import NOT_REPORTED, age, clean, duration, listed, utc, words


def show_plan(output: Output, plan: Mapping[str, Any]) -> None:
    fields(
        output,
        (
            ("recovery plan", clean(plan.get("name"))),
            ("from", clean(plan.get("source") or "-")),
            ("to", clean(plan.get("target") or "-")),
            ("state", words(plan.get("state"))),
            ("allowed operations", listed(plan.get("allowed_operations"))),
            ("current job", clean(plan.get("current_job") or "-")),
            ("last test failover", utc(plan.get("last_test_failover"))),
            ("last failover", utc(plan.get("last_failover"))),
        ),
    )
    if left := left_out_lines(plan):
        output.text("\nleft out of its runs")
        for line in left:
            output.hint(f"  {line}")
    for told in loud(plan):
        output.text(f"\n{plain(told, unicode=output.unicode)}")
    known = labels(plan.get("items") or ())
    for number, group in enumerate(plan.get("groups") or (), 1):
        output.text(f"\ngroup {group.get('number', number)}")
        for when in ("pre", "items", "post"):
            for entry in group.get(when) or ():
                output.text(f"  {known[entry['key']] if when == 'items' else _action(entry, when)}")


def _action(entry: Mapping[str, Any], when: str) -> str:
    moment = "before" if when == "pre" else "after"
    return f"{moment}: {clean(entry.get('kind') or 'action')} {clean(entry.get('name'))}"


def show_item(output: Output, item: Mapping[str, Any], clock: str | None) -> None:
    """``clock``: the provider's as far as it is known; ages are told by it, or by the last look if that is later."""
    as_of = item.get("as_of")
    now = max((each for each in (clock, as_of) if each), key=lambda each: str(moment(each)), default=None)
    latest = item.get("latest_recovery_points")
    back = come_back(item)
    fields(
        output,
        (
            ("replicated item", clean(item.get("name"))),
            ("key", clean(item.get("key"))),
            ("scenario", clean(item.get("scenario"))),
            ("state", item_state(item)),
            ("active side", str(active_side(item) or "-")),
            ("authority", counts_text(item)),
            ("replication health", health_mark(item.get("replication_health")).text()),
            ("failover health", health_mark(item.get("failover_health")).text()),
            ("RPO", duration(item.get("rpo"), NOT_REPORTED)),
            ("replication group", clean(item.get("replication_group") or "-")),
            ("allowed operations", listed(item.get("allowed_operations"))),
            ("failed over to point", _point(item.get("failover_recovery_point"))),
            ("its machine", ", ".join(clean(item[n]) for n in ("machine", "address") if item.get(n)) or "-"),
            ("validation", _validation(item.get("validation"))),
            ("can come back", plain(back, unicode=output.unicode) if back is not None else "-"),
            ("as of", utc(as_of) + (f" ({age(as_of, now)})" if as_of and now != as_of else "")),
        ),
    )
    for told in loud(item):
        output.text(f"\n{plain(told, unicode=output.unicode)}")
    for line in warning_lines(item.get("warnings") or ()):
        output.text(f"\n{line} (job {clean(item['warnings'][0].get('job'))})")
    if item.get("test_debt"):
        output.text("\nleft by a test failover")
        show_debts(output, item["test_debt"], now)
    output.text("\nlatest recovery points" + ("" if latest else ": not read"))
    for name, time in (latest or {}).items():
        output.text(
            f"  {clean(name).replace('_', ' ')}: {utc(time, 'none')}" + (f" ({age(time, now)})" if time else "")
        )
    for error in item.get("health_errors") or ():
        output.text(f"health: {error_text(error)}")


def show_debts(output: Output, owed: Iterable[Mapping[str, Any]], now: str | None) -> None:
    for told, undo in debts(owed, command_line, now):
        output.text(plain(told, unicode=output.unicode))
        if undo:
            output.hint(f"  to clean up:  {undo}")


def _point(point: Any) -> str:
    if not isinstance(point, Mapping):
        return clean(point or "-")
    return f"{utc(point.get('time'))} {words(point.get('consistency'))} ({clean(point.get('id'))})"


def _validation(validation: Any) -> str:
    if not isinstance(validation, Mapping):
        return clean(validation or "-")
    return f"{clean(validation.get('result'))}: {clean(validation.get('comment') or '')}".rstrip(": ")
