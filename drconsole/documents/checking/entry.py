"""Entry of an estate document: what all kinds have."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """Entry of a document: unknown keys are faults, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)
