"""Page of one recovery plan, and of one replicated item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import fields
from drconsole.records.clock import moment
from drconsole.records.rows.estate.items import (
    DebtRow,
    ItemRow,
    ItemValidationRow,
    LandedPointRow,
    LatestPointsRow,
    ShownItemRow,
)
from drconsole.records.rows.estate.plans import ActionRow, ShownPlanRow
from drconsole.records.view import active_side
from drconsole.render.estate.items.encryption import certificate_text, plan_certificates
from drconsole.render.estate.items.standing import come_back, counts_text, debts, loud, loud_plan, plain
from drconsole.render.jobs.jobs import error_text, warning_line
from drconsole.render.jobs.objectives import rpo_text
from drconsole.render.rows.records import is_failed_over, item_state, left_out_lines
from drconsole.render.words.command_lines import command_line
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import health_mark
from drconsole.render.words.text import NOTHING, age, clean, duration, listed, utc, words


def show_plan(output: Output, plan: ShownPlanRow, test_due: str | None, items: Sequence[ItemRow]) -> None:
    """Print a recovery plan: where it stands, whom its runs leave out, its groups and actions.

    ``test_due``: why its next test failover is due; None = it is not. ``items``: of the plan.
    """
    fields(
        output,
        (
            ("recovery plan", clean(plan["name"])),
            ("from", clean(plan["source"] or "-")),
            ("to", clean(plan["target"] or "-")),
            ("state", words(plan["state"])),
            ("allowed operations", listed(plan["allowed_operations"])),
            ("current job", clean(plan["current_job"] or "-")),
            ("RTO", duration(plan["rto"], "no objective")),
            ("last test failover", utc(plan["last_test_failover"])),
            ("next test failover", f"DUE: {test_due}" if test_due else utc(plan["drill"]["due"])),
            ("last failover", utc(plan["last_failover"])),
            *(("encrypted", line) for line in plan_certificates(items, len(items))),
        ),
    )
    if left := left_out_lines(plan):
        output.text("\nleft out of its runs")
        for line in left:
            output.hint(f"  {line}")
    for told in loud_plan(plan):
        output.text(f"\n{plain(told, unicode=output.unicode)}")
    known = labels(plan["items"])
    actions = plan["actions"]
    _show_actions(output, "before shutdown", actions["before_shutdown"])
    _show_actions(output, "after shutdown", actions["after_shutdown"])
    _show_actions(output, "before failover", actions["before_failover"])
    for group in plan["groups"]:
        output.text(f"\ngroup {group['number']}")
        for action in group["pre"]:
            output.text(f"  before: {_action(action)}")
        for item in group["items"]:
            output.text(f"  {known[item['key']]}")
        for action in group["post"]:
            output.text(f"  after: {_action(action)}")
    _show_actions(output, "after failover", actions["after_failover"])


def _show_actions(output: Output, when: str, actions: Sequence[ActionRow]) -> None:
    if actions:
        output.text(f"\n{when}")
    for action in actions:
        output.text(f"  {_action(action)}")


def _action(action: ActionRow) -> str:
    return f"{clean(action['kind'])} {clean(action['name'])}"


def show_item(output: Output, item: ShownItemRow, clock: str | None) -> None:
    """Print a replicated item in full.

    ``clock``: the provider's as far as it is known; ages are told by it, or by the last look if that is later.
    """
    as_of = item["as_of"]
    now = max((each for each in (clock, as_of) if each), key=lambda each: str(moment(each)), default=None)
    fields(output, _item_fields(output, item, now))
    for told in loud(item):
        output.text(f"\n{plain(told, unicode=output.unicode)}")
    for warning in item["warnings"]:
        output.text(f"\n{warning_line(warning)} (job {clean(warning['job'])})")
    if item["test_debt"]:
        output.text("\nleft by a test failover")
        show_debts(output, item["test_debt"], now)
    _show_latest(output, item["latest_recovery_points"], now)
    for error in item["health_errors"]:
        output.text(f"health: {error_text(error)}")


def _item_fields(output: Output, item: ShownItemRow, now: str | None) -> Iterable[tuple[str, str]]:
    back, as_of = come_back(item), item["as_of"]
    return (
        ("replicated item", clean(item["name"])),
        ("key", clean(item["key"])),
        ("scenario", clean(item["scenario"])),
        ("state", item_state(item)),
        ("active side", str(active_side(item) or "-")),
        ("authority", counts_text(item)),
        *_encryption(item),
        ("replication health", health_mark(item["replication_health"]).text()),
        ("failover health", health_mark(item["failover_health"]).text()),
        ("RPO", NOTHING if is_failed_over(item) else rpo_text(item["rpo"], item["rpo_objective"])),
        ("replication group", clean(item["replication_group"] or "-")),
        ("allowed operations", listed(item["allowed_operations"])),
        ("failed over to point", _point(item["failover_recovery_point"])),
        ("its machine", ", ".join(clean(each) for each in (item["machine"], item["address"]) if each) or "-"),
        ("validation", _validation(item["validation"])),
        ("can come back", plain(back, unicode=output.unicode) if back is not None else "-"),
        ("as of", utc(as_of) + (f" ({age(as_of, now)})" if as_of and now != as_of else "")),
    )


def _encryption(item: ShownItemRow) -> Iterable[tuple[str, str]]:
    """Yield the certificate without which the machine cannot be made, where its data is encrypted."""
    if (sealed := item["encryption"]) is not None:
        yield "encryption certificate", certificate_text(sealed["thumbprint"], sealed["certificate"])


def _show_latest(output: Output, latest: LatestPointsRow | None, now: str | None) -> None:
    output.text("\nlatest recovery points" + ("" if latest else ": not read"))
    if latest is None:
        return
    for name, time in (
        ("latest processed", latest["latest_processed"]),
        ("latest app consistent", latest["latest_app_consistent"]),
        ("latest crash consistent", latest["latest_crash_consistent"]),
        ("as of", latest["as_of"]),
    ):
        output.text(f"  {name}: {utc(time, 'none')}" + (f" ({age(time, now)})" if time else ""))


def show_debts(output: Output, owed: Iterable[DebtRow], now: str | None) -> None:
    """Print what tests have left, each with the command that cleans it up. ``now``: for their age."""
    for told, undo in debts(owed, command_line, now):
        output.text(plain(told, unicode=output.unicode))
        if undo:
            output.hint(f"  to clean up:  {undo}")


def _point(point: LandedPointRow | None) -> str:
    return "-" if point is None else f"{utc(point['time'])} ({clean(point['id'])})"


def _validation(validation: ItemValidationRow | None) -> str:
    if validation is None:
        return "-"
    said = f"{clean(validation['result'])}: {clean(validation['comment'])}".rstrip(": ")
    return f"{said} (seen then: {clean(validation['seen'])})" if validation["seen"] else said
