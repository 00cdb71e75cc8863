"""Errors on the output of a command: for people line by line, with ``--json`` in the fields of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TextIO, TypeVar

from drconsole.cli.streams import terminal_width, unicode_stream
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.work.checks import DifferenceRow, FindingRow
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.operation.findings import finding_lines
from drconsole.render.operation.refused import difference_text
from drconsole.render.rows.records import CONSEQUENCES, FAULTS, Column
from drconsole.render.words.command_lines import finding_to_type, flag, typed
from drconsole.render.words.labels import labelled_about, labels_about
from drconsole.render.words.text import clean

R = TypeVar("R")

MOST = 8
"""Differences that are told one by one."""


class Told(Protocol):
    """Output that an error is told on."""

    @property
    def err(self) -> TextIO: ...
    def note(self, text: str) -> None: ...
    def here(self, hint: str) -> str: ...
    def put_table(self, stream: TextIO, columns: Sequence[Column[R]], records: Sequence[R]) -> None: ...


def show(output: Told, error: DrError) -> None:
    """Tell an error on stderr, for people."""
    place, advice = place_of(error), advice_of(error)
    output.note(f"drconsole: {clean(error.message)}")
    if place:
        output.note(f"  where:  {clean(place)}")
    found = _findings(error)
    for line in finding_lines([finding_to_type(one) for one in found], terminal_width(output.err), labels_about(found)):
        output.note(line.plain(output.err.isatty() and unicode_stream(output.err)))
    more = told_with(error)
    if consequences := more.get("consequences"):
        output.put_table(output.err, CONSEQUENCES, labelled_about(consequences))
    faults = more.get("faults") or []
    if len(faults) > 1:
        output.put_table(output.err, FAULTS, faults)
    for change in _differences(more.get("difference") or ()):
        output.note(f"  changed:  {change}")
    if advice:
        output.note(f"  advice:  {clean(output.here(advice))}")


def told(output: Told, error: DrError) -> dict[str, Any]:
    """Return an error in the fields of the command line."""
    fields: dict[str, Any] = {**error.to_json(), "place": place_of(error), "advice": output.here(advice_of(error))}
    if found := _findings(error):
        fields["findings"] = [finding_to_type(finding) for finding in found]
    return fields


def place_of(error: DrError) -> str:
    """Return where the fault lies, as it is typed: ``--point``; with what was said of it."""
    option = told_with(error).get("option")
    if not option:
        return error.place
    return flag(option) if error.place in ("", option) else f"{flag(option)} {error.place}"


def advice_of(error: DrError) -> str:
    """Return what would be right, with the options and commands for it."""
    return typed(error.advice, told_with(error).get("remedies") or ())


def _findings(error: DrError) -> list[FindingRow]:
    return told_with(error).get("findings") or []


def _differences(difference: Sequence[DifferenceRow | str]) -> list[str]:
    """Return what differs in words; of many the first ones, and how many there are more."""
    told = [difference_text(each) if isinstance(each, Mapping) else clean(each) for each in difference[:MOST]]
    more = len(difference) - len(told)
    return [*told, *([f"and {more} more (--json has all)"] if more else ())]
