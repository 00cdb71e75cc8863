"""The way in: words to a verb, a verb to an exit code, every error to words."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from drconsole.cli.output import Output
from drconsole.cli.parser import load, parse
from drconsole.recovery.errors import BadInput, DrError

INTERNAL = 70
"""Exit code of a fault of ours (EX_SOFTWARE)."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; returns its exit code and raises nothing but ``SystemExit(0)`` after a help text."""
    given = list(sys.argv[1:] if words is None else words)
    _never_fail_at_a_character(sys.stdout, sys.stderr)
    output = Output("--json" in given, sys.stdout, sys.stderr)
    try:
        code = _run(given, output)
    except DrError as error:
        output.failure(error)
        code = error.exit_code
    except KeyboardInterrupt:
        code = output.interrupted("interrupted")
    except OSError as error:
        code = _file_fault(error, output)
    except Exception:
        code = _internal(output)
    output.flush()
    return code


def _run(words: Sequence[str], output: Output) -> int:
    try:
        args = parse(words)
    except SystemExit:
        output.flush()
        raise
    output.json = args.json
    if args.verb is None:
        # No command is the console, with its options as nobody has said them.
        args = parse([*words, "console"])
    from drconsole.cli.context import Context
    from drconsole.settings import SettingsError

    handler = load(f"drconsole.cli.{args.verb.handler}")
    try:
        return int(handler(Context(args.state, output), args))
    except SettingsError as error:
        raise BadInput("settings", error.message, place=error.place, advice=error.advice) from error


def _file_fault(error: OSError, output: Output) -> int:
    """A file that cannot be read or written is a wrong word; anything else of the system is a fault of ours."""
    if error.filename is None:
        return _internal(output)
    fault = BadInput("file", error.strerror or str(error), place=str(error.filename))
    output.failure(fault)
    return fault.exit_code


def _internal(output: Output) -> int:
    place = _write_traceback(traceback.format_exc())
    error = DrError(
        "internal",
        "a fault in drconsole itself; a running engine and its jobs are not touched by it",
        place=place,
        advice="that file says what happened; drconsole status shows where things stand",
    )
    output.failure(error)
    return INTERNAL


def _write_traceback(text: str) -> str:
    try:
        handle, name = tempfile.mkstemp(prefix="drconsole-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return text.strip().splitlines()[-1]
    return str(Path(name))


def _never_fail_at_a_character(*streams: TextIO) -> None:
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
