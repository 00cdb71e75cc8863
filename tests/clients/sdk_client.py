"""The synchronous client of Microsoft's Python SDK, with its own policies. Prints what it saw as one JSON document; a
test compares it with the world. Arguments: two recovery plans."""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
import urllib.request
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservicessiterecovery import SiteRecoveryManagementClient
from azure.mgmt.recoveryservicessiterecovery import models as m

URL = os.environ["EMULATOR_URL"]
GROUP, VAULT = os.environ["EMULATOR_RESOURCE_GROUP"], os.environ["EMULATOR_VAULT"]
CA = os.environ["REQUESTS_CA_BUNDLE"]


class Credential:
    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        return AccessToken("any", int(time.time()) + 3600)


WAY: dict[str, Any] = {
    "base_url": URL,
    "credential_scopes": [f"{URL}/.default"],
    "connection_verify": CA,
    "polling_interval": 0.1,
}
CLIENT = SiteRecoveryManagementClient(Credential(), os.environ["EMULATOR_SUBSCRIPTION"], **WAY)
VAULTS = RecoveryServicesClient(Credential(), os.environ["EMULATOR_SUBSCRIPTION"], **WAY)


def clock(said: dict[str, Any]) -> None:
    request = urllib.request.Request(f"{URL}/_emulator/clock", json.dumps(said).encode(), method="POST")
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=CA)) as answer:
        answer.read()


def body(plan: str) -> m.RecoveryPlanUnplannedFailoverInput:
    providers = CLIENT.replication_recovery_plans.get(GROUP, VAULT, plan).properties.replication_providers
    known = {
        "A2A": m.RecoveryPlanA2AFailoverInput,
        "HyperVReplicaAzure": m.RecoveryPlanHyperVReplicaAzureFailoverInput,
        "InMageAzureV2": m.RecoveryPlanInMageAzureV2FailoverInput,
        "InMageRcm": m.RecoveryPlanInMageRcmFailoverInput,
    }
    details = [known[one](recovery_point_type="LatestProcessed") for one in providers if one in known]
    return m.RecoveryPlanUnplannedFailoverInput(
        properties=m.RecoveryPlanUnplannedFailoverInputProperties(
            failover_direction="PrimaryToRecovery",
            source_site_operations="NotRequired",
            provider_specific_details=details,
        )
    )


def ended(job: str) -> Any:
    while True:
        found = CLIENT.replication_jobs.get(GROUP, VAULT, job)
        if found.properties.state not in ("NotStarted", "InProgress", "Cancelling"):
            return found
        time.sleep(0.1)


def main(first: str, second: str) -> dict[str, Any]:
    assert [one.name for one in VAULTS.vaults.list_by_subscription_id()] == [VAULT]
    assert VAULTS.vaults.get(GROUP, VAULT).properties.provisioning_state == "Succeeded"
    pages = [list(page) for page in CLIENT.replication_protected_items.list(GROUP, VAULT).by_page()]
    plans = list(CLIENT.replication_recovery_plans.list(GROUP, VAULT))
    begin = CLIENT.replication_recovery_plans.begin_unplanned_failover
    after = begin(GROUP, VAULT, first, body(first)).result()
    done = ended(after.properties.current_scenario.job_id.rpartition("/")[2])

    clock({"paused": True})
    headers: list[str] = []
    hook = lambda answer: headers.append(answer.http_response.headers.get("Azure-AsyncOperation"))  # noqa: E731
    begin(GROUP, VAULT, second, body(second), polling=False, raw_response_hook=hook)
    ident = headers[0].partition("?")[0].rpartition("/")[2]
    CLIENT.replication_jobs.begin_cancel(GROUP, VAULT, ident).result()
    clock({"paused": False})
    cancelled = ended(ident)

    missing: dict[str, Any] = {}
    try:
        CLIENT.replication_recovery_plans.get(GROUP, VAULT, "no-such-plan")
    except ResourceNotFoundError as error:
        missing = {"status": error.status_code, "code": error.error.code if error.error else None}
    return {
        "items": sum(map(len, pages)),
        "pages": len(pages),
        "plans": len(plans),
        "plan": after.name,
        "scenario": done.properties.scenario_name,
        "state": done.properties.state,
        "tasks": len(done.properties.tasks),
        "cancelled": cancelled.properties.state,
        "alias": ident != cancelled.name,
        "missing": missing,
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
