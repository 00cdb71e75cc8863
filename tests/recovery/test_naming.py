"""What a word that names nothing may have meant."""

from __future__ import annotations

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
