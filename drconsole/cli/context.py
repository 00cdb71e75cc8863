"""Context of a command: the state folder, the store behind it, the engine beside it, and where output goes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from drconsole.cli.output.output import Output
from drconsole.recovery.types.work.errors import BadInput, DrError, NoEngine, OutcomeUnknown, Refused
from drconsole.settings.state import StatePaths, state_dir

if TYPE_CHECKING:
    from drconsole.cli.store import Store
    from drconsole.link.client import Client
    from drconsole.link.messages import Message

A = TypeVar("A", bound=Mapping[str, object])

RETRY = 0.5
"""Seconds between tries to reach the next engine."""


def open_store(paths: StatePaths) -> Store:
    """Return the state's store, read-only. Raises ``BadInput`` where nothing was loaded yet."""
    from drconsole.cli.store import Store

    there = True  # a folder that is closed to us is told by the reader
    with contextlib.suppress(PermissionError):
        there = paths.db.exists()
    if not there:
        from drconsole.link.ensure import no_estate

        raise no_estate(paths)
    return Store(paths.db)


def open_client(paths: StatePaths) -> Client:
    """Return a connection to the state's engine. Raises ``NoEngine``."""
    from drconsole.link.client import Client

    return Client.connect(paths)


def is_silent(error: NoEngine) -> bool:
    """Return whether an engine is there and does not answer."""
    from drconsole.link.client import SILENT

    return error.code == SILENT


class Context:
    """Context of one command: which state it is about, and how it is read and asked."""

    def __init__(self, state: str | None, output: Output) -> None:
        self._state = state
        self._mode: str | None = None
        self.barred = False
        """Another user's state: we may read its store, and whether an engine lives is not known from here."""
        self.silent: NoEngine | None = None
        """What was said of an engine that holds the state and does not answer."""
        self.output = output
        output.state = state

    @property
    def json(self) -> bool:
        """Return whether the output is JSON."""
        return self.output.json

    @property
    def state_said(self) -> bool:
        """Return whether the command line names a state."""
        return self._state is not None

    @property
    def state(self) -> Path:
        """Return the state folder, which may not be there yet. Raises ``BadInput`` for what cannot be a folder."""
        if self._state == "":
            raise BadInput("bad-state", "--state needs the name of a folder", place="--state")
        folder = state_dir(self._state)
        there = next((path for path in (folder, *folder.parents) if os.path.lexists(path)), folder)
        if os.path.lexists(there) and not there.is_dir():
            what = "is a file, not a folder" if there == folder else f"cannot be a folder: {there} is a file"
            raise BadInput(
                "bad-state", f"the state {folder} {what}", place=str(folder), advice="name a folder with --state"
            )
        return folder

    @property
    def paths(self) -> StatePaths:
        """Return what lies in the state folder."""
        return StatePaths.of(self.state)

    def store(self) -> Store:
        """Open the store. Raises ``BadInput`` where nothing was loaded yet."""
        return open_store(self.paths)

    def store_to_show(self) -> Store:
        """As ``store``; a store that lost its end shows an older state as if it were the newest, which is said."""
        from drconsole.link.lock_holder import is_free

        free = False  # where we may not ask, its owner is told
        with contextlib.suppress(OSError):
            free = is_free(self.paths.lock)  # an engine that was killed leaves its socket, and no lock
        if free and (behind := self.behind()) is not None:
            from drconsole.cli.output.failures import advice_of

            self.output.note(f"drconsole: this may be out of date: {behind.message}")
            self.output.note(self.output.here(f"  advice:  {advice_of(behind)}"))
        return self.store()

    def behind(self) -> BadInput | None:
        """Return the refusal of a store without its end, with which no engine starts; None = it has it, or whoever
        reads it says what is wrong with it. To be asked where no engine runs."""
        from drconsole.store.writing.loss import lost_of

        try:
            lost = lost_of(self.paths.db)
        except BadInput:
            return None
        return None if lost is None else lost.refusal(self.paths.db)

    def client(self) -> Client:
        """Connect to the engine. Raises ``NoEngine``."""
        return open_client(self.paths)

    def engine_answers(self) -> bool | None:
        """Return whether an engine runs; None = its socket is not ours to speak at, or it does not answer."""
        try:
            with self.client():
                return True
        except NoEngine as error:
            return None if is_silent(error) else False
        except DrError:
            return None

    def nobody_there(self) -> bool:
        """Return whether no engine can answer: nothing is where it would listen, and nobody holds the state's lock.

        To be asked before the messages are loaded that would only find that out.
        """
        from drconsole.link.lock_holder import is_free

        try:
            return not os.path.lexists(self.paths.socket) and is_free(self.paths.lock)
        except (OSError, DrError):
            return False

    def ask(self, message: Message[A], request_id: str | None = None) -> A:
        """Send a message to the engine and return its answer. Raises ``NoEngine``, and what the engine refuses with."""
        with self.client() as client:
            self._mode = client.hello["mode"] or self._mode
            return client.ask(message, request_id=request_id)

    def ask_surely(self, message: Message[A], patience: float) -> A:
        """Send a command, again under its first id while no answer comes: an engine that took it says so again.

        Raises ``OutcomeUnknown`` after ``patience`` seconds.
        """
        try:
            return self.ask(message)
        except OutcomeUnknown as error:
            request, unknown = error.extra.get("request_id"), error
        end = time.monotonic() + patience
        while request and time.monotonic() < end:
            time.sleep(RETRY)
            try:
                return self.ask(message, request_id=str(request))
            except (NoEngine, OutcomeUnknown):
                continue
        raise unknown

    def ask_if_running(self, message: Message[A]) -> A | None:
        """Ask the engine, if there is one that answers us: ``barred`` and ``silent`` say why it does not."""
        try:
            return self.ask(message)
        except NoEngine as error:
            self.silent = error if is_silent(error) else None
            return None
        except Refused as error:
            if error.code != "not-permitted":
                raise
            self.barred = True
            return None

    def mode(self) -> str | None:
        """Return SIMULATION, EXERCISE or LIVE as the provider says it; None = not known."""
        if self._mode is None:
            with self.store() as store:
                self._mode = store.mode()
        if self._mode is None:
            with contextlib.suppress(DrError), self.client() as client:
                self._mode = client.hello["mode"]
        return self._mode
