"""Command that sums up the runs and tests of every plan since a day, for those who audit."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from drconsole.cli.commands.report.put import CSV, HTML, JSON, MARKDOWN, format_of, put
from drconsole.cli.context import Context
from drconsole.records.clock import moment
from drconsole.recovery.types.work.errors import BadInput
from drconsole.reports.facts.period import PeriodFacts
from drconsole.reports.writing.markdown import as_markdown
from drconsole.reports.writing.period_document import period_csv, period_document
from drconsole.reports.writing.values import as_json
from drconsole.settings.config.load import load

LONGEST = 36500
"""Most days back that can be asked for."""
FORMS = (MARKDOWN, HTML, JSON, CSV)


def since(context: Context, args: argparse.Namespace) -> int:
    """Write the report. Raises ``BadInput`` for what is no time, and for a file that is there."""
    days = load().config.console.drill_days
    with context.store_to_show() as store:
        facts = store.runs_since(since_text(args.since, store.now()), days)
    form = format_of(args, FORMS, json=context.json)
    return put(context, args, form, _written(facts, form))


def since_text(word: str, now: str | None) -> str:
    """Return a moment of the provider's clock: a day, a time, or so many days (``90d``) before ``now``."""
    if word.endswith("d") and word[:-1].isdecimal() and int(word[:-1]) <= LONGEST:
        return _iso((moment(now) or datetime.now(UTC)) - timedelta(days=int(word[:-1])))
    when = moment(word)
    if when is None:
        advice = "a day such as 2026-01-31, a time such as 2026-01-31T08:00:00Z, or days back such as 90d"
        raise BadInput("bad-time", f"{word!r} is not a time", place="--since", advice=advice)
    return _iso(when)


def _iso(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")


def _written(facts: PeriodFacts, form: str) -> str:
    if form == JSON:
        return as_json(facts)
    if form == CSV:
        return period_csv(facts)
    if form == HTML:
        from drconsole.reports.writing.html import as_html  # the template library, for this form alone

        return as_html(period_document(facts))
    return as_markdown(period_document(facts))
