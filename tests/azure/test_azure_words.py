"""Ids, times, errors and numbers of the service: read as it spells them, however it spells them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drconsole.providers.azure.wire import errors, ids, json
from drconsole.providers.azure.wire.moments import moment

VAULT = "/Subscriptions/S1/resourceGroups/Rg/providers/Microsoft.RecoveryServices/vaults/Vault-A"
ITEM = f"{VAULT}/replicationFabrics/East/replicationProtectionContainers/Cloud/replicationProtectedItems/Web-1"


@pytest.mark.parametrize(
    "other",
    [
        ITEM.lower(),
        ITEM.replace("/Subscriptions", "//subscriptions"),
        ITEM.replace("/replicationFabrics", "//replicationFabrics"),
        f"{ITEM}/",
    ],
)
def test_ids_are_the_same_whatever_their_case_and_slashes(other: str) -> None:
    assert ids.same(ITEM, other)
    assert ids.canonical(other) == ids.canonical(ITEM)


def test_ids_that_differ_or_are_missing_are_not_the_same() -> None:
    assert not ids.same(ITEM, ITEM[:-1])
    assert not ids.same("", "")


def test_parts_of_an_id() -> None:
    assert ids.last(ITEM) == "Web-1"
    assert ids.last("Microsoft Azure") == "Microsoft Azure"
    assert ids.fabric_of(ITEM) == f"{VAULT}/replicationfabrics/east".lower()
    for none in ("Microsoft Azure", VAULT, f"{VAULT}/replicationFabrics"):
        assert ids.fabric_of(none) == ""


@pytest.mark.parametrize(
    "never",
    [
        "",
        None,
        "1753-01-01T01:01:01Z",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "soon",
        7,
    ],
)
def test_what_says_never_is_no_time(never: object) -> None:
    assert moment(never) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2023-01-16T08:48:29.5577361Z", datetime(2023, 1, 16, 8, 48, 29, 557736, UTC)),
        ("2023-01-16T08:48:29Z", datetime(2023, 1, 16, 8, 48, 29, 0, UTC)),
        ("2023-01-16T08:48:29.9999999", datetime(2023, 1, 16, 8, 48, 29, 999999, UTC)),
        ("2023-01-16T10:48:29+02:00", datetime(2023, 1, 16, 8, 48, 29, 0, UTC)),
        ("5/13/2017 1:02:03 PM", datetime(2017, 5, 13, 13, 2, 3, 0, UTC)),
    ],
)
def test_times_are_aware_and_in_utc(said: str, meant: datetime) -> None:
    assert moment(said) == meant
    assert moment(said).tzinfo is UTC  # type: ignore[union-attr]


def test_a_number_that_is_not_reported_is_not_zero() -> None:
    body = {"none": None, "zero": 0, "text": "900", "word": "many", "yes": True}
    assert [json.whole(body, key) for key in ("none", "gone", "zero", "text", "word", "yes")] == [
        None,
        None,
        0,
        900,
        None,
        None,
    ]


def test_a_body_of_another_form_reads_as_absent() -> None:
    body = {"properties": ["no", "object"], "list": {"no": "list"}, "code": 532}
    assert json.text(body, "properties", "state") == ""
    assert json.parts(body, "list") == json.texts(body, "list") == ()
    assert json.parts(body, "properties") == ()
    assert json.part(body, "properties") == {}
    assert json.text(body, "code") == "532"
    assert json.truth({"flag": "True"}, "flag") is True
    assert json.truth({"flag": "perhaps"}, "flag") is None


def test_a_refusal_says_its_details_with_causes_and_advice_first() -> None:
    body = {
        "error": {
            "code": "InvalidRequest",
            "message": "The request is not valid.",
            "details": [
                {
                    "code": "25014",
                    "message": "Some machines are not ready.",
                    "possibleCauses": "They do not replicate.",
                    "recommendedAction": "Commit first.",
                }
            ],
        }
    }
    first, second = errors.of_answer(400, body)
    assert (first.code, first.possible_causes, first.recommended_action) == (
        "25014",
        "They do not replicate.",
        "Commit first.",
    )
    assert second.code == "InvalidRequest"


def test_an_outer_error_that_only_repeats_its_detail_is_left_out() -> None:
    detail = {"code": "532", "message": "busy", "recommendedAction": "Wait."}
    found = errors.of_answer(409, {"error": {"code": "532", "message": "busy", "details": [detail]}})
    assert [(one.code, one.recommended_action) for one in found] == [("532", "Wait.")]


@pytest.mark.parametrize("body", [None, {}, {"error": None}, {"error": {}}, {"value": []}])
def test_a_refusal_without_a_word_is_its_status(body: dict[str, object] | None) -> None:
    (found,) = errors.of_answer(503, body)
    assert found.code == "HTTP 503"
    assert errors.of_answer(200, body) == ()


def test_errors_of_a_job_keep_code_task_level_and_the_providers_own() -> None:
    found = errors.of_errors(
        [
            {
                "serviceErrorDetails": {
                    "code": "28031",
                    "message": "could not be created",
                    "possibleCauses": "quota",
                    "recommendedAction": "raise it",
                },
                "providerErrorDetails": {"errorCode": 0, "errorMessage": "", "possibleCauses": ""},
                "errorLevel": "Error",
                "taskId": "FailoverTask",
            },
            {
                "serviceErrorDetails": {"code": "539", "message": "could not be performed"},
                "providerErrorDetails": {"errorCode": 95222, "errorMessage": "discovery failed"},
                "errorLevel": "Warning",
                "taskId": "FailoverTask",
            },
            {"serviceErrorDetails": None, "providerErrorDetails": None},
        ]
    )
    assert [(one.code, one.task, one.level) for one in found] == [
        ("28031", "FailoverTask", "Error"),
        ("539", "FailoverTask", "Warning"),
        ("95222", "FailoverTask", "Warning"),
    ]
    assert found[0].recommended_action == "raise it"
