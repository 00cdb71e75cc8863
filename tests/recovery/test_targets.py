"""Words that a person typed mean one plan or item, or nothing; every one can be said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.types.estate.targets import by_key, candidates, said

NAMES = st.sampled_from(["a", "b", "c", "plan:a", "item-key:b"])
KNOWN = st.fixed_dictionaries({kind: st.dictionaries(NAMES, NAMES, max_size=4) for kind in ("plan", "item")})


@given(KNOWN)
def test_there_are_words_for_everything_that_mean_nothing_else(known: dict[str, dict[str, str]]) -> None:
    for kind, things in known.items():
        for key in things:
            assert candidates(by_key(kind, key), known) == [(kind, key)]
            assert candidates(said(kind, key, known), known) == [(kind, key)]


@given(KNOWN, NAMES)
def test_a_word_means_all_that_have_it_as_a_name_or_key(known: dict[str, dict[str, str]], word: str) -> None:
    found = candidates(word, known)
    assert len(set(found)) == len(found)
    if ":" not in word:
        assert set(found) == {
            (kind, key) for kind, things in known.items() for key, name in things.items() if word in (key, name)
        }
