"""The program's own ``dataclass`` against the standard library's, field by field."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from dataclasses import field
from pathlib import Path

import pytest

from drconsole.recovery.types.data import dataclass, replace

SOURCE = Path(__file__).parents[2] / "drconsole"


@dataclass(frozen=True, slots=True)
class Ours:
    name: str
    secret: str = field(default="hidden", repr=False)
    beside: int = field(default=0, compare=False)
    parts: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    name: str
    secret: str = field(default="hidden", repr=False)
    beside: int = field(default=0, compare=False)
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    name: str
    secret: str = ""
    beside: int = 0
    parts: tuple[int, ...] = ()


@dataclass(slots=True)
class Changing:
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    name: str


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(slots=True)
class Growing:
    parts: list[str] = field(default_factory=list)
    told: bool = False

    def __post_init__(self) -> None:
        self.parts.append("made")


@dataclass(slots=True)
class Grown(Growing):
    more: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A class with words of its own."""

    name: str

    def __repr__(self) -> str:
        return "worded"


VALUES = [
    {"name": "a"},
    {"name": "b"},
    {"name": "a", "secret": "s"},
    {"name": "a", "beside": 1},
    {"name": "a", "parts": (1,)},
]


@pytest.mark.parametrize("one", VALUES)
@pytest.mark.parametrize("other", VALUES)
def test_two_values_are_equal_and_have_one_hash_where_the_standard_ones_are(one, other):
    same = Theirs(**one) == Theirs(**other)
    assert (Ours(**one) == Ours(**other)) is same
    assert (Ours(**one) != Ours(**other)) is not same
    assert len({Ours(**one), Ours(**other)}) == len({Theirs(**one), Theirs(**other)})


@pytest.mark.parametrize("fields", VALUES)
def test_a_value_is_printed_copied_and_replaced_as_a_standard_one(fields):
    ours, theirs = Ours(**fields), Theirs(**fields)
    assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert pickle.loads(pickle.dumps(ours)) == ours
    assert copy.deepcopy(ours) == ours
    for change in (replace, dataclasses.replace):
        changed = change(ours, name="other")
        assert (changed.name, changed.beside, ours.name) == ("other", ours.beside, fields["name"])


def test_a_value_of_one_field_or_none_is_replaced_too():
    assert replace(Changing("a")) == Changing("a")
    assert replace(Changing("a"), name="b") == Changing("b")
    assert replace(Nothing()) == Nothing()


def test_a_field_that_the_class_does_not_have_is_not_replaced():
    with pytest.raises(TypeError):
        replace(Ours("a"), no_field=1)


def test_values_of_two_classes_are_never_equal():
    assert Ours("a", "", 0) != Other("a")
    assert Ours("a") != "a"


def test_a_class_whose_values_change_has_no_hash():
    one = Changing("a")
    one.name = "b"
    assert one == Changing("b")
    with pytest.raises(TypeError):
        hash(one)


def test_without_eq_each_value_is_only_itself():
    one = Itself("a")
    assert one != Itself("a")
    assert one in {one}


def test_a_class_without_fields_has_equal_values():
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1


def test_each_value_gets_a_default_of_its_own_and_is_looked_at_when_it_is_filled():
    one, other = Growing(), Growing()
    one.parts.append("one's")
    assert (other.parts, Growing([]).parts, Growing(["a"], told=True).parts) == (["made"], ["made"], ["a", "made"])


def test_a_class_of_a_class_takes_the_fields_of_both_whichever_is_made_first():
    assert (Grown(["a"], True, "b").more, Grown(more="c").parts) == ("b", ["made"])
    assert Growing(["d"]).parts == ["d", "made"]


def test_wrong_fields_are_refused_at_the_first_value_as_at_the_next():
    @dataclass(slots=True)
    class Fresh:
        name: str

    for _ in range(2):
        with pytest.raises(TypeError, match=r"Fresh\.__init__\(\) missing 1 required positional argument: 'name'"):
            Fresh()
        with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
            Fresh(name="a", other=1)
    assert Fresh("a").name == "a"


def test_the_init_of_a_class_is_compiled_once():
    @dataclass(slots=True)
    class Fresh:
        name: str

    Fresh("a")
    compiled = Fresh.__init__
    Fresh("b")
    assert Fresh.__init__ is compiled
    assert compiled.__code__.co_varnames == ("self", "name")


def test_a_method_of_the_class_itself_stays():
    assert repr(Worded("a")) == "worded"
    assert Worded("a") == Worded("a")


def test_every_data_class_of_the_program_is_made_by_it():
    standard = re.compile(r"^from dataclasses import .*\bdataclass\b|dataclasses\.dataclass\b", re.MULTILINE)
    own = SOURCE / "recovery" / "types" / "data.py"
    assert [str(file) for file in SOURCE.rglob("*.py") if file != own and standard.search(file.read_text())] == []
