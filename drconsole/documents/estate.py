"""Estate documents: load, check, describe, generate. What other rooms import.

``load_estate`` and ``parse_estate`` raise ``DocumentFaults`` and nothing else, whatever they are given.
"""

from __future__ import annotations

from pathlib import Path

from drconsole.documents.build import build
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
from drconsole.documents.schema import schema
from drconsole.documents.step_names import STEP_NAMES
from drconsole.documents.yaml_safe import read_document, read_text

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
    """The estate of a file. Script paths are relative to its folder. Raises ``DocumentFaults``."""
    return parse_estate(read_text(path), str(path), path.resolve().parent)


def parse_estate(text: str, file: str, base: Path | None) -> EstateDefinition:
    """The estate that ``text`` defines; ``file`` is what faults call it. Raises ``DocumentFaults``."""
    return build(read_document(text, file), base)
