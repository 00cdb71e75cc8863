"""Reports of an exercise's failovers, written at its end: with its states goes what they are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drconsole.cli.commands.report.exercise import exercise_facts
from drconsole.cli.commands.report.job import written
from drconsole.cli.commands.report.put import HTML
from drconsole.records.tables import JOBS
from drconsole.recovery.types.words import FAILS_OVER
from drconsole.training.session.folder import Running

_NAMES = frozenset(operation.value for operation in FAILS_OVER)


def write_reports(found: Running) -> list[Path]:
    """Write the report of each failover beside the debrief; returns the files. What cannot be written is left out."""
    from drconsole.reports.facts.collecting import collect
    from drconsole.reports.reading import sources_of
    from drconsole.store.reading.reader import Reader

    paths, files = found.folder.state(found.attempt.state), []
    exercise = exercise_facts(paths.folder)
    with Reader(paths.db) as reader:
        for job in reader.rows(JOBS):
            if job["operation"] in _NAMES:
                file = found.folder.path / f"report-{job['id']}.html"
                text = written(replace(collect(sources_of(reader, job)), exercise=exercise), HTML)
                try:
                    file.write_text(text, encoding="utf-8")
                except OSError:
                    continue
                files.append(file)
    return files
