"""The specification as Microsoft's Python SDK has it: which keys a body of a kind may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from azure.mgmt.recoveryservicessiterecovery import models

MODELS = {
    "replicationFabrics": models.Fabric,
    "replicationProtectionContainers": models.ProtectionContainer,
    "replicationProtectionContainerMappings": models.ProtectionContainerMapping,
    "replicationProtectedItems": models.ReplicationProtectedItem,
    "replicationRecoveryPlans": models.RecoveryPlan,
    "replicationPolicies": models.Policy,
    "replicationNetworks": models.Network,
    "replicationNetworkMappings": models.NetworkMapping,
    "replicationJobs": models.Job,
    "replicationEvents": models.Event,
    "replicationAlertSettings": models.Alert,
    "replicationRecoveryServicesProviders": models.RecoveryServicesProvider,
}
RECORDED = {"status", "error", "startTime", "endTime"}
"""Keys at the top of a job that the specification has not, and every recorded job has."""


def unknown(body: dict[str, Any], model: Any, path: str = "") -> Iterator[str]:
    """Keys at any depth that the specification does not know, with their path."""
    known = fields(model)
    for key, value in body.items():
        where = f"{path}.{key}".lstrip(".")
        if key not in known:
            if not (model is models.Job and key in RECORDED):
                yield where
            continue
        inner = model_of(known[key])
        for one in value if isinstance(value, list) else [value]:
            if inner is not None and isinstance(one, dict):
                yield from unknown(one, kind_of(inner, one), where)


@cache
def fields(model: Any) -> dict[str, str]:
    """Key -> annotation of each of a model's fields, inherited ones too."""
    found = {}
    for base in reversed(model.__mro__):
        for name, field in vars(base).items():
            if type(field).__name__ == "_RestField":
                found[field._rest_name_input or name] = str(base.__annotations__.get(name))
    return found


def model_of(annotation: str) -> Any:
    """The model that a field holds one or several of; None = it holds plain values."""
    found = re.search(r"_models\.(\w+)", annotation)
    return getattr(models, found[1], None) if found and "dict[" not in annotation else None


def kind_of(model: Any, body: dict[str, Any]) -> Any:
    """The model of this ``instanceType``; the base where the SDK has none (what a machine's job links to, for one)."""
    wanted = f"'{body['instanceType']}'" if "instanceType" in body else ""
    if not wanted:
        return model
    derived = (one for one in vars(models).values() if isinstance(one, type) and issubclass(one, model))
    return next((one for one in derived if wanted in fields(one).get("instanceType", "")), model)
