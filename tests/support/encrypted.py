"""A VMM cloud with data encryption on, and what people say to an engine with its key."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from drconsole.documents.estate import EstateDefinition, parse_estate
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError
from support.certificates import Made, made
from support.rig import Player, Rig

DOCUMENT = """
name: sealed
seed: 11
defaults:
  start: {{protected_for: 20d, last_test: 20d}}
  target: cloud
  policy: day
sites:
  - {{name: vault, kind: vmm, encryption_thumbprint: "{thumbprint}", encryption_certificate: "safe 7, Oslo"}}
  - {{name: barn, kind: hyperv-site}}
  - {{name: cloud, kind: azure, cores_quota: 500}}
networks:
  - {{name: vault-lan, site: vault, mapped_to: cloud-lan}}
  - {{name: barn-lan, site: barn, mapped_to: cloud-lan}}
  - {{name: cloud-lan, site: cloud, free_addresses: 200}}
  - {{name: cloud-lab, site: cloud, isolated: true, free_addresses: 200}}
policies:
  - {{name: day, crash_interval: 5m, app_interval: 1h, retention: 4h, rpo_threshold: 1h}}
profiles:
  - {{name: sealed, scenario: vmm-to-azure, source: vault, network: vault-lan, churn: 2}}
  - {{name: open, scenario: hyperv-to-azure, source: barn, network: barn-lan, churn: 2}}
items:
  - {{name: s1, profile: sealed}}
  - {{name: s2, profile: sealed}}
  - {{name: s3, profile: sealed}}
  - {{name: o1, profile: open}}
plans:
  - name: sealed
    source: vault
    target: cloud
    changed: 30d
    groups:
      - items: [s1, s2]
      - items: [s3]
  - name: open
    source: barn
    target: cloud
    changed: 30d
    groups:
      - items: [o1]
"""


def document(thumbprint: str | None = None) -> str:
    return DOCUMENT.format(thumbprint=thumbprint or made().thumbprint)


def estate(thumbprint: str | None = None) -> EstateDefinition:
    return parse_estate(document(thumbprint), "sealed.yaml", None)


def rig(grain: Grain, thumbprint: str | None = None) -> Rig:
    return Rig(estate(thumbprint), grain)


def text(key: Made | None, form: str = "pfx") -> str | None:
    """The key as a message carries it."""
    if key is None:
        return None
    return base64.b64encode(key.form(form)).decode()


def words(operation: str = "failover", target: str = "plan:sealed", key: Made | None = None, **more: Any) -> Any:
    """The body of a start, a preview or a check."""
    return {"operation": operation, "target": target, "options": {}, "encryption_key": text(key), **more}


async def start(
    player: Player, key: Made | None, operation: str = "failover", target: str = "sealed", **more: Any
) -> Any:
    body = words(operation, target, key, confirm=target.partition(":")[2] or target, accept=(), comment="", **more)
    return await player.ask("StartJob", body, f"start-{operation}-{player.rig.lives}")


async def give(player: Player, job: str, task: str, key: Made | None, outcome: str = "retry") -> Any:
    body = {"job": job, "task": task, "outcome": outcome, "comment": "given again", "encryption_key": text(key)}
    return await player.ask("AnswerTask", body, f"give-{job}-{task}-{outcome}-{player.rig.lives}-{id(body)}")


GRAINS = (Grain.STEP, Grain.PLAN)
THE_KEY, ANOTHER = made(), made("another")
BORN = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When the world begins."""
ONCE = ("source-shut-down", "replication-stopped", "point-made", "machine-created", "machine-started")


def refusal(error: DrError) -> tuple[int, str]:
    kinds = [finding["id"] for finding in error.extra.get("findings", ())]
    return error.exit_code, kinds[0] if kinds else error.code


async def refused_with(asking: Any) -> tuple[int, str]:
    with pytest.raises(DrError) as caught:
        await asking
    return refusal(caught.value)


def twice(ours: Rig) -> dict[tuple[str, str], int]:
    counted: Counter[tuple[str, str]] = ours.counted()
    return {effect: count for effect, count in counted.items() if effect[1] in ONCE and count > 1}
