"""Objectives of an estate document: an RTO of a plan, an RPO of a policy or of one item."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled

from drconsole.documents.estate import DocumentFaults, parse_estate
from drconsole.documents.schema import schema
from drconsole.recovery.types.estate.rpo import rpo_objective

TEXT = """\
name: objectives
sites:
  - {name: Here, kind: vmware}
  - {name: There, kind: azure}
policies:
  - {name: daily, rpo_threshold: 15m}
profiles:
  - {name: vm, scenario: vmware-to-azure, source: Here, target: There, policy: daily, agent_version: "9.62"}
  - {name: dear, scenario: vmware-to-azure, source: Here, target: There, policy: daily, agent_version: "9.62", rpo: 5m}
items:
  - {name: plain, profile: vm}
  - {name: of-its-profile, profile: dear}
  - {name: own, profile: dear, rpo: 1h}
plans:
  - {name: p, source: Here, target: There, rto: 1h30m, groups: [{items: [plain]}]}
  - {name: q, source: Here, target: There, groups: [{items: [own]}]}
"""


def test_a_plan_says_its_rto_or_has_none() -> None:
    assert [plan.rto for plan in parse_estate(TEXT, "e.yaml", None).plans] == [5400, None]


def test_an_item_has_its_own_rpo_or_its_policys() -> None:
    estate = parse_estate(TEXT, "e.yaml", None)
    policies = {policy.name: policy for policy in estate.policies}
    assert [rpo_objective(item, policies) for item in estate.items] == [900, 300, 3600]
    assert rpo_objective(estate.items[0], {}) is None


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("rto: 1h30m", "rto: 0", "plans[0].rto"),
        ("rto: 1h30m", "rto: soon", "plans[0].rto"),
        ("profile: dear, rpo: 1h", "profile: dear, rpo: 0s", "items[2].rpo"),
    ],
)
def test_an_objective_that_cannot_be_met_or_read_is_a_fault_at_its_line(old: str, new: str, path: str) -> None:
    text = TEXT.replace(old, new)
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "e.yaml", None)
    (fault,) = caught.value.faults
    line = next(number for number, line in enumerate(text.splitlines(), 1) if new in line)
    assert (fault.line, fault.path) == (line, path)
    assert "15m" in fault.right


def test_the_schema_tells_editors_of_objectives() -> None:
    parts: dict[str, Any] = schema()["$defs"]
    assert "recovery time objective" in parts["PlanEntry"]["properties"]["rto"]["description"]
    assert "recovery point objective" in parts["ItemEntry"]["properties"]["rpo"]["description"]


def test_the_plans_of_contoso_have_sensible_objectives() -> None:
    assert {plan.name: plan.rto for plan in bundled("contoso").plans} == {
        "shop": 1800,
        "finance": 1800,
        "warehouse": None,
        "research": 3600,
        "intranet": 600,
    }
