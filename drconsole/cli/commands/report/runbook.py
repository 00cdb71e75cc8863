"""Command that writes a plan's runbook, for the day on which this program's host is gone."""

from __future__ import annotations

import argparse

from drconsole.cli.commands.report.put import HTML, MARKDOWN, format_of, put
from drconsole.cli.context import Context
from drconsole.cli.lookup import named
from drconsole.link.messages import Preview
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work.errors import DrError
from drconsole.reports.writing.markdown import as_markdown
from drconsole.reports.writing.runbook_document import runbook_document

FORMS = (MARKDOWN, HTML)
NO_ENGINE = "no engine answered"


def runbook(context: Context, args: argparse.Namespace) -> int:
    """Write the runbook. Raises ``BadInput``: there is no such plan, or the file is there."""
    form = format_of(args, FORMS)
    with context.store_to_show() as store:
        plan = named(store.plans(), args.plan, TargetType.PLAN)
        preview, unchecked = _preview(context, plan["key"])
        document = runbook_document(store.runbook(plan, preview, unchecked))
    if form == HTML:
        from drconsole.reports.writing.html import as_html  # the template library, for this form alone

        return put(context, args, form, as_html(document))
    return put(context, args, form, as_markdown(document))


def _preview(context: Context, key: str) -> tuple[PreviewRow | None, str]:
    """Return what a failover would do now, or why that is not known: a runbook is printed without an engine, too."""
    try:
        return context.ask_if_running(Preview(Operation.FAILOVER, by_key(TargetType.PLAN, key))), NO_ENGINE
    except DrError as error:
        return None, error.message
