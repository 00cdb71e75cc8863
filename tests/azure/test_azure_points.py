"""Recovery points, events and a vault's health."""

from __future__ import annotations

from azure_data import of_kind
from azure_excerpts import found

from drconsole.providers.azure.wire.events import events
from drconsole.providers.azure.wire.health import vault_health
from drconsole.providers.azure.wire.points import arm_id, points
from drconsole.recovery.types.words import Consistency

FOUND = found("points-events-health")


def test_points_come_newest_first_with_what_they_are() -> None:
    read = points(of_kind(FOUND, "recoverypoints"), "our-key")
    assert [(one.id, one.consistency, one.multi_vm) for one in read] == [
        ("p-3", Consistency.APPLICATION, True),
        ("p-2", Consistency.CRASH, True),
        ("p-1", Consistency.CRASH, False),
        ("p-4", Consistency.CRASH, False),
    ], "p-5 has no time, and p-4 is of no kind that we know: the least that a point is"
    assert {one.item for one in read} == {"our-key"}


def test_a_point_is_named_in_a_request_by_the_items_present_id() -> None:
    assert arm_id("/vault/items/Web-1/", "p-3") == "/vault/items/Web-1/recoveryPoints/p-3"


def test_events_keep_the_services_words() -> None:
    failed, odd = events(of_kind(FOUND, "replicationevents"))
    assert (failed.kind, failed.severity, failed.text, failed.about) == (
        "JobStatus",
        "Critical",
        "TestFailover - Failed",
        "web-1",
    )
    assert failed.at is not None
    assert (failed.about_id, [error.code for error in failed.errors]) == ("c-1", ["499"])
    assert (odd.kind, odd.severity, odd.at, odd.errors) == ("Weather", "Purple", None, ())


def test_a_vaults_health_names_each_cause_once_with_all_whom_it_is_about() -> None:
    (body,) = of_kind(FOUND, "replicationvaulthealth")
    read = vault_health(body)
    assert [error.code for error in read.errors] == ["161018"]
    (issue,) = read.items
    assert (issue.code, issue.severity, issue.about) == ("78026", "Error", ("c-1", "c-2"))
    assert (read.item_count, read.fabric_count, read.fabrics, read.containers) == (4, 2, (), ())
