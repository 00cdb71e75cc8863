"""Small estates for tests, as documents: what a test says is what an operator could write."""

from __future__ import annotations

from pathlib import Path

from drconsole.documents.estate import EstateDefinition, load_estate, parse_estate

CONTOSO = Path(__file__).parents[2] / "fixtures" / "estates" / "contoso.yaml"

HEAD = """
name: small
seed: {seed}
defaults:
  start: {{protected_for: 20d, last_test: 20d}}
sites:
  - {{name: plant, kind: vmware}}
  - {{name: hill, kind: hyperv-site}}
  - {{name: cloud, kind: azure, cores_quota: 500}}
networks:
  - {{name: plant-lan, site: plant, mapped_to: cloud-lan}}
  - {{name: hill-lan, site: hill, mapped_to: cloud-lan}}
  - {{name: cloud-lan, site: cloud, free_addresses: 200}}
  - {{name: cloud-lab, site: cloud, isolated: true, free_addresses: 200}}
policies:
  - {{name: day, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 1h}}
  - {{name: hyperv-day, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 1h}}
"""


def contoso() -> EstateDefinition:
    return load_estate(CONTOSO)


def small(
    *,
    seed: int = 1,
    items: int = 3,
    kind: str = "vmware",
    actions: str = "",
    faults: str = "",
    groups: int = 2,
    base: Path | None = None,
) -> EstateDefinition:
    """One plan ``crew`` of VMware or Hyper-V items ``m1..`` in two groups; actions and faults as YAML."""
    source = {"vmware": "plant", "hyperv": "hill"}[kind]
    scenario = {"vmware": "vmware-to-azure", "hyperv": "hyperv-to-azure"}[kind]
    policy = {"vmware": "day", "hyperv": "hyperv-day"}[kind]
    lines = [HEAD.format(seed=seed), "items:"]
    for n in range(1, items + 1):
        agent = ", agent_version: '9.62'" if kind == "vmware" else ""
        lines.append(
            f"  - {{name: m{n}, scenario: {scenario}, source: {source}, target: cloud, os: windows,"
            f" policy: {policy}, network: {source}-lan, churn: 2{agent}}}"
        )
    lines += [
        "plans:",
        "  - name: crew",
        f"    source: {source}",
        "    target: cloud",
        "    changed: 30d",
        "    groups:",
    ]
    names = [f"m{n}" for n in range(1, items + 1)]
    share = -(-items // groups)
    for number in range(groups):
        part = names[number * share : (number + 1) * share]
        if part:
            lines.append(f"      - items: [{', '.join(part)}]")
            if number == 0 and actions:
                lines.append(actions)
    if faults:
        lines += ["faults:", faults]
    return parse_estate("\n".join(lines), "small.yaml", base)


def bundled(name: str) -> EstateDefinition:
    """One of the estates that come with drconsole."""
    return load_estate(CONTOSO.with_name(f"{name}.yaml"))


def bundled_text(name: str) -> str:
    return CONTOSO.with_name(f"{name}.yaml").read_text(encoding="utf-8")
