"""Sites, networks, policies, replication groups, foreign jobs and what cannot be read, as rows."""

from __future__ import annotations

from datetime import datetime

from drconsole.engine.projections.parts import stamp
from drconsole.records.rows.estate.estate import (
    ConditionRow,
    ForeignJobRow,
    NetworkRow,
    PolicyRow,
    ReplicationGroupRow,
    ServiceEventRow,
    SiteRow,
    UnreadableRow,
    VaultErrorRow,
)
from drconsole.recovery.types.estate.conditions import WORDS, Condition
from drconsole.recovery.types.estate.estate import ForeignJob, HealthError, Network, Policy, ReplicationGroup, Site
from drconsole.recovery.types.estate.service_event import ServiceEvent
from drconsole.recovery.types.estate.unreadable import Unreadable


def site_row(site: Site) -> SiteRow:
    return {
        "name": site.name,
        "kind": site.kind,
        "cores_quota": site.cores_quota,
        "family_quotas": list(site.family_quotas),
        "interfaces_quota": site.interfaces_quota,
        "encryption_thumbprint": site.encryption_thumbprint,
        "encryption_certificate": site.encryption_certificate,
    }


def network_row(network: Network) -> NetworkRow:
    return {
        "name": network.name,
        "site": network.site,
        "isolated": network.isolated,
        "mapped_to": network.mapped_to,
        "free_addresses": network.free_addresses,
        "subnets": list(network.subnets),
    }


def policy_row(policy: Policy) -> PolicyRow:
    return {
        "name": policy.name,
        "crash_interval": policy.crash_interval,
        "app_interval": policy.app_interval,
        "retention": policy.retention,
        "rpo_threshold": policy.rpo_threshold,
    }


def group_row(group: ReplicationGroup) -> ReplicationGroupRow:
    return {"name": group.name, "items": list(group.items)}


def foreign_row(job: ForeignJob) -> ForeignJobRow:
    return {
        "id": job.id,
        "operation": job.operation,
        "target": job.target,
        "state": job.state,
        "started_at": stamp(job.started_at),
        "ended_at": stamp(job.ended_at),
    }


def unreadable_row(one: Unreadable) -> UnreadableRow:
    return {"provider_id": one.provider_id, "name": one.name, "why": one.why, "raw": list(one.raw)}


def vault_error_row(one: HealthError) -> VaultErrorRow:
    return {
        "code": one.code,
        "message": one.message,
        "possible_causes": one.possible_causes,
        "recommended_action": one.recommended_action,
        "level": one.level,
    }


def service_event_row(one: ServiceEvent) -> ServiceEventRow:
    return {
        "id": one.id,
        "at": stamp(one.at),
        "kind": one.kind,
        "severity": one.severity,
        "text": one.text,
        "about": one.about,
    }


def condition_row(one: Condition, since: datetime, as_of: datetime | None) -> ConditionRow:
    words = WORDS[one.kind]
    return {
        "kind": one.kind,
        "what": words.what,
        "said": one.said,
        "advice": words.advice,
        "since": stamp(since),
        "next_try": stamp(one.next_try),
        "as_of": stamp(as_of),
    }
