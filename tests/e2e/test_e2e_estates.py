"""Loading estates: faults are named and nothing is made; a state is loaded once; large ones load."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e_crew import document
from e2e_state import Place

pytest_plugins = ["e2e_fixtures"]

MANY = 20_000


@pytest.mark.parametrize(
    ("right", "wrong", "path", "says"),
    [
        ("{name: m3, profile: crew}", "{name: m1, profile: 'crew'}", "items", "m1"),
        ("items: [m3]", "items: [m4]", "plans", "m4"),
        ("items: [m3]", "items: [ m2 ]", "plans", "m2"),
        ("mapped_to: cloud-lan", "mapped_to: hill-lan", "networks", "hill-lan"),
        ("kind: shutdown-fails", "kind: shut-down-fails", "faults", "shut-down-fails"),
        ("seed: 7", "seed: seven", "seed", ""),
        ("sites:", "sites: &here", "", ""),
        ("sites:", "sites: [", "", ""),
    ],
)
def test_a_fault_names_file_line_and_path_and_nothing_is_made(
    place: Place, right: str, wrong: str, path: str, says: str
) -> None:
    file = document(place.folder)
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    line = next(number for number, each in enumerate(file.read_text().splitlines(), 1) if wrong in each)
    for words in (("estate", "check", str(file)), ("estate", "load", str(file))):
        error = place.say(*words).refused(2)
        faults = error["faults"]
        assert faults
        for fault in faults:
            assert {"file", "line", "path", "message", "right"} <= set(fault)
            assert fault["file"] == str(file)
            assert fault["message"]
        assert any(says in fault["message"] + fault["right"] and fault["path"].startswith(path) for fault in faults), (
            faults
        )
        if path or says:
            assert any(fault["line"] == line for fault in faults), (line, faults)
        assert str(file) in error["place"]
    assert not place.state.exists() or not list(place.state.iterdir())
    assert place.say("status").done()["counts"] == {}
    file.write_text(text)
    assert place.load(file)["items"] == 3


def test_every_fault_of_a_file_is_told_at_once(place: Place) -> None:
    file = document(place.folder)
    text = file.read_text().replace("items: [m3]", "items: [m4]").replace("mapped_to: cloud-lan", "mapped_to: hill-lan")
    file.write_text(text.replace("item: m1}", "item: m7}"))
    said = place.say("estate", "load", str(file)).refused(2)
    assert [fault["path"] for fault in said["faults"]] == [
        "networks[0].mapped_to",
        "plans[0].groups[1].items[0]",
        "faults[0].item",
    ]


def test_what_is_no_estate_exits_2(place: Place) -> None:
    empty, binary = place.folder / "empty.yaml", place.folder / "binary.yaml"
    empty.write_text("")
    binary.write_bytes(bytes(range(256)))
    for name in (str(empty), str(binary), "contosso", str(place.folder), "/nonexistent/estate.yaml"):
        place.say("estate", "load", name).refused(2)
    assert not place.state.exists() or not list(place.state.iterdir())


def test_a_state_is_loaded_once(place: Place) -> None:
    place.load()
    before = place.unmoved()
    place.say("estate", "load", "contoso").refused(3, "state-not-empty")
    place.start()
    place.say("estate", "load", "contoso").refused(3)
    place.say("estate", "load", "contoso", "--grain", "plan").refused(3)
    kinds = ("engine.started", "clock.set")
    after = place.unmoved()
    assert after[:2] == before[:2]
    assert [event for event in after[2] if event["kind"] not in kinds] == before[2]


def test_of_two_loads_at_once_one_makes_the_state(place: Place) -> None:
    loads = [place.begin("estate", "load", "contoso") for _ in range(3)]
    codes = sorted(place.finish(load).code for load in loads)
    assert codes == [0, 3, 3]
    assert len(place.say("items").done()) == 20
    assert place.say("doctor").done()["ok"] is True


@pytest.mark.slow
def test_a_generated_estate_of_many_items_loads(place: Place) -> None:
    file = Path(place.folder / "many.yaml")
    made = place.say("estate", "generate", "--items", str(MANY), "--seed", "3", "-o", str(file)).done()
    assert (made["items"], made["file"]) == (MANY, str(file))
    assert file.stat().st_size < 200_000, "the compact form"
    assert place.load(file)["items"] == MANY
    items = place.items()
    assert len(items) == MANY, "names are all different"
    assert place.say("status").done()["counts"]["items"] == MANY
    plan = place.say("plans").done()[0]
    assert {item["key"] for item in plan["items"]} <= set(items)
    assert place.say("doctor").done()["ok"] is True


def test_the_same_seed_generates_the_same_estate(place: Place) -> None:
    texts = [
        place.say("estate", "generate", "--items", "500", "--seed", seed).done()["text"] for seed in ("1", "1", "2")
    ]
    assert texts[0] == texts[1] != texts[2]
