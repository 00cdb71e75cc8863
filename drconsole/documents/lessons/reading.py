"""Reading of lesson documents by their models."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.validate import note
from drconsole.documents.faults import FaultList, path_text
from drconsole.documents.lessons.acts import right_of
from drconsole.documents.reading.document import Document, Kind

E_ = TypeVar("E_", bound=Entry)

LESSON = Kind(
    "lesson",
    "`name:`, `title:`, then `estate:`, `objectives:`, `steps:`, `ways:`",
    "A lesson is a few pages: look at what this file is",
    "Name a lesson's document, or a bundled one",
)


def validated(model: type[E_], document: Document, faults: FaultList) -> E_:
    """Return the entry of a whole document. Raises ``DocumentFaults`` with all that does not fit."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc = tuple(detail["loc"])
            if detail["type"] == "extra_forbidden" and loc[0] == "ways" and len(loc) > 3:
                faults.add(document.line(loc), path_text(loc), f"unknown key {loc[-1]!r}", right_of(str(loc[-1])))
                continue
            note(detail, (), model, document, faults)
        faults.check()
        raise
