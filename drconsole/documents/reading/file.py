"""File of a document, read as text."""

from __future__ import annotations

from pathlib import Path

from drconsole.documents.faults import DocumentFaults, FaultList
from drconsole.documents.reading.document import ESTATE, Kind

MAX_BYTES = 4 * 1024 * 1024


def read_text(path: Path, kind: Kind = ESTATE) -> str:
    """Return the text of a file. Raises ``DocumentFaults``: no such file, not readable, too large, not UTF-8."""
    faults = FaultList(str(path))
    try:
        if not path.is_file():
            raise faults.fatal(
                0,
                "",
                "there is no such file" if not path.exists() else "this is not a file",
                kind.file,
                *kind.missing,
            )
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise faults.fatal(0, "", f"the file cannot be read: {reason}", "Check the path and its permissions") from None
    if len(raw) > MAX_BYTES:
        raise too_large(faults, kind)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise faults.fatal(line, "", f"byte 0x{raw[error.start]:02x} is not UTF-8", "Save the file as UTF-8") from None


def too_large(faults: FaultList, kind: Kind) -> DocumentFaults:
    """Return the exception for a document of more than ``MAX_BYTES``."""
    return faults.fatal(
        0,
        "",
        f"the file is larger than {MAX_BYTES // (1024 * 1024)} MiB",
        kind.larger,
    )
