"""Command that logs in to a failed-over machine: its words, and its run at the terminal."""

from __future__ import annotations

import contextlib
import shlex
import signal
import subprocess
import sys
import termios
import unicodedata
from collections.abc import Iterator, Sequence

from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean


def log_in_words(template: str, address: str | None, item: str) -> list[str]:
    """Return the words of the command behind "Log in".

    The template is split first and filled in afterwards, without a shell: an address cannot become another word.
    Raises ``BadInput`` for a missing address, a malformed command, and data that would become an option of it.
    """
    place = "log_in"
    try:
        template_words = shlex.split(template)
    except ValueError as error:
        raise BadInput("bad-log-in", f"the command is not well-formed: {error}", place=place) from None
    if not template_words:
        raise BadInput("bad-log-in", "no command is configured", place=place)
    if not address and any("{address}" in word for word in template_words):
        raise BadInput("no-address", f"the address of {clean(item)} is not known", place=place)
    made = []
    for word in template_words:
        put = word.replace("{address}", address or "").replace("{item}", item)
        if put != word and ((put.startswith("-") and not word.startswith("-")) or not _harmless(put)):
            raise BadInput("bad-log-in", f"{clean(put)!r} cannot be a word of the command", place=place)
        made.append(put)
    return made


def _harmless(word: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in word)


def at_the_terminal(argv: Sequence[str], item: str, address: str | None) -> str:
    """Run a command at the terminal: announce it, wait for its end and for enter. Return the outcome in words."""
    at = f" at {clean(address)}" if address else ""
    _tell(f"drconsole: running {shlex.join(argv)} for {clean(item)}{at}; end it (exit, or ^D) to come back")
    seen = run_log_in(argv)
    _forget_typed()
    _tell(f"drconsole: {clean(seen)}; press enter to go back to the console")
    with contextlib.suppress(OSError, ValueError), _interrupts_are_its_own():
        sys.stdin.readline()
    _forget_typed()
    return seen


def _tell(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"\r\n{text}\r\n")
        sys.stdout.flush()


def _forget_typed() -> None:
    """Discard typed characters: what was meant for the command is no key of the console."""
    with contextlib.suppress(OSError, ValueError, termios.error):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def run_log_in(argv: Sequence[str]) -> str:
    """Run a command in the terminal, wait, and return its outcome in words. A failing command raises nothing."""
    shown = shlex.join(argv)
    try:
        with _interrupts_are_its_own():
            code = subprocess.run(argv, check=False, shell=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        return f"'{shown}' could not be run: {error}"
    return f"'{shown}' ended with exit code {code}" if code >= 0 else f"'{shown}' was ended by signal {-code}"


@contextlib.contextmanager
def _interrupts_are_its_own() -> Iterator[None]:
    """Let ctrl+c end the command, and not the console. A handler is not inherited; SIG_IGN would be."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
