"""Dialog that names the encryption key's file. Only its path is written here: the content is read when it is sent."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from drconsole.console.dialogs.base.dialog import Field
from drconsole.recovery.types.errors import DrError
from drconsole.render.text import clean, prose

FINDINGS = "encryption-key"
"""How the ids of the findings about it begin."""


class KeyField(Vertical):
    """A line for the path, and below it what is wrong with the file; not there until it is needed."""

    DEFAULT_CSS = """
    KeyField { height: auto; display: none; }
    KeyField.--needed { display: block; }
    KeyField > #key-said { height: auto; max-height: 3; display: none; }
    KeyField > #key-said.--bad { display: block; color: $bad; text-style: bold; }
    KeyField > #key-said.--ok { display: block; color: $good; }
    """

    def __init__(self) -> None:
        super().__init__(id="encryption-key")

    def compose(self) -> ComposeResult:
        yield Field("key", "Encryption key, file of the certificate:")
        yield Static(id="key-said", markup=False)

    @property
    def needed(self) -> bool:
        return self.has_class("--needed")

    def need(self, needed: bool) -> None:
        self.set_class(needed, "--needed")

    def found(self, preview: Mapping[str, Any]) -> None:
        """What the engine found of the certificate, if one was given."""
        asked = preview.get("encryption_key") or {}
        self.need(bool(asked.get("needed")))
        if not asked.get("given"):
            return
        wrong = [each for each in preview["findings"] if str(each["id"]).startswith(FINDINGS)]
        if wrong:
            self.say(f"✗ {prose(wrong[0]['message'])}")
        else:
            self.say(f"✓ this is the certificate {clean(asked.get('thumbprint'))}", bad=False)

    @property
    def path(self) -> str:
        return self.query_one("#key", Input).value.strip()

    def say(self, text: str, *, bad: bool = True) -> None:
        """At the field itself; empty = nothing is wrong."""
        said = self.query_one("#key-said", Static)
        said.set_classes(("--bad" if bad else "--ok") if text else "")
        said.update(clean(text))

    @property
    def said(self) -> str:
        return str(self.query_one("#key-said", Static).content)

    async def read(self) -> str | None:
        """The certificate as messages carry it; None and said, where the file holds none."""
        self.say("")
        try:
            return await asyncio.to_thread(_read, self.path)
        except DrError as error:
            self.say(f"✗ {error.message}" + (f": {error.advice}" if error.advice else ""))
            return None


def _read(path: str) -> str:
    from drconsole.link.encryption_key import read, wire

    return wire(read(os.path.expanduser(path)))
