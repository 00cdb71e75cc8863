#!/bin/sh
# The Azure CLI against a running emulator, by hand: it is 700 MB, so that no test installs it.
# Needs az, and the exports that `drconsole emulate` prints. Argument: a recovery plan that is ready to fail over.
# az falls back to the public cloud where `register` failed: each command is kept from anything but the emulator.
set -eu
plan=${1:?"a recovery plan"}
: "${EMULATOR_URL:?start drconsole emulate, and export what it prints}"
case $EMULATOR_URL in
  https://127.0.0.1:*) ;;
  *) echo "EMULATOR_URL is not this machine" >&2; exit 2 ;;
esac
AZURE_CONFIG_DIR=$(mktemp -d)
export AZURE_CONFIG_DIR
trap 'rm -rf "$AZURE_CONFIG_DIR"' EXIT
version="api-version=2025-08-01"
vault="/subscriptions/$EMULATOR_SUBSCRIPTION/resourceGroups/$EMULATOR_RESOURCE_GROUP"
vault="$vault/providers/Microsoft.RecoveryServices/vaults/$EMULATOR_VAULT"

az cloud register -n emulator --endpoint-resource-manager "$EMULATOR_URL/" \
  --endpoint-active-directory "$EMULATOR_URL/adfs" --endpoint-active-directory-resource-id "$EMULATOR_URL/" \
  --endpoint-active-directory-graph-resource-id "$EMULATOR_URL/" --endpoint-management "$EMULATOR_URL/"
az cloud set -n emulator
az config set core.instance_discovery=false --only-show-errors

emulated() { # az, once it is certain where it goes
  at=$(az cloud show --query endpoints.resourceManager -o tsv)
  [ "$at" = "$EMULATOR_URL/" ] || { echo "az would go to $at" >&2; exit 3; }
  az "$@"
}
rest() {
  method=$1; path=$2; shift 2
  emulated rest --method "$method" --url "$EMULATOR_URL$vault/$path?$version" --resource "$EMULATOR_URL/" "$@"
}

emulated login --service-principal -u 00000000-0000-4000-8000-000000000001 -p any --tenant "$EMULATOR_TENANT" -o none
emulated account show --query name -o tsv
echo "items: $(rest get replicationProtectedItems --query 'length(value)')"
providers=$(rest get "replicationRecoveryPlans/$plan" --query 'properties.replicationProviders[0]' -o tsv)
rest post "replicationRecoveryPlans/$plan/unplannedFailover" --body "{\"properties\": {\"failoverDirection\":
  \"PrimaryToRecovery\", \"providerSpecificDetails\": [{\"instanceType\": \"$providers\"}]}}"
job=$(rest get "replicationRecoveryPlans/$plan" --query properties.currentScenario.jobId -o tsv)
while :; do
  state=$(rest get "replicationJobs/${job##*/}" --query properties.state -o tsv)
  echo "$plan: $state"
  case $state in NotStarted|InProgress) sleep 1 ;; *) break ;; esac
done
[ "$state" = Succeeded ]
