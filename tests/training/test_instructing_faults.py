"""Faults as an instructor says them: words that make one, or say which word is wrong and what would be right."""

from __future__ import annotations

import pytest

from drconsole.documents.definition import FAULT_KINDS
from drconsole.link.messages import InjectedFault
from drconsole.link.serving.validate import parse
from drconsole.link.wire import body_of
from drconsole.recovery.types.work.errors import BadInput
from drconsole.training.instructing.faults import TROUBLES, fault_of, seconds, told_of, trouble, troubles, words_of


def test_words_make_the_fault_of_a_document() -> None:
    said = "step-fails item=shop-db step=VmFailover code=28031 times=2 after=5m duration=1h30m probability=0.5"
    assert fault_of(said) == InjectedFault(
        kind="step-fails",
        item="shop-db",
        step="VmFailover",
        code="28031",
        times=2,
        after=300.0,
        duration=5400.0,
        probability=0.5,
    )
    assert fault_of("agent-lost 'item=shop db'").item == "shop db"


def test_words_come_back_as_they_were_said() -> None:
    for said in ("agent-lost item=shop-db", "slow-step plan=shop factor=3.0", "no-answer on=observe"):
        assert words_of(fault_of(said)) == said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("agent-lost item=shop-db", "agent-lost at shop-db"),
        ("step-fails item=shop-db step=VmFailover times=1", "step-fails at shop-db (step VmFailover, times 1)"),
        ("slow-step plan=shop factor=3.0", "slow-step at shop (factor 3.0)"),
        ("no-answer on=observe", "no-answer (on observe)"),
    ],
)
def test_a_debrief_tells_a_fault_in_words(said: str, told: str) -> None:
    assert told_of(fault_of(said)) == told


@pytest.mark.parametrize(
    ("said", "place", "right"),
    [
        ("", "--inject KIND", "one of: shutdown-fails"),
        ("step-fail item=a", "--inject KIND", "did you mean step-fails?"),
        ("agent-lost itm=a", "--inject itm", "did you mean item?"),
        ("agent-lost factor=2", "--inject factor", "it takes:"),
        ("agent-lost item", "--inject", "such as item=shop-db"),
        ("agent-lost item=", "--inject", "such as item=shop-db"),
        ("slow-step factor=much", "--inject factor", "such as 3"),
        ("agent-lost item=a after=soon", "--inject after", "Write seconds"),
        ("agent-lost 'item=a", "--inject", "close it"),
    ],
)
def test_a_wrong_word_is_named_with_what_would_be_right(said: str, place: str, right: str) -> None:
    with pytest.raises(BadInput) as refused:
        fault_of(said)
    assert refused.value.place == place
    assert right in refused.value.advice


@pytest.mark.parametrize(("text", "found"), [("90", 90), ("10m", 600), ("1h30m", 5400), ("2d", 172_800)])
def test_durations_are_those_of_documents(text: str, found: int) -> None:
    assert seconds(text, "--jump") == found


def test_a_duration_that_is_none_names_its_option() -> None:
    with pytest.raises(BadInput) as refused:
        seconds("ten minutes", "--jump")
    assert refused.value.place == "--jump"
    assert "15m" in refused.value.advice


@pytest.mark.parametrize("failed_over", [False, True])
def test_every_key_brings_one_fault_that_the_link_takes(failed_over: bool) -> None:
    offered = troubles(failed_over)
    assert [one.key for one in offered] == [str(number) for number in range(1, 9)]
    for one in offered:
        fault = trouble(one, "shop-db", "VmFailover")
        assert parse("Inject", {"fault": body_of(fault)})  # type: ignore[arg-type]
        said = {name for name, value in body_of(fault).items() if value is not None}  # type: ignore[arg-type]
        assert said <= FAULT_KINDS[one.kind].fields | {"kind"}
        assert (fault.item == "shop-db") is one.of_item


def test_the_step_that_comes_next_is_the_one_that_fails() -> None:
    (fails,) = [one for one in TROUBLES if one.kind == "step-fails"]
    assert trouble(fails, "a", "ShutdownVmRecovery").step == "ShutdownVmRecovery"
    assert trouble(fails, "a").step == "VmFailover"
