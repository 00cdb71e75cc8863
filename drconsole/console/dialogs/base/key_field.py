"""Field for the file of an encryption key. It keeps only the path: the content is read when a command is sent."""

from __future__ import annotations

import asyncio
import os

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from drconsole.console.dialogs.base.path_field import PathField, PathLine
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.text import clean, prose

FINDINGS = "encryption-key"
"""Prefix of the ids of findings about the encryption key."""


class KeyField(Vertical):
    """Field for the path, with what is wrong with the file below it; hidden until a key is needed."""

    DEFAULT_CSS = """
    KeyField { height: auto; display: none; }
    KeyField.--needed { display: block; }
    KeyField > #key-said { height: auto; max-height: 3; display: none; }
    KeyField > #key-said.--bad { display: block; color: $bad; text-style: bold; }
    KeyField > #key-said.--ok { display: block; color: $good; }
    KeyField > #key-said.--names { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="encryption-key")

    def compose(self) -> ComposeResult:
        yield PathField("key", "Encryption key, file of the certificate:")
        yield Static(id="key-said", markup=False)

    @property
    def needed(self) -> bool:
        """Return whether a key is needed, and the field is shown."""
        return self.has_class("--needed")

    def need(self, needed: bool) -> None:
        """Show the field, or hide it."""
        self.set_class(needed, "--needed")

    def found(self, preview: PreviewRow) -> None:
        """Show what the engine found about the certificate in a preview, if one was given."""
        asked = preview["encryption_key"]
        self.need(asked["needed"])
        if not asked["given"]:
            return
        wrong = [each for each in preview["findings"] if each["id"].startswith(FINDINGS)]
        if wrong:
            self.say(f"✗ {prose(wrong[0]['message'])}")
        else:
            self.say(f"✓ this is the certificate {clean(asked['thumbprint'])}", bad=False)

    @property
    def path(self) -> str:
        """Path as it is written now."""
        return self.query_one("#key", Input).value.strip()

    @on(PathLine.Listed)
    def _listed(self, message: PathLine.Listed) -> None:
        self.say(message.text)
        self.query_one("#key-said", Static).set_classes("--names" if message.text else "")

    def say(self, text: str, *, bad: bool = True) -> None:
        """Show a text below the field; empty = hide it."""
        said = self.query_one("#key-said", Static)
        said.set_classes(("--bad" if bad else "--ok") if text else "")
        said.update(clean(text))

    @property
    def said(self) -> str:
        """Text below the field."""
        return str(self.query_one("#key-said", Static).content)

    async def read(self) -> str | None:
        """Read the certificate as messages carry it; None = the file holds none, which the field then shows."""
        self.say("")
        try:
            return await asyncio.to_thread(_read, self.path)
        except DrError as error:
            self.say(f"✗ {error.message}" + (f": {error.advice}" if error.advice else ""))
            return None


def _read(path: str) -> str:
    from drconsole.link.encryption_key import read, wire

    return wire(read(os.path.expanduser(path)))
