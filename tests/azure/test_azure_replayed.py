"""Each recorded action, replayed by a server on this machine through the provider: one POST, its body, its end."""

from __future__ import annotations

from typing import Any

import pytest
from azure_actions import Action, actions
from azure_loopback import replayed

from drconsole.providers.azure.wire.errors import of_answer
from drconsole.providers.azure.wire.ids import canonical
from drconsole.providers.port import NoAnswer, Observation, Rejected, Status

EVERY = actions()
ACTIONS = [action for action in EVERY if action.offered]
NOT_OFFERED = [action for action in EVERY if not action.offered]
TAKEN = [action for action in ACTIONS if action.exchange["status"] < 400]
REFUSED = [action for action in ACTIONS if action.exchange["status"] >= 400]

OLD = {
    "vaultLocation": "gone from the SDK's models since the API of 2022",
    "skipTestFailoverCleanup": "gone from the SDK's models since the API of 2022",
    "diskExclusionInput": "no disk is excluded: what says none is left out",
    "useMultiVmSyncPoint": "false is what the service takes where it is not said",
}
"""Keys that recordings have and we do not send, with the reason."""
MORE = {
    "failoverDirection": "older clients left it out; we say it always, but where an item was made anew (modernized)",
    "performShutdown": "the model wants it; older clients of other providers have none",
    "sourceSiteOperations": "we always say whether sources are shut down",
    "networkType": "we say that a test is attached to no network",
    "providerSpecificDetails": "older clients left the provider out of what has no options",
    "multiVmSyncPointOption": "said where the choice is a common point",
    "logStorageAccountId": "said where the item tells it",
    "storageAccountId": "said where the item tells it",
    "processServerId": "the vault shows it",
    "masterTargetId": "the vault shows it",
    "policyId": "the item tells it",
}
"""Keys that we send and a recording may lack, with the reason."""


def plain(value: Any) -> Any:
    """A body to compare: ids without regard to case, and nothing that is empty."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one not in (None, "", []) and name not in OLD}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return canonical(value) if isinstance(value, str) and "/" in value else value


def without_more(ours: Any, recorded: Any) -> Any:
    """Ours less what a recording may lack."""
    if isinstance(ours, dict) and isinstance(recorded, dict):
        return {
            name: without_more(one, recorded.get(name))
            for name, one in ours.items()
            if name in recorded or name not in MORE
        }
    if isinstance(ours, list) and isinstance(recorded, list) and len(ours) == len(recorded):
        return [without_more(one, other) for one, other in zip(ours, recorded, strict=True)]
    return ours


async def followed(provider: Any, action: Action, reference: str | None) -> Observation:
    """Look until it ends, or nothing more was recorded; the server goes one recorded answer on with each look."""
    seen = await provider.observe(action.work, reference)
    for _ in range(len(action.answers()) + 2):
        if seen.status not in (Status.RUNNING, Status.WAITING):
            break
        assert seen.look_again is None or seen.look_again > 0
        seen = await provider.observe(action.work, seen.reference or reference)
    return seen


ENDS = {
    "Succeeded": (Status.DONE, "Succeeded"),
    "PartiallySucceeded": (Status.DONE, "PartiallySucceeded"),
    "CompletedWithInformation": (Status.DONE, "CompletedWithInformation"),
    "Failed": (Status.FAILED, "Failed"),
    "Cancelled": (Status.CANCELLED, "Cancelled"),
    "Canceled": (Status.CANCELLED, "Cancelled"),
    "Suspended": (Status.WAITING, "None"),
}


def wanted_end(action: Action) -> tuple[Status, str]:
    """How it ended, or how it was seen last: a recording may stop before."""
    answers = action.answers()
    state = answers[-1]["properties"]["state"] if answers else "Succeeded"
    return ENDS.get(state, (Status.RUNNING, "None"))


@pytest.mark.parametrize("action", TAKEN, ids=str)
async def test_a_recorded_action_is_one_post_of_the_recorded_body_and_ends_as_it_did(action):
    async with replayed(action) as (server, provider):
        reference = await provider.begin(action.work)
        end = await followed(provider, action, reference)
    (post,) = server.posts
    assert canonical(post.path) == canonical(action.path)
    assert without_more(plain(post.body or {}), plain(action.body or {})) == plain(action.body or {})
    assert post.headers["x-ms-client-request-id"]
    assert reference.lower() == action.job.lower()
    status, state = wanted_end(action)
    assert (end.status, str(end.state)) == (status, state)
    if action.answers():
        assert end.reference == action.answers()[-1]["name"], "the body's own name is canonical"
    if status is Status.FAILED:
        assert end.errors or any(node.errors for node in end.nodes)


@pytest.mark.parametrize("action", REFUSED, ids=str)
async def test_a_recorded_refusal_is_told_with_its_code_and_was_sent_once(action):
    async with replayed(action) as (server, provider):
        with pytest.raises(Rejected) as caught:
            await provider.begin(action.work)
    assert len(server.posts) == 1
    assert caught.value.errors == of_answer(action.exchange["status"], action.exchange["response"])
    assert caught.value.errors[0].message


@pytest.mark.parametrize("action", NOT_OFFERED, ids=str)
async def test_what_does_not_exist_there_is_refused_before_anything_is_sent(action):
    async with replayed(action) as (server, provider):
        with pytest.raises(Rejected) as caught:
            await provider.begin(action.work)
    assert caught.value.errors[0].code == "NotOffered"
    assert server.posts == []


@pytest.mark.parametrize("fault", ["503", "disconnect"])
@pytest.mark.parametrize("action", TAKEN, ids=str)
async def test_where_no_answer_comes_after_the_effect_the_truth_is_found_and_nothing_is_sent_again(action, fault):
    async with replayed(action, fault) as (server, provider):
        with pytest.raises(NoAnswer):
            await provider.begin(action.work)
        end = await followed(provider, action, None)
    assert server.effects == len(server.posts) == 1
    assert end.status is wanted_end(action)[0]


@pytest.mark.parametrize("action", TAKEN[:3], ids=str)
async def test_what_was_never_sent_is_absent(action):
    async with replayed(action) as (server, provider):
        seen = await provider.observe(action.work, None)
    assert seen.status is Status.ABSENT
    assert server.posts == []


def test_every_recorded_action_has_a_job_or_a_refusal():
    assert TAKEN, "there are some of our own at least"
    assert all(action.job for action in TAKEN)
