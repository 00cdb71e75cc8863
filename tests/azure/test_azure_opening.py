"""Trying and opening a connection: what is said of who signed in, what is missing, and what is never sent."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from azure_loopback import connection_to, served

from drconsole.documents.connection.definition import Authentication, SignIn
from drconsole.providers import registry
from drconsole.providers.azure import opening
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused

VAULT = "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v"
READS = {"actions": ["*/read"], "notActions": []}


def vault(**lists: Any) -> Any:
    """Answers by the last segment of the path; a number is a refusal with that status."""

    async def answer(request: web.Request) -> web.Response:
        found = lists.get(request.path.rpartition("/")[2], [])
        if isinstance(found, int):
            return web.json_response({"error": {"code": "AuthorizationFailed", "message": "no"}}, status=found)
        return web.json_response({"value": found, "nextLink": None})

    return answer


async def tried(answer: Any, **more: Any) -> Any:
    async with served(answer) as endpoint:
        return await opening.attempt(connection_to(VAULT, endpoint, **more))


async def test_a_try_counts_what_it_sees_and_names_what_is_missing():
    found = await tried(vault(replicationProtectedItems=[{}, {}], replicationRecoveryPlans=[{}], permissions=[READS]))
    assert (found.items, found.plans, found.mode, found.emulator) == (2, 1, Mode.EXERCISE, True)
    assert {one.role for one in found.missing_permissions} >= {"Site Recovery Operator"}
    assert "made-up" in found.who


async def test_who_only_reads_misses_nothing_that_acts():
    found = await tried(vault(permissions=[READS]), read_only=True)
    assert found.missing_permissions == ()


async def test_permissions_that_are_not_told_are_a_warning():
    found = await tried(vault(permissions=403))
    assert found.missing_permissions == ()
    assert any("not told" in warning for warning in found.warnings)


async def test_a_vault_that_may_not_be_read_is_an_error_with_what_helps():
    with pytest.raises(DrError, match="Site Recovery Reader"):
        await tried(vault(permissions=[READS], replicationProtectedItems=403))


async def test_a_vault_that_is_gone_is_an_error_with_what_helps():
    with pytest.raises(DrError, match="deleted"):
        await tried(vault(permissions=[READS], replicationProtectedItems=404))


def test_a_real_credential_is_never_bound_to_this_machine(tmp_path):
    real = replace(connection_to(VAULT, "https://127.0.0.1:1"), authentication=Authentication(SignIn.CLI))
    with pytest.raises(BadInput):
        registry.find("azure").connect(tmp_path, real)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [SignIn.WORKLOAD_IDENTITY, SignIn.ENVIRONMENT, SignIn.SERVICE_PRINCIPAL])
async def test_a_sign_in_that_lacks_what_it_needs_is_refused_in_our_words_alone(kind, monkeypatch, capfd):
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    # As on the command line, where nobody keeps a log.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    how = Authentication(kind, tenant="t-1", client="", certificate="/nowhere/key.pem")
    with pytest.raises(Refused, match="signing in failed") as failed:
        await opening.attempt(replace(connection_to(VAULT, "https://management.example"), authentication=how))
    assert failed.value.code == "sign-in-failed"
    assert capfd.readouterr().err == ""


def test_a_state_without_its_file_is_refused_and_examined_in_words(tmp_path):
    one = registry.find("azure")
    with pytest.raises(BadInput):
        one.open(tmp_path)
    assert one.examine(tmp_path)
    assert one.compare(tmp_path, {"provider": "simulator"})
    assert one.compare(tmp_path, {"provider": "azure"}) == []
