"""What the console says of an engine that is not there, and whether it starts one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from console_fakes import fake_session

from drconsole.console.state.feed import feed
from drconsole.console.state.model.model import Link
from drconsole.link import ensure
from drconsole.link.client import Client
from drconsole.recovery.types.work.errors import NoEngine

ENOUGH = 6
"""Attempts to reach an engine."""


class Store:
    """A store whose last event of an engine is given; it counts how often it is opened and read."""

    opened = read = 0

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def __call__(self, _: Any) -> Store:
        self.opened += 1
        return self

    def data_version(self) -> int:
        return 1

    def rev(self) -> int:
        return len(self.kinds)

    def journal(self, _: int) -> list[dict[str, str]]:
        self.read += 1
        return [{"kind": kind} for kind in self.kinds]

    def close(self) -> None:
        pass

    def rows(self, *_: Any, **__: Any) -> list[Any]:
        return []

    rows_without = rows


class Engine:
    """An engine that answers a number of times, and is gone then."""

    def __init__(self, answers: int) -> None:
        self.left = answers
        self.asked = self.started = 0

    def connect(self, *_: Any, **__: Any) -> Any:
        self.asked += 1
        if not self.left:
            raise NoEngine("no-engine", "no engine answers")
        self.left -= 1
        return self

    def start(self, *_: Any, **__: Any) -> Any:
        self.started += 1
        raise NoEngine("no-engine", "it cannot be started")

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def subscribe(self, heartbeat: float) -> Any:
        raise NoEngine("no-engine", "the engine has closed the connection")


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Link]]:
    """Follow an engine for some attempts; every link that was set, once for each change."""

    def follow(engine: Engine, store: Store, *, read_only: bool) -> list[Link]:
        monkeypatch.setattr(feed, "Reader", store)
        monkeypatch.setattr(Client, "connect", engine.connect)
        monkeypatch.setattr(ensure, "ensure_engine", engine.start)
        monkeypatch.setattr(feed, "RETRY", 0.0)
        session = fake_session()
        session.read_only = read_only
        told: list[Link] = []
        followed = feed.Feed(session, lambda _: None)  # type: ignore[arg-type]
        monkeypatch.setattr(followed, "_set_link", lambda link, _: told.append(link))
        connect = engine.connect

        def counted(*words: Any, **more: Any) -> Any:
            if engine.asked == ENOUGH:
                followed.stop()
            return connect(*words, **more)

        monkeypatch.setattr(Client, "connect", counted)
        followed._follow_engine()
        return [link for at, link in enumerate(told) if not at or told[at - 1] is not link]

    return follow


@pytest.mark.parametrize("kinds", [(), ("engine.started", "engine.stopped"), ("engine.started",)])
def test_a_read_only_console_that_finds_no_engine_says_one_thing(links: Any, kinds: tuple[str, ...]) -> None:
    assert links(Engine(0), Store(*kinds), read_only=True) == [Link.NONE]


def test_an_engine_that_a_person_stopped_is_not_started_again(links: Any) -> None:
    engine, store = Engine(1), Store("engine.started", "engine.stopped")
    assert links(engine, store, read_only=False) == [Link.HERE, Link.NONE]
    assert engine.started == 0
    assert (store.opened, store.read) == (1, 1)


def test_an_engine_that_went_away_is_started_again(links: Any) -> None:
    engine = Engine(1)
    assert Link.STARTING in links(engine, Store("engine.started"), read_only=False)
    assert engine.started > 0


def test_a_console_starts_an_engine_although_the_last_one_was_stopped(links: Any) -> None:
    engine = Engine(0)
    links(engine, Store("engine.started", "engine.stopped"), read_only=False)
    assert engine.started > 0


def test_a_read_only_console_says_that_the_engine_it_knew_was_lost(links: Any) -> None:
    assert links(Engine(1), Store("engine.started"), read_only=True) == [Link.HERE, Link.LOST]
