"""Conditions that keep a provider from being read as it should be, as a table: a row a kind, with its words and what
helps."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class ConditionKind(StrEnum):
    THROTTLED = "throttled"
    SIGN_IN = "sign-in"
    NO_PERMISSION = "no-permission"
    VAULT_GONE = "vault-gone"
    HALF_A_PAGE = "half-a-page"
    NO_ANSWER = "no-answer"
    CLOCKS_APART = "clocks-apart"
    """It is read all the same, but times that are compared with the service's are wrong."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something wrong between this machine and a provider, until a look shows otherwise."""

    kind: ConditionKind
    said: str
    """What was answered or measured, word for word."""
    next_try: datetime | None = None
    """Not before then is it asked again, by the wall's clock; None = the next look is as usual."""


@dataclass(frozen=True, slots=True)
class ConditionWords:
    what: str
    short: str
    """Words for a line that has little room."""
    advice: str


WORDS: dict[ConditionKind, ConditionWords] = {
    ConditionKind.THROTTLED: ConditionWords(
        "the service is asked too often", "throttled",
        "If it stays so, see who else asks in this subscription; it is asked again when the service allows",
    ),
    ConditionKind.SIGN_IN: ConditionWords(
        "the sign-in has expired or is not taken", "not signed in",
        "Sign in again as the engine's user, for example with az login; the engine then tries by itself",
    ),
    ConditionKind.NO_PERMISSION: ConditionWords(
        "who signed in may not read the vault", "no permission",
        "Have the missing role given; a check of the connection document names it",
    ),
    ConditionKind.VAULT_GONE: ConditionWords(
        "the vault is not there", "vault gone",
        "See whether it was deleted or moved, or whether the connection document names another",
    ),
    ConditionKind.HALF_A_PAGE: ConditionWords(
        "the service answered with half a page", "half a page",
        "If it stays so, look at the service's state; nothing half read is believed, and the next look is by itself",
    ),
    ConditionKind.NO_ANSWER: ConditionWords(
        "the provider does not answer", "provider silent",
        "See whether this machine's network and the service work; the next look is by itself",
    ),
    ConditionKind.CLOCKS_APART: ConditionWords(
        "the service's clock and this machine's are apart", "clocks apart",
        "Set this machine's clock: ages and limits are reckoned by it",
    ),
}  # fmt: skip
