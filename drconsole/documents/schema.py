"""JSON Schema of an estate document, for editors that check while people type."""

from __future__ import annotations

from typing import Any

from drconsole.documents.checking.models import EstateDocument


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12): shapes and words.

    References, and limits over several entries, are checked by ``load_estate`` alone.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "drconsole estate document",
        **{key: value for key, value in EstateDocument.model_json_schema().items() if key != "title"},
    }
