"""Validation of a document by the models, entry by entry: what does not fit is noted with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.models import SECTIONS, EstateDocument, ItemFields
from drconsole.documents.checking.wording import plainly
from drconsole.documents.faults import DocumentFault, FaultList, Loc, path_text
from drconsole.documents.reading.document import Document
from drconsole.recovery.types.data import dataclass

_REQUIRED = frozenset(key for key in SECTIONS if EstateDocument.model_fields[key].is_required())


@dataclass(slots=True)
class Checked:
    """Entries of a document that fit their models. The others are faults already and are left out."""

    document: Document
    faults: FaultList
    head: EstateDocument
    entries: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    """Models of each section, with their index in the document's list."""
    written_names: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names in each section, those of entries that do not fit included."""
    left_out: frozenset[str] = frozenset()
    """Sections of which an entry did not fit."""
    nameless: frozenset[str] = frozenset()
    """Sections that are no list, or hold an entry without a name: an unknown name may be one of theirs."""

    warnings: list[DocumentFault] = field(default_factory=list)

    @property
    def defaults_unreadable(self) -> bool:
        """Return whether the document has defaults that do not fit: what an item lacks may stand there."""
        return self.head.defaults is None and self.document.data.get("defaults") is not None

    def warn(self, loc: Loc, message: str, right: str) -> None:
        """Note at ``loc`` what keeps nobody from using the document."""
        self.warnings.append(DocumentFault(self.faults.file, self.document.line(loc), path_text(loc), message, right))

    def fault(self, loc: Loc, message: str, right: str) -> None:
        """Note a fault at ``loc``. Raises ``DocumentFaults`` when there are too many."""
        self.faults.add(self.document.line(loc), path_text(loc), message, right)


def check_models(document: Document) -> Checked:
    """Run the models over ``document``. Raises ``DocumentFaults`` only when there are too many faults to go on."""
    faults = FaultList(document.file)
    data: dict[str, Any] = document.data
    raw_sections = {key: data[key] for key in SECTIONS if isinstance(data.get(key), list)}
    # Null is "not said": a section whose entries are all commented out is an empty one.
    rest = {key: value for key, value in data.items() if key not in raw_sections and value is not None}
    head = _head(document, rest, raw_sections, faults)
    checked = Checked(document, faults, head)
    left_out = set()
    nameless = {key for key in SECTIONS if key not in raw_sections and (key in rest or key in _REQUIRED)}
    for section, model in SECTIONS.items():
        raw = raw_sections.get(section, [])
        checked.entries[section] = []
        for index, value in enumerate(raw):
            entry = _validate(model, value, (section, index), document, faults)
            if entry is None:
                left_out.add(section)
                if not _written_name(value):
                    nameless.add(section)
            else:
                checked.entries[section].append((index, entry))
        checked.written_names[section] = frozenset(filter(None, map(_written_name, raw)))
    checked.left_out = frozenset(left_out)
    checked.nameless = frozenset(nameless)
    return checked


def _written_name(value: Any) -> str | None:
    name = (value.get("key") or value.get("name")) if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _head(
    document: Document, rest: dict[str, Any], sections: Mapping[str, list[Any]], faults: FaultList
) -> EstateDocument:
    """Return the top of the document, its sections emptied; values that do not fit are replaced after being noted."""
    try:
        return EstateDocument.model_validate({**rest, **{key: [] for key in sections}})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            note(detail, (), EstateDocument, document, faults)
    defaults = rest.get("defaults")
    fits = None if defaults is None else _quietly(ItemFields, defaults)
    return EstateDocument.model_construct(name="", defaults=fits)


def _quietly(model: type[Entry], value: Any) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _validate(model: type[Entry], value: Any, loc: Loc, document: Document, faults: FaultList) -> Entry | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            note(detail, loc, model, document, faults)
        return None


def note(detail: ErrorDetails, prefix: Loc, model: type[BaseModel], document: Document, faults: FaultList) -> None:
    """Note in words what a model found. Raises ``DocumentFaults`` when there are too many faults."""
    loc = prefix + tuple(detail["loc"])
    message, right = plainly(detail, loc, model, document)
    faults.add(document.line(loc), path_text(loc), message, right)
