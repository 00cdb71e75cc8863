"""Run of one command line: words to a command, a command to an exit code, every error to words."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO, cast

from drconsole.cli.disk import disk_full, is_full
from drconsole.cli.output.output import Output
from drconsole.cli.streams import Closed, OutputLost
from drconsole.cli.words.parser import load, parse, prints_lines
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.settings.operator import OPERATOR, require_name

_FOLDERS = ("DRCONSOLE_STATE", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "HOME")
"""Variables of the environment that may name a folder of ours."""

INTERNAL = 70
"""Exit code of a fault of ours (EX_SOFTWARE)."""


def run(words: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code. Raises nothing but ``SystemExit(0)`` after a help text."""
    given = list(sys.argv[1:] if words is None else words)
    output = Output("--json" in given, *_streams(), lines=prints_lines(given))
    try:
        code = _told(given, output)
        output.flush()
    except OutputLost as error:
        code = output.lost(error)
    return code


def _streams() -> tuple[TextIO, TextIO]:
    """Return where output and messages go. What was closed when we were started is never given to a file of ours."""
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(spare, True)
    os.close(spare)
    # The stream's type says that it is always there; it is None where its descriptor was closed.
    out: TextIO | None = sys.stdout
    err: TextIO | None = sys.stderr
    if err is None:
        err = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    _never_fail_at_a_character(*(stream for stream in (out, err) if stream is not None))
    return out if out is not None else cast(TextIO, Closed()), err


def _told(given: Sequence[str], output: Output) -> int:
    """Return the exit code, once every error has been told.

    Raises ``OutputLost``, and ``SystemExit`` after a help text.
    """
    try:
        return _run(given, output)
    except DrError as error:
        output.failure(error)
        return error.exit_code
    except KeyboardInterrupt:
        return output.interrupted("interrupted")
    except OutputLost:
        raise
    except Exception as error:
        if is_full(error):
            refused = disk_full(str(getattr(error, "filename", None) or ""))
            output.failure(refused)
            return refused.exit_code
        return _file_fault(error, output) if isinstance(error, OSError) else _internal(output)


def require_text(place: str, word: str) -> None:
    """Raise ``BadInput`` for bytes that are no UTF-8: no store and no message can hold them."""
    try:
        word.encode()
    except UnicodeEncodeError:
        shown = repr(os.fsencode(word))[2:-1]
        raise BadInput(
            "not-utf-8",
            f"these bytes are no UTF-8 text: {shown[:200]}",
            place=place,
            advice="write it in UTF-8; a file or folder of such a name has to be renamed, or reached by a link",
        ) from None


def _run(words: Sequence[str], output: Output) -> int:
    for number, word in enumerate(words, 1):
        require_text(f"argument {number}", word)
    for name in _FOLDERS:
        require_text(name, os.environ.get(name, ""))
    try:
        args = parse(words)
    except SystemExit:
        output.flush()
        raise
    output.json = args.json
    if args.person is not None:
        # What we connect to an engine with, and a console that we open, read it there.
        os.environ[OPERATOR] = output.person = require_name(args.person, "--as")
    if args.verb is None:
        # No command is the console, with its options as nobody has said them.
        args = parse([*words, "console"])
    from drconsole.cli.context import Context

    handler = load(f"drconsole.cli.commands.{args.verb.handler}")
    if not gc.get_freeze_count():
        # What was imported is never garbage: each search that goes through it costs a short command more than its work.
        gc.freeze()
    gc.enable()
    return int(handler(Context(args.state, output), args))


def _file_fault(error: OSError, output: Output) -> int:
    """Return the exit code for a file that cannot be read or written: a wrong word; any other error is a fault of
    ours."""
    if error.filename is None:
        return _internal(output)
    fault = BadInput("file", error.strerror or str(error), place=str(error.filename))
    output.failure(fault)
    return fault.exit_code


def _internal(output: Output) -> int:
    import traceback  # only for a fault, as below: it is slow to load

    place = _write_traceback(traceback.format_exc())
    error = DrError(
        "internal",
        "a fault in drconsole itself; a running engine and its jobs are not touched by it",
        place=place,
        advice="that file says what happened; look at where things stand",
        remedies=(Remedy(Act.STATUS),),
    )
    output.failure(error)
    return INTERNAL


def _write_traceback(text: str) -> str:
    import tempfile

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
