"""Notes that people took, as the record holds them."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import Keyed


class NotedRow(TypedDict):
    """A note as its command is answered. Its time is the provider's clock's, as a report's times are."""

    id: str
    text: str
    at: str | None
    """When it happened, as who took it says."""
    by: str
    """Who took it, as the journal names them."""
    pinned: bool
    job: str | None
    """Job that it is about; None = about the whole."""


class NoteRow(NotedRow, Keyed):
    """A note as it stands."""

    noted_at: str | None
    """When it was written down, by the provider's clock."""
    pinned_by: str
    """Who pinned it last; empty = it is not pinned."""
    loud: bool
    """It says that approvals are easier to get: an alarm for as long as it is pinned."""
