"""Data encryption of a VMM cloud (row "Encryption key"): whose data is encrypted, and which certificate is the one."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_estate import NOW, pending, point, read, view

from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.checks.landing.encryption import KEYLESS_STEPS, OPERATIONS, encrypted_items, is_the_one
from drconsole.recovery.evaluate import evaluate
from drconsole.recovery.steps.digest import Difference, difference
from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.types.estate.estate import EstateView, Site, SiteKind
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Direction, Grain, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.secret import EncryptionKey, Secret
from drconsole.recovery.types.work.tasks import Certificate, Preview, Request, RunOptions

OP = Operation
SHA1, SHA256 = "AB" * 20, "CD" * 32
KEY = Certificate(SHA1, SHA256, NOW + timedelta(days=1))
OVER = replace(KEY, not_after=NOW - timedelta(seconds=1))
OTHER = Certificate("12" * 20, "34" * 32, NOW + timedelta(days=1))


def sealed(scenario: Scenario = Scenario.VMM_TO_AZURE, thumbprint: str | None = SHA1, **status: object) -> EstateView:
    estate = view(scenario=scenario)
    estate.sites["oslo"] = Site("oslo", SiteKind.VMM, encryption_thumbprint=thumbprint)
    for key, known in estate.statuses.items():
        estate.statuses[key] = replace(known, **status)  # type: ignore[arg-type]
    return estate


def ask(
    operation: Operation,
    certificate: Certificate | None,
    estate: EstateView | None = None,
    target: str = "web",
    grain: Grain = Grain.STEP,
) -> Preview:
    estate = estate or sealed()
    kind = TargetType.PLAN if target in estate.plans else TargetType.ITEM
    points = {key: read(key, point(key, 5), point(key, 15, app=True)) for key in estate.items}
    chosen = PointChoice.LATEST_PROCESSED if operation is OP.CHANGE_RECOVERY_POINT else None
    request = Request(operation, target, kind, RunOptions(point=chosen, certificate=certificate))
    return evaluate(request, Look(estate, NOW, points, grain_of=lambda *_: grain))


def about_the_key(preview: Preview) -> list[str]:
    return [finding.id for finding in preview.findings if finding.id.startswith("encryption-key")]


@pytest.mark.parametrize("operation", [OP.TEST_FAILOVER, OP.FAILOVER, OP.PLANNED_FAILOVER])
@pytest.mark.parametrize("target", ["web", "web-01"])
@pytest.mark.parametrize(
    ("certificate", "found"),
    [
        (None, ["encryption-key-missing"]),
        (OTHER, ["encryption-key-wrong"]),
        (OVER, ["encryption-key-expired"]),
        (KEY, []),
    ],
)
def test_the_key_is_asked_for_and_checked(
    operation: Operation, target: str, certificate: Certificate | None, found: list[str]
) -> None:
    preview = ask(operation, certificate, target=target)
    assert about_the_key(preview) == found
    blocking = [finding for finding in preview.findings if finding.id in found]
    assert all(finding.level == "error" and not finding.overridable for finding in blocking)
    assert set(preview.encrypted.values()) == {SHA1}
    assert set(preview.encrypted) == set(preview.qualified)


@pytest.mark.parametrize(("certificate", "found"), [(None, ["encryption-key-missing"]), (KEY, [])])
def test_changing_the_recovery_point_makes_the_machine_anew(certificate: Certificate | None, found: list[str]) -> None:
    assert about_the_key(ask(OP.CHANGE_RECOVERY_POINT, certificate, sealed(**pending()))) == found


@pytest.mark.parametrize("operation", [OP.COMMIT, OP.CLEANUP_TEST_FAILOVER, OP.DISABLE_REPLICATION])
def test_what_makes_no_machine_asks_for_no_key_and_takes_none(operation: Operation) -> None:
    assert about_the_key(ask(operation, None)) == []
    with pytest.raises(BadInput) as caught:
        ask(operation, KEY)
    assert caught.value.code == "encryption-key-not-taken"


@pytest.mark.parametrize(
    "estate",
    [sealed(thumbprint=None), sealed(Scenario.HYPERV_TO_AZURE), sealed(Scenario.VMWARE_TO_AZURE)],
    ids=["encryption is off", "without VMM", "VMware"],
)
def test_only_a_vmm_cloud_with_encryption_on_needs_a_key(estate: EstateView) -> None:
    preview = ask(OP.FAILOVER, None, estate)
    assert (about_the_key(preview), dict(preview.encrypted)) == ([], {})
    with pytest.raises(BadInput) as caught:
        ask(OP.FAILOVER, KEY, estate)
    assert (caught.value.code, caught.value.extra["option"]) == ("encryption-key-not-needed", "encryption-key")


def test_on_the_way_back_nothing_is_opened() -> None:
    request = Request(OP.FAILOVER, "web", TargetType.PLAN)
    estate = sealed()
    assert encrypted_items(request, estate, estate.items, Direction.RECOVERY_TO_PRIMARY) == {}


def test_a_key_ends_with_the_last_moment_of_its_validity() -> None:
    assert about_the_key(ask(OP.FAILOVER, replace(KEY, not_after=NOW))) == []


@pytest.mark.parametrize("thumbprint", [SHA1, SHA1.lower(), SHA256, SHA256.lower()])
def test_a_cloud_may_be_known_by_either_thumbprint(thumbprint: str) -> None:
    assert is_the_one(KEY, thumbprint)
    assert not is_the_one(OTHER, thumbprint)


def test_the_digest_knows_which_certificate_was_shown_and_nothing_else_of_it() -> None:
    shown, none, other, later = (
        ask(OP.FAILOVER, certificate)
        for certificate in (KEY, None, OTHER, replace(KEY, not_after=NOW + timedelta(days=9)))
    )
    assert len({shown.digest, none.digest, other.digest}) == 3
    assert later.digest == shown.digest
    assert Difference("encryption key", SHA1, OTHER.thumbprint) in difference(shown, other)


def test_every_step_up_to_the_machine_needs_the_key_and_what_comes_after_it_does_not() -> None:
    known = {step.name for (operation, *_), steps in ITEM_STEPS.items() if operation in OPERATIONS for step in steps}
    assert known > KEYLESS_STEPS
    assert {
        "VmFailover",
        "VmShutdownVmOnPrimary",
        "VmTfoInitiateFailover",
        "ShutdownVmRecovery",
    } <= known - KEYLESS_STEPS


def test_the_texts_name_the_cloud_and_the_certificate() -> None:
    finding = next(one for one in ask(OP.FAILOVER, OTHER).findings if one.id == "encryption-key-wrong")
    assert {"oslo", SHA1, OTHER.thumbprint} <= set(finding.message.replace(":", " ").rstrip(".").split())
    assert not any(KINDS[kind].overridable for kind in KINDS if kind.startswith("encryption-key"))


@given(st.binary(min_size=4, max_size=200))
def test_no_text_shows_a_secret_and_no_copy_is_written(content: bytes) -> None:
    key = EncryptionKey(KEY, Secret(content))
    for shown in (repr(key), str(key.secret), f"{key.secret}", "%r" % [key.secret]):
        assert repr(content)[2:-1] not in shown.replace("Secret(not shown)", "")
    with pytest.raises(TypeError):
        pickle.dumps(key.secret)
    assert key.secret.reveal() == content


def untold(scenario: Scenario = Scenario.VMM_TO_AZURE) -> EstateView:
    estate = sealed(scenario, None)
    estate.sites["oslo"] = replace(estate.sites["oslo"], encryption_known=False)
    return estate


@pytest.mark.parametrize("operation", [OP.TEST_FAILOVER, OP.FAILOVER, OP.PLANNED_FAILOVER])
def test_a_cloud_of_which_nobody_tells_the_encryption_has_to_be_accepted(operation: Operation) -> None:
    found = [one for one in ask(operation, None, untold()).findings if one.id.startswith("encryption")]
    assert [(one.id, one.level, one.overridable) for one in found] == [("encryption-not-known:oslo", "error", True)]


def test_a_key_may_be_given_where_nobody_tells_the_encryption() -> None:
    """It then is the one that the run needs: no step that needs it is begun without it."""
    assert about_the_key(given := ask(OP.FAILOVER, KEY, untold())) == []
    assert set(given.encrypted.values()) == {SHA1}
    assert about_the_key(ask(OP.FAILOVER, OVER, untold())) == ["encryption-key-expired"]


@pytest.mark.parametrize("scenario", [Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_VMM, Scenario.VMWARE_TO_AZURE])
def test_only_from_vmm_to_azure_is_it_asked_for(scenario: Scenario) -> None:
    found = ask(OP.FAILOVER, None, untold(scenario)).findings
    assert not [one for one in found if one.id.startswith("encryption")]
