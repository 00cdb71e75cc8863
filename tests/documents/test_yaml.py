"""Documents come from people, and from people who mean harm: nothing expands, nothing but DocumentFaults comes out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from drconsole.documents.estate import DocumentFaults, load_estate, parse_estate
from drconsole.documents.faults import MAX_FAULTS
from drconsole.documents.reading.file import MAX_BYTES
from drconsole.documents.reading.reader import MAX_DEPTH, read_document
from drconsole.documents.reading.words import plain

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]

LAUGHS = "a: &a [lol, lol, lol]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
)

REFUSED = {
    # name: (text, line, in the message)
    "billion laughs": (LAUGHS, 1, "anchor &a"),
    "alias": ("name: x\nsites: *s\n", 2, "alias *s"),
    "anchor": ("name: x\nsites: &s []\n", 2, "anchor &s"),
    "merge key": ("name: &n x\nb: {<<: *n}\n", 2, "alias *n"),
    "alias as a key": ("name: x\n*n : 1\n", 2, "alias *n"),
    "tag": ("name: x\nseed: !!python/object/apply:os.system [ls]\n", 2, "tag"),
    "tag on text": ("name: !!str x\n", 1, "tag"),
    "key twice": ("name: x\nseed: 1\nname: y\n", 3, "'name' stands here a second time"),
    "key twice, deep": ("sites:\n  - kind: a\n    kind: b\n", 3, "'kind'"),
    "mapping as key": ("name: x\n? {a: 1}\n: 2\n", 2, "used as a key"),
    "empty": ("", 1, "empty"),
    "only comments": ("# nothing\n", 1, "empty"),
    "null": ("~\n", 1, "empty"),
    "list at the top": ("\n- a\n", 2, "not a mapping"),
    "text at the top": ("hello\n", 1, "not a mapping"),
    "two documents": ("name: x\n---\nname: y\n", 2, "second document"),
    "not YAML": ("name: x\nsites: [a\nplans: }\n", 3, "not YAML"),
    "tab": ("name: x\nsites:\n\t- a\n", 3, "not YAML"),
    "deep lists": ("name: x\na: " + "[" * 100_000, 2, f"more than {MAX_DEPTH} deep"),
    "deep mappings": ("name: x\na: " + "{a: " * 100_000, 2, f"more than {MAX_DEPTH} deep"),
    "deep block": ("name: x\n" + "- " * 50_000, 2, ""),
    "control character": ("name: x\nstory: \x07\n", 2, "'\\x07'"),
    "surrogate": ("name: x\nstory: \ud800\n", 2, "'\\ud800'"),
    "written surrogate": ('name: x\nstory: "\\uD800"\n', 2, ""),
    "escape out of range": ('name: "\\UFFFFFFFF"\n', 1, ""),
}  # fmt: skip


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("case", REFUSED)
def test_refused_at_its_line(case: str, loader: type) -> None:
    text, line, message = REFUSED[case]
    with pytest.raises(DocumentFaults) as caught:
        read_document(text, "f", loader)
    found = caught.value.faults
    # The Python parser cannot say where an escape is out of range.
    assert any(fault.line in (line, 1) and message in fault.message for fault in found), list(map(str, found))
    if message:
        assert any(fault.line == line and message in fault.message for fault in found), list(map(str, found))


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_depth_is_refused_where_it_begins_and_not_after_reading_it_all(
    opening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0
    parse = yaml.parse

    def counted(*args: object, **kwargs: object) -> Iterator[object]:
        nonlocal seen
        for event in parse(*args, **kwargs):
            seen += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    with pytest.raises(DocumentFaults):
        read_document("a: " + opening * 100_000, "f")
    assert seen <= 3 * MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "line", "path"),
    [("a:\n  b:\n    - 1\n    - &x 2\n", 4, "a.b[1]"), ("a:\n  b: {c: 1, c: 2}\n", 2, "a.b.c")],
)
def test_a_refusal_has_its_path(text: str, line: int, path: str) -> None:
    with pytest.raises(DocumentFaults) as caught:
        read_document(text, "f")
    assert (caught.value.faults[0].line, caught.value.faults[0].path) == (line, path)


def test_files_that_are_no_documents(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    cases: list[tuple[bytes | None, int, str]] = [
        (None, 0, "no such file"),
        (b"name: x\nstory: \xff\n", 2, "byte 0xff is not UTF-8"),
        ("name: x".encode("utf-16"), 1, "is not UTF-8"),
        (b"#" * (MAX_BYTES + 1), 0, "larger than 4 MiB"),
    ]
    for raw, line, message in cases:
        if raw is not None:
            file.write_bytes(raw)
        with pytest.raises(DocumentFaults) as caught:
            load_estate(file)
        (fault,) = caught.value.faults
        assert (fault.file, fault.line) == (str(file), line) and message in fault.message
    with pytest.raises(DocumentFaults) as caught:
        load_estate(tmp_path)
    assert "not a file" in caught.value.message


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: x\r\nsites: []\r\npolicies: []\r\nitems: []\r\n")
    assert load_estate(file).name == "x"


@pytest.mark.parametrize(
    ("word", "value"),
    [("no", False), ("on", True), ("~", None), ("", None), ("12", 12), ("-3", -3), ("9.62", 9.62), ("1e3", 1000.0),
     ("0123", "0123"), ("1:30", "1:30"), ("1_000", "1_000"), ("2026-01-05", "2026-01-05"), (".inf", ".inf"),
     ("9" * 5000, "9" * 5000), ("y", "y"), ("0x1F", "0x1F")],
)  # fmt: skip
def test_what_a_plain_word_means(word: str, value: object) -> None:
    assert plain(word) == value and type(plain(word)) is type(value)


PIECES = st.sampled_from(
    ["name: ", "sites:\n", "  - ", "{", "}", "[", "]", "kind: vmware", "items:\n", "plans:\n", "groups: ", "count: 3",
     "{n}", "{1..9}", "&a ", "*a", "!!str ", "'", '"', "\\", "\n", "\n  ", "\n    ", ": ", ", ", "- ", "? ", "| ", "> ",
     "no", "12", "15m", "\t", "#", "---\n", "...\n", "%YAML 1.2\n", "<<: ", "profile: x", "defaults: ", "start: ",
     "faults:\n", "split: ", "script: /", "\ud800", "\x00", "é", "\u2028"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.text(st.characters()), st.lists(PIECES, max_size=40).map("".join))
WORDS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just("a"), st.just("x{n}")
)


@settings(max_examples=200)
@given(TEXTS, st.sampled_from(LOADERS))
def test_arbitrary_text_raises_nothing_but_faults(text: str, loader: type) -> None:
    try:
        read_document(text, "f", loader)
        parse_estate(text, "f", None)
    except DocumentFaults as error:
        assert error.faults and all(fault.line >= 0 and fault.right for fault in error.faults)


KEYS = [
    "name",
    "kind",
    "site",
    "items",
    "groups",
    "source",
    "target",
    "profile",
    "count",
    "first",
    "scenario",
    "policy",
    "split",
    "every",
    "pre",
    "post",
    "script",
    "manual",
    "runbook",
    "start",
    "last_test",
    "item",
    "plan",
    "step",
    "sites",
    "networks",
    "policies",
    "plans",
    "faults",
    "profiles",
    "defaults",
    "replication_groups",
    "starts_at",
]
SHAPES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)
TOPS = st.dictionaries(st.sampled_from(KEYS), SHAPES, max_size=8)


@settings(max_examples=150)
@given(TOPS)
def test_arbitrary_shapes_raise_nothing_but_faults(data: dict[str, object]) -> None:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    text = yaml.dump({"name": "x", **data}, Dumper=Plain)
    try:
        parse_estate(text, "f", None)
    except DocumentFaults as error:
        assert error.faults


WHOLE = yaml.safe_load((Path(__file__).parents[2] / "fixtures" / "estates" / "contoso.yaml").read_text())


def places(data: object, loc: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [loc, *(place for key, value in inner for place in places(value, (*loc, key)))]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(places(WHOLE)[1:]), SHAPES), min_size=1, max_size=3))
def test_a_whole_estate_with_wrong_pieces_raises_nothing_but_faults(changes: list[tuple[tuple, object]]) -> None:
    data = copy.deepcopy(WHOLE)
    for (*way, last), value in changes:
        at = data
        try:
            for part in way:
                at = at[part]
            at[last] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    try:
        parse_estate(json.dumps(data, default=str), "f", Path("/"))
    except DocumentFaults as error:
        assert error.faults and len(error.faults) <= MAX_FAULTS
