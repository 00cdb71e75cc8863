"""What a word that names nothing may have meant."""

from __future__ import annotations

import pytest

from drconsole.recovery.types.naming import near, nearest


def test_of_a_long_list_only_what_is_near_is_named():
    names = [f"machine-{number}" for number in range(30)]
    assert nearest("qqqq", names) == ""
    assert nearest("qqqq", names[:2]) == "known: machine-0, machine-1"
    assert nearest("MACHINE-7", names).startswith("did you mean machine-7")
    assert near("qqqq", names[:2]) == ""
    assert nearest("qqqq", []) == ""


def test_a_long_list_is_searched_to_its_end():
    names = [f"{site}-{tier}-{number:05}" for site in ("aa", "zz") for tier in ("app", "web") for number in range(5000)]
    assert near("zz-wbe-04321", names).startswith("did you mean zz-web-04321")


@pytest.mark.parametrize(
    ("said", "known", "told"),
    [
        ("failvoer", ["failover", "failback"], "failover"),
        ("stnd", ["stand", "state"], "stand"),
        ("Hree", ["Here", "There"], "Here"),
        ("sho", ["shop-db", "shop-web", "wiki"], "shop-db or shop-web"),
        ("shop-db", ["shop", "wiki"], "shop"),
        ("location", ["active_location", "validation"], "active_location"),
        ("job.cancelled", ["job.cancel-requested", "job.held", "job.created"], "job.cancel-requested"),
        ("xs", ["x", "y"], "x"),
    ],
)
def test_a_slip_of_the_pen_or_a_word_of_a_name_says_which_is_meant(said: str, known: list[str], told: str) -> None:
    assert near(said, known) == f"did you mean {told}?"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("running", ["warning", "must-not-run", "runs-twice"]),
        ("tasks", ["answers", "jobs"]),
        ("time", ["item"]),
        ("text", ["target"]),
        ("move", ["failover"]),
        ("repaired", ["armed", "lead.passed", "job.created"]),
        ("job.began", ["job.held", "job.ended"]),
        ("y", ["x"]),
        ("", ["shop"]),
        ("-", ["shop-db"]),
    ],
)
def test_letters_in_common_make_no_name_near(said: str, known: list[str]) -> None:
    assert near(said, known) == ""
