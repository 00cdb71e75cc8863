"""What is strange in an estate and keeps nobody from using it."""

from __future__ import annotations

import pytest

from drconsole.documents.estate import parse_estate

TEXT = """
name: small
sites: [{name: Site, kind: KIND}, {name: Cloud, kind: azure}]
policies: [{name: day}]
items: [{name: a, scenario: SCENARIO, source: Site, target: Cloud, policy: day, agent_version: "9.62"}]
plans:
  - name: p
    source: Site
    target: Cloud
    HOOK:
      - {name: strange, manual: Do it., operations: [OPERATIONS], directions: [DIRECTIONS]}
    groups: [{items: [a], post: [{name: usual, manual: Do it.}]}]
"""
OUT, BACK = "primary-to-recovery", "recovery-to-primary"
VMWARE, PHYSICAL = ("vmware-to-azure", "vmware"), ("physical-to-azure", "physical")


def warnings(hook: str, operations: str, directions: str, of: tuple[str, str]) -> list[str]:
    text = TEXT.replace("HOOK", hook).replace("OPERATIONS", operations).replace("DIRECTIONS", directions)
    text = text.replace("SCENARIO", of[0]).replace("KIND", of[1])
    return [str(one) for one in parse_estate(text, "small.yaml", None).warnings]


@pytest.mark.parametrize(
    ("hook", "operations", "directions", "of", "why"),
    [
        ("before_shutdown", "test-failover", OUT, VMWARE, "a test failover has no shutdown"),
        ("before_failover", "planned-failover", OUT, VMWARE, "have no planned-failover primary-to-recovery"),
        ("before_failover", "test-failover", BACK, VMWARE, "have no test-failover recovery-to-primary"),
        ("after_shutdown", "test-failover, failover", OUT, PHYSICAL, "can be shut down by Site Recovery"),
    ],
)
def test_an_action_that_can_never_run_is_a_warning(
    hook: str, operations: str, directions: str, of: tuple[str, str], why: str
) -> None:
    (warning,) = warnings(hook, operations, directions, of)
    assert "'strange'" in warning and "can never run" in warning and why in warning
    assert warning.startswith(f"small.yaml:11 at plans[0].{hook}[0]")


@pytest.mark.parametrize(
    ("hook", "operations", "directions", "of"),
    [
        ("before_shutdown", "test-failover, failover", OUT, VMWARE),
        ("before_failover", "test-failover, planned-failover", f"{OUT}, {BACK}", VMWARE),
        ("before_shutdown", "failover", f"{OUT}, {BACK}", PHYSICAL),
    ],
)
def test_an_action_that_some_run_carries_out_is_none(
    hook: str, operations: str, directions: str, of: tuple[str, str]
) -> None:
    assert warnings(hook, operations, directions, of) == []
