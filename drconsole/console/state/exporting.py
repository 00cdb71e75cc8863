"""File of an exported page. It is written beside its place and then moved there, so that it is whole or not there."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from drconsole.recovery.types.work.errors import BadInput


def path_of(said: str) -> Path:
    """Return the file that was named, absolute; ``~`` is the home folder. Raises ``BadInput``."""
    try:
        path = Path(os.path.abspath(Path(said).expanduser()))
    except (RuntimeError, ValueError) as error:
        raise BadInput("bad-file", f"'{said}' is no name of a file: {error}", place="FILE") from error
    if path.is_dir():
        raise BadInput("bad-file", f"{path} is a folder", place="FILE", advice="name a file in it")
    if not path.parent.is_dir():
        raise BadInput("bad-file", f"there is no folder {path.parent}", place="FILE")
    return path


def write(path: Path, text: str) -> None:
    """Write a file, in place of one that is there. Raises ``BadInput`` with the reason."""
    try:
        file, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(file, "w", encoding="utf-8") as out:
                out.write(text)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise BadInput("not-written", f"{path} was not written: {error.strerror}", place="FILE") from error


def default_name(title: str, time: str) -> str:
    """``jobs-20260302T0820Z.txt``: a name of a file for a page, with the provider's time."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "page"
    stamp = re.sub(r"[^0-9TZ]", "", time[:16])
    return f"{words}-{stamp}Z.txt" if stamp else f"{words}.txt"
