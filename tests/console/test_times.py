"""Times that people read are short and in UTC, wherever a sentence holds them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from console_fakes import real_answer, samples
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.records.rows.work.checks import FindingRow
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.operation.findings import finding_lines, skipped_lines
from drconsole.render.operation.pages import Page
from drconsole.render.operation.preview import entries_of
from drconsole.render.operation.refused import Differences, refusal_entries
from drconsole.render.operation.shown import Shown
from drconsole.render.words.text import prose, utc

RAW = "2026-03-02T08:00:53.000050+00:00"
SHORT = "2026-03-02 08:00:53Z"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT")
FINDING = whole(
    FindingRow,
    id="point-in-use:payroll",
    key="payroll",
    item="payroll",
    message=f"payroll is already at this point ({RAW}).",
    possible_causes=f"It was failed over at {RAW}, and not since.",
    recommended_action=f"Choose one before {RAW}",
)
SKIPPED = {"key": "payroll", "item": "payroll", "reason": FINDING["message"]}


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


def preview(**more: Any) -> dict[str, Any]:
    body = {"operation": "failover", "target": "plan:finance", "options": {}}
    return {**real_answer("Preview", body), **more}


def test_a_dialog_shows_the_times_of_findings_and_of_what_is_left_out_short() -> None:
    shown = entries_of(Page.CHECK, Shown(Operation.FAILOVER, {}, preview(findings=[FINDING], skipped=[SKIPPED])))
    text = "\n".join(each.text for each in shown)
    assert text.count(SHORT) == 4
    assert not STAMP.search(text)


def test_a_refusal_and_its_difference_show_times_short() -> None:
    difference = [{"item": "payroll", "what": "point", "shown": RAW, "now": None}]
    refused = Refused("gone", f"gone since {RAW}", advice=RAW, extra={"findings": [FINDING]})
    for lines in (refusal_entries(refused), Differences(RAW, difference).entries(True)):
        text = "\n".join(each.text for each in lines)
        assert SHORT in text
        assert not STAMP.search(text)


def test_the_command_line_shows_the_times_of_findings_short() -> None:
    text = "\n".join(line.plain(True) for line in (*finding_lines([FINDING]), *skipped_lines([SKIPPED])))
    assert text.count(SHORT) == 4
    assert not STAMP.search(text)


@pytest.mark.parametrize("written", ["2026-03-02T08:00:53Z", RAW, "2026-03-02T10:00:53+02:00"])
def test_a_time_is_told_in_utc_whatever_zone_it_came_in(written: str) -> None:
    assert prose(f"at {written}.") == f"at {SHORT}."
    assert utc(written) == SHORT


@given(st.text(alphabet="20-:TZ. x+", max_size=40))
def test_what_is_no_time_stays_as_it_is(text: str) -> None:
    if not STAMP.search(text):
        assert prose(text) == text


def test_the_engines_own_findings_hold_no_raw_time() -> None:
    for operation in (Operation.FAILOVER, Operation.TEST_FAILOVER, Operation.COMMIT):
        for target in ("plan:finance", "plan:shop"):
            answer = real_answer("Check", {"operation": operation, "target": target, "options": {}})
            said = [finding["message"] for finding in answer["findings"]] + [
                each["reason"] for each in answer["skipped"]
            ]
            assert not any(STAMP.search(text) for text in said)
