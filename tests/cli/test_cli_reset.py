"""``simulate reset``: the exercise begins anew, what was before is put aside, and nothing real is ever reset."""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from drconsole.cli.commands.estate import reset
from drconsole.cli.commands.estate.estate import bundled, make
from drconsole.cli.commands.estate.reset import KEPT, begin_anew
from drconsole.cli.commands.reading.read import plans
from drconsole.cli.context import Context
from drconsole.cli.output.output import Output
from drconsole.link.messages import Status
from drconsole.providers import registry
from drconsole.recovery.types.work.errors import BadInput, NoEngine, Refused

NAME = "woodgrove"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    state = tmp_path / "state"
    make(state, NAME)
    return Context(str(state), Output(False, open("/dev/null", "w"), open("/dev/null", "w")))


def files(context: Context) -> set[str]:
    return {path.name for path in context.state.iterdir()}


def test_without_its_name_nothing_goes_and_what_would_go_is_told(context: Context) -> None:
    before = files(context)
    for said in (None, "contoso", ""):
        with pytest.raises(Refused) as caught:
            begin_anew(context, said)
        assert caught.value.code == "confirm"
        assert f"--confirm {NAME}" in caught.value.advice
        assert "of the journal go" in caught.value.message
    assert files(context) == before


def test_the_world_begins_anew_and_what_was_before_is_kept(context: Context) -> None:
    with context.store() as store:
        world = store.world()
    found = begin_anew(context, NAME)
    assert (found["estate"], found["engine"]) == (NAME, False)
    with context.store() as store:
        anew = store.world()
    assert world is not None
    assert anew is not None
    assert anew["estate"] == world["estate"]
    assert anew.get("identity") != world.get("identity"), "it is another world"
    kept = Path(found["kept"])
    assert kept.name.startswith(KEPT)
    assert {"drconsole.db", "world.db"} <= {path.name for path in kept.iterdir()}
    assert kept.stat().st_mode & 0o077 == 0


def test_two_resets_within_one_second_are_both_kept(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Stopped:
            return cls(2026, 3, 1, 3, 10, tzinfo=tz)

    monkeypatch.setattr(reset, "datetime", Stopped)
    kept = [Path(begin_anew(context, NAME)["kept"]) for _ in range(3)]
    assert [each.name.removeprefix(KEPT) for each in kept] == [
        "20260301T031000Z",
        "20260301T031000Z-2",
        "20260301T031000Z-3",
    ]
    assert all((each / "drconsole.db").exists() for each in kept)


@pytest.mark.parametrize(
    ("grain", "said", "then"),
    [("step", None, "step"), ("plan", None, "plan"), ("step", "plan", "plan"), ("plan", "step", "step")],
)
def test_a_reset_keeps_what_the_provider_does_by_itself_unless_it_is_told(
    tmp_path: Path, grain: str, said: str | None, then: str
) -> None:
    state = tmp_path / "state"
    make(state, NAME, grain)
    context = Context(str(state), Output(False, io.StringIO(), io.StringIO()))
    begin_anew(context, NAME, grain=said)
    assert registry.PROVIDERS[registry.OF_ESTATES].grain(state) == then


def test_a_plan_says_which_certificate_opens_its_machines_and_where_it_is_kept(context: Context) -> None:
    context.output.out = io.StringIO()
    plans(context, argparse.Namespace(plan="branches"))
    said = context.output.out.getvalue()
    assert re.search(r"encrypted +.*certificate [0-9A-F ]{6,}", said), said
    assert "kept: " in said


def test_a_document_that_is_none_changes_nothing(context: Context, tmp_path: Path) -> None:
    before = files(context)
    (tmp_path / "wrong.yaml").write_text("items: 7\n")
    for document in (str(tmp_path / "wrong.yaml"), str(tmp_path / "gone.yaml")):
        with pytest.raises(BadInput):
            begin_anew(context, NAME, document)
    assert files(context) == before


def test_a_load_that_fails_puts_back_what_was_there(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in context.state.glob("*.db")}

    def fails(*_: object) -> None:
        raise Refused("disk-full", "the disk is full")

    monkeypatch.setattr(reset, "make", fails)
    with pytest.raises(Refused, match="disk is full"):
        begin_anew(context, NAME)
    assert {path.name: path.read_bytes() for path in context.state.glob("*.db")} == before
    assert not [name for name in files(context) if name.startswith(KEPT)]


@pytest.mark.parametrize("mode", ["LIVE"])
def test_a_live_provider_is_never_reset(mode: str, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(context)
    with context.store() as store:
        world = store.world()
    assert world is not None
    monkeypatch.setattr("drconsole.cli.store.Store.world", lambda _: {**world, "mode": mode})
    with pytest.raises(Refused) as caught:
        begin_anew(context, NAME)
    assert caught.value.code == "not-a-simulation"
    assert files(context) == before


def test_an_estate_that_does_not_travel_with_the_program_has_to_be_named(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reset, "bundled", dict)
    with pytest.raises(BadInput) as caught:
        begin_anew(context, NAME)
    assert (caught.value.place, caught.value.advice) == ("--estate", "name its file: --estate FILE")
    assert begin_anew(context, NAME, str(bundled()[NAME]))["estate"] == NAME


@pytest.mark.parametrize("others", [True, False])
def test_consoles_of_others_keep_the_state_as_it_is(
    others: bool, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    console = {"user": "root", "person": "ann", "seat": None, "pid": 1}
    told = {"clock": {"speed": 60.0}, "consoles": [console] if others else []}

    def ask(message: object) -> dict[str, object]:
        assert isinstance(message, Status)
        if stopped:
            raise NoEngine("no-engine", "no engine answers")
        return told

    monkeypatch.setattr(context, "ask", ask)
    monkeypatch.setattr("drconsole.engine.process.entry.stop", lambda *_, **__: stopped.append(True))
    started: list[Callable[..., object] | float] = []
    monkeypatch.setattr("drconsole.engine.process.entry.start_detached", lambda _, speed: started.append(speed))
    if others:
        with pytest.raises(Refused, match="ann"):
            begin_anew(context, NAME)
        assert (stopped, started) == ([], [])
    else:
        assert begin_anew(context, NAME)["engine"] is True
        assert (stopped, started) == ([True], [60.0]), "at the speed that it had"
