"""Actors: an account, who had logged in, and who it is said to be."""

from __future__ import annotations

import pytest

from drconsole.records.actors import actor, names_of


@pytest.mark.parametrize(
    ("user", "login", "told", "named", "found"),
    [
        ("root", None, "", "root", {"root"}),
        ("root", "alice", "", "root (login alice)", {"root", "alice"}),
        ("root", None, "ann", "root (as ann)", {"root", "ann"}),
        ("root", "alice", "Ann Lee", "root (login alice, as Ann Lee)", {"root", "alice", "Ann Lee"}),
        ("ann", "ann", "ann", "ann", {"ann"}),
        ("root", "ann", "ann", "root (login ann)", {"root", "ann"}),
    ],
)
def test_an_actor_is_found_by_each_of_its_names(
    user: str, login: str | None, told: str, named: str, found: set[str]
) -> None:
    assert actor(user, login, told) == named
    assert names_of(named) == {named, *found}


def test_another_person_is_not_found() -> None:
    assert "an" not in names_of("root (as ann)")
