"""Faults of an estate document, as a pydantic model; their closed sets of words are made of the definition's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.scalars import Duration, Name, wrong
from drconsole.documents.definition import CLEARED_BY, FAULT_KINDS, LATEST_LANDING, PARAM_WORDS


def _landing(seconds: int) -> int:
    if seconds > LATEST_LANDING:
        raise wrong(
            "late-landing",
            f"{seconds} s is later than a request can land: what has not landed by then is believed lost",
            f"At most {LATEST_LANDING} seconds",
        )
    return seconds


Landing = Annotated[Duration, AfterValidator(_landing)]


if TYPE_CHECKING:
    KindOfFault: TypeAlias = str
    FoundOutAt: TypeAlias = str
    LostOn: TypeAlias = str
    HeardOfLate: TypeAlias = str
    ClearedBy: TypeAlias = str
else:
    KindOfFault = Literal[tuple(FAULT_KINDS)]
    ClearedBy = Literal[tuple(str(word) for word in CLEARED_BY)]
    FoundOutAt, LostOn, HeardOfLate = (Literal[PARAM_WORDS[name]] for name in ("at", "on", "answer"))


class FaultEntry(Entry):
    """Fault of the simulated world; definition.FAULT_KINDS says which fields a kind has."""

    id: Name | None = None
    kind: KindOfFault
    item: str | None = None
    plan: str | None = None
    step: str | None = None
    after: Duration | None = None
    duration: Duration | None = None
    probability: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    code: Annotated[str, Field(min_length=1)] | None = Field(None, description="error code, in quotes")
    factor: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = None
    seconds: Landing | None = Field(None, description=f"how late a request lands: at most {LATEST_LANDING} seconds")
    times: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(None, description="so often, and then no more")
    at: FoundOutAt | None = Field(None, description="where quota-short is found out")
    point: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="id of the recovery point that is gone, or newest"
    )
    on: LostOn | None = Field(None, description="which answers of the provider are lost")
    answer: HeardOfLate | None = Field(None, description="what the sender of a late request hears")
    cleared_by: ClearedBy | None = Field(
        None, description="what a person outside does that clears it; left out: as usual for its kind"
    )
