"""Words to a person or a script: where the emulator is, and what clients need to reach it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drconsole.emulator.names.ids import RESOURCE_GROUP, Ids
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """``environment``: what to export for clients that others wrote."""

    url: str
    ca_file: Path
    connect_file: Path
    environment: Mapping[str, str]
    estate: str

    @classmethod
    def of(cls, ids: Ids, url: str, ca_file: Path, connect_file: Path, estate: str) -> Told:
        trusted = str(ca_file)
        environment = {
            "EMULATOR_URL": url,
            "EMULATOR_TENANT": ids.tenant,
            "EMULATOR_SUBSCRIPTION": ids.subscription,
            "EMULATOR_RESOURCE_GROUP": RESOURCE_GROUP,
            "EMULATOR_VAULT": ids.vault_name,
            "NODE_EXTRA_CA_CERTS": trusted,
            "REQUESTS_CA_BUNDLE": trusted,
            "CURL_CA_BUNDLE": trusted,
        }
        return cls(url, ca_file, connect_file, environment, estate)

    def as_json(self) -> dict[str, object]:
        return {
            "url": self.url,
            "ca_file": str(self.ca_file),
            "connect_file": str(self.connect_file),
            "environment": dict(self.environment),
        }

    def lines(self) -> list[str]:
        """For people: what to type for each kind of client."""
        vault = (
            "/subscriptions/$EMULATOR_SUBSCRIPTION/resourceGroups/$EMULATOR_RESOURCE_GROUP"
            "/providers/Microsoft.RecoveryServices/vaults/$EMULATOR_VAULT"
        )
        url = f"$EMULATOR_URL{vault}/replicationRecoveryPlans?api-version=2025-08-01"
        return [
            f"EMULATOR of Site Recovery at {self.url}, estate {self.estate}; nothing here is real",
            "",
            "export what every client needs, in a shell of its own: it trusts the emulator alone then:",
            *(f"  export {name}={value}" for name, value in self.environment.items()),
            "",
            "drconsole:  drconsole --state DIR connect " + str(self.connect_file),
            "curl:       curl -H 'Authorization: Bearer any' \"" + url + '"',
            "Python:     SiteRecoveryManagementClient(credential, EMULATOR_SUBSCRIPTION, base_url=EMULATOR_URL,",
            "              credential_scopes=(EMULATOR_URL + '/.default',), connection_verify=REQUESTS_CA_BUNDLE)",
            "npm:        new SiteRecoveryManagementClient(credential, EMULATOR_SUBSCRIPTION,",
            "              {endpoint: EMULATOR_URL, credentialScopes: EMULATOR_URL + '/.default'})",
            "az:         az cloud register -n emulator --endpoint-resource-manager $EMULATOR_URL/ \\",
            "              --endpoint-active-directory $EMULATOR_URL/adfs \\",
            "              --endpoint-active-directory-resource-id $EMULATOR_URL/ \\",
            "              --endpoint-active-directory-graph-resource-id $EMULATOR_URL/ \\",
            "              --endpoint-management $EMULATOR_URL/",
            "clock:      curl -X POST -d '{\"speed\": 60}' $EMULATOR_URL/_emulator/clock",
            "",
            "Ctrl-C ends it.",
        ]
