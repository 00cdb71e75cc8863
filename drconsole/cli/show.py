"""Records in full, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drconsole.cli.output import Output
from drconsole.cli.streams import terminal_width
from drconsole.records.clock import moment
from drconsole.records.view import active_side
from drconsole.recovery.types.words import Operation, counted
from drconsole.render.command_lines import command_line
from drconsole.render.course import call_lines, leads_lines
from drconsole.render.findings import WIDTH, blocking, finding_lines, nothing_would_run, readiness, skipped_lines
from drconsole.render.jobs import (
    Line,
    answers,
    error_text,
    forecast_lines,
    headline,
    items_text,
    outcome_mark,
    prediction_lines,
    progress_text,
    tree_lines,
    waits_for_person,
    warning_lines,
)
from drconsole.render.labels import labels
from drconsole.render.marks import health_mark, run_mark
from drconsole.render.records import CHOSEN_POINTS, OUTCOMES, POINT_USED, WHY, item_state, left_out_lines
from drconsole.render.standing import come_back, counts_text, debts, loud, plain
from drconsole.render.text import NOT_REPORTED, age, clean, duration, listed, utc, words
from drconsole.render.tree import ended, latest_time, nested


def fields(output: Output, pairs: Iterable[tuple[str, str]]) -> None:
    known = list(pairs)
    width = max(len(name) for name, _ in known)
    for name, value in known:
        output.text(f"{name.ljust(width)}  {value}")


def lines(output: Output, tree: Iterable[Line]) -> None:
    for line in tree:
        output.text(line.plain(output.unicode))


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


def show_job(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    """Headline, state, forecast, items, the whole task tree, and what it waits for."""
    _show_head(output, job, mode)
    if job.get("items"):
        output.text(f"\nitems: {items_text(job)}")
        _show_ends(output, job)
    if job.get("tasks"):
        output.text("\ntasks")
        lines(output, tree_lines(job["tasks"]))
    if waits_for_person(job):
        output.text("\nwaits for a person")
        for line in answers(job):
            output.hint(line)


def show_result(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    """What came of a job: each item with the point it was taken from; the steps are one command away."""
    _show_head(output, job, mode)
    _show_ends(output, job)
    output.text(f"every step:  {output.command('jobs', str(job['id']))}")


def _show_ends(output: Output, job: Mapping[str, Any]) -> None:
    """What became of each item, and the recovery point that it was really taken from."""
    known = labels(job["items"])
    ends = [
        {
            "item": known[item["key"]],
            "mark": outcome_mark(job, item),
            "why": clean(item["reason"] or ""),
            "point": item["point_used"],
        }
        for item in job["items"]
    ]
    if ends:
        why = (WHY,) if any(end["why"] for end in ends) else ()
        used = (POINT_USED,) if any(end["point"] for end in ends) else ()
        output.table((*OUTCOMES, *why, *used), ends)


def _show_head(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    mark = run_mark(job.get("state"), job.get("state_description"))
    output.text(headline(job, mode))
    output.text(f"{mark.text(output.unicode)}  {progress_text(job, latest_time(job))}")
    output.text(
        f"started {utc(job.get('started_at'))}, ended {utc(job.get('ended_at'))}, by {clean(job.get('operator'))}"
    )
    for error in job.get("errors") or ():
        if str(error.get("level") or "").casefold() != "warning":
            output.text(f"error: {error_text(error)}")
    for line in warning_lines(job.get("warnings") or (), labels(job["items"])):
        output.text(line)


def show_check(output: Output, found: Mapping[str, Any]) -> None:
    mark, text = readiness(found)
    output.text(f"{mark.text(output.unicode)} {text}")
    ways = dict.fromkeys(clean(call.get("direction")) for call in found.get("site_recovery") or ())
    if ways:
        output.text(f"direction: {', '.join(ways)}")
    for call in call_lines(found):
        output.text(call)
    if (key := found.get("encryption_key") or {}).get("needed"):
        output.text(f"encryption key: {'given' if key.get('given') else 'NOT GIVEN'}, certificate {key['thumbprint']}")
    findings, width = found.get("findings") or (), terminal_width(output.out) if output.out.isatty() else WIDTH
    known = labels(found["items"])
    for line in finding_lines(findings, width, known):
        output.hint(line.plain(output.unicode))
    if not findings:
        output.text("no findings")
    output.text(f"\nqualified: {listed([known[key] for key in found['qualified']])}")
    lines(output, skipped_lines(found["skipped"], width, known))


def show_preview(output: Output, found: Mapping[str, Any], again: tuple[str, ...], mode: str | None) -> None:
    """What ``run`` would do, and the command that does exactly that. ``again``: its words without ``--digest``."""
    output.text(f"{clean(mode or 'MODE NOT KNOWN')}  preview: nothing has been started\n")
    show_check(output, found)
    if nothing_would_run(found):
        return
    points, known = found["points"], labels(found["items"])
    if points:
        output.text("\nrecovery points")
        output.table(CHOSEN_POINTS, [{**each["point"], "item": known[each["key"]]} for each in points])
    elif found.get("operation") == Operation.PLANNED_FAILOVER:
        output.text("\ndata loss: none expected (machines are shut down and synchronised first)")
    tasks = nested(found.get("tasks") or ())
    output.text(f"\ntasks ({counted(ended(tasks)[1], 'step')})")
    lines(output, prediction_lines(tasks))
    if after := leads_lines(found):
        output.text("\nafterwards")
        for line in after:
            output.text(f"  {line}")
    first, *reasons = forecast_lines(found.get("forecast"), known)
    output.text(f"\nforecast: {first}")
    for reason in reasons:
        output.text(f"  {reason}")
    for warning in found.get("warnings") or ():
        output.text(f"\n! {clean(warning)}")
    output.text(f"\ndigest {clean(found.get('digest'))}, good until {utc(found.get('expires_at'))}")
    open_ = blocking(found)
    if all(finding.get("overridable") for finding in open_):
        accept = [word for finding in open_ for word in ("--accept", str(finding["id"]))]
        if accept and "--comment" not in again:
            accept += ["--comment", "TEXT"]
        output.text("to run exactly this" + (", accepting what blocks it:" if accept else ":"))
        output.text(f"  {output.command(*again, '--digest', str(found.get('digest')), *accept, '--wait')}")
