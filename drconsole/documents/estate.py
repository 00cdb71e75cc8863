"""Estate documents, as other rooms use them: load, check, describe, generate.

``load_estate`` and ``parse_estate`` raise ``DocumentFaults`` and nothing else, whatever they are given.
"""

from __future__ import annotations

from pathlib import Path

from drconsole.documents.building.build import build
from drconsole.documents.building.step_names import STEP_NAMES
from drconsole.documents.definition import (
    DEFAULT_START,
    FAULT_KINDS,
    EstateDefinition,
    Fault,
    FaultKind,
    ItemStart,
    Runbook,
)
from drconsole.documents.describe import Description, describe
from drconsole.documents.faults import DocumentFault, DocumentFaults
from drconsole.documents.generate import generate
from drconsole.documents.reading.file import read_text
from drconsole.documents.reading.reader import read_document
from drconsole.documents.schema import schema

__all__ = [
    "DEFAULT_START",
    "FAULT_KINDS",
    "STEP_NAMES",
    "Description",
    "DocumentFault",
    "DocumentFaults",
    "EstateDefinition",
    "Fault",
    "FaultKind",
    "ItemStart",
    "Runbook",
    "describe",
    "generate",
    "load_estate",
    "parse_estate",
    "schema",
]


def load_estate(path: Path) -> EstateDefinition:
    """Return the estate of a file. Script paths are relative to its folder. Raises ``DocumentFaults``."""
    return parse_estate(read_text(path), str(path), path.resolve().parent)


def parse_estate(text: str, file: str, base: Path | None) -> EstateDefinition:
    """Return the estate that ``text`` defines; ``file`` is what faults call it. Raises ``DocumentFaults``."""
    return build(read_document(text, file), base)
