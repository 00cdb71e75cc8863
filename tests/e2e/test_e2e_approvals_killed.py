"""``kill -9`` of real engines around proposal, approval and start, with people of their own uids.

What was approved runs once, and nothing else: judged by the simulated world's own ledger.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from e2e_users import needs_root
from test_e2e_room import Site, site, users

__all__ = ["site", "users"]
pytestmark = [needs_root, pytest.mark.kill9]

BOUNDARIES = [
    f"{kind}:{when}"
    for kind in ("proposal.made", "proposal.approved", "proposal.started")
    for when in ("before", "after")
]
TEST = "run test-failover finance --confirm finance"


def one_step(site: Site, known: int) -> str | None:
    """Do what is next for the newest proposal, as people who see it on their screens; return the job that came of it.

    ``known``: proposals there were before.
    """
    rows = site.place.say("proposals", "--all").done()
    if len(rows) == known:
        site.say("operator", f"{TEST} --comment monthly")
    elif rows[0]["state"] == "open":
        site.say("commander", f"approve {rows[0]['id']} --confirm finance")
    elif rows[0]["state"] == "approved":
        site.say("operator", f"{TEST} --proposal {rows[0]['id']}")
    return rows[0]["started"] if len(rows) > known else None


def round_of(site: Site, crash_at: str) -> tuple[bool, Counter[Any]]:
    """One test failover and its cleanup; return whether the engine died, and what happened in the world."""
    place, lives = site.place, 1
    known = len(place.say("proposals", "--all").done())
    place.kill()
    before = made_by_tests(site)
    place.start(env={"DRCONSOLE_CRASH_AT": crash_at} if crash_at else None)
    while (job := one_step(site, known)) is None:
        _nothing_unapproved(site)
        if place.gone():
            place.start()
            lives += 1
    assert site.say("observer", f"watch {job}").code == 0
    site.say("operator", "run cleanup-test-failover finance --confirm finance --wait").done()
    place.kill()
    after = made_by_tests(site)
    place.start()
    return lives > 1, after - before


def made_by_tests(site: Site) -> Counter[Any]:
    """What of test failovers happened in the world, which goes on by itself."""
    return Counter((one.item, one.what) for one in site.place.ledger() if one.what.startswith("test-"))


def _nothing_unapproved(site: Site) -> None:
    events = [event for event in site.place.say("journal").done() if event["kind"].startswith(("proposal.", "job."))]
    for event in events:
        if event["kind"] == "job.created" and event["request"]["operation"] == "test-failover":
            of_it = [each["kind"] for each in events if each.get("proposal") == event["proposal"]]
            assert "proposal.approved" in of_it and of_it.count("proposal.started") == 1


def test_nothing_approved_is_lost_and_nothing_unapproved_runs(site: Site) -> None:
    for who, seat in (("operator", "operator"), ("commander", "approver"), ("observer", "observer")):
        site.say("root", f"room member add {site.name(who)} {seat}").done()
    site.say("root", "room policy set test-failover 1").done()
    died, unharmed = round_of(site, "")
    assert not died and unharmed
    for crash_at in BOUNDARIES:
        died, found = round_of(site, crash_at)
        assert died, crash_at
        assert (found - unharmed, unharmed - found) == (Counter(), Counter()), crash_at
    rows = site.place.say("proposals", "--all").done()
    assert [row["state"] for row in rows] == ["started"] * (1 + len(BOUNDARIES))
    _nothing_unapproved(site)
    assert site.place.say("doctor").done()["ok"] is True
