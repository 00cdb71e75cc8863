"""Faults of a document: file, line, path in the document, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import near, nearest
from drconsole.recovery.types.remedies import Remedy
from drconsole.recovery.types.work.errors import BadInput

MAX_FAULTS = 50
"""Faults after which reading stops: the rest mostly follows from them."""

Loc = tuple[str | int, ...]
"""Where in the document: keys and list indexes from its top."""

LONGEST = 200
"""Characters of a wrong word that are looked at: people's keys may be long."""
_LISTED = 60
"""Names that advice lists."""


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """Fault of a document. ``line`` counts from 1 (0: the file as a whole); list indexes in ``path`` count from 0."""

    file: str
    line: int
    path: str
    message: str
    right: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f" at {self.path}" if self.path else ""
        return f"{place}{where}: {self.message}. {self.right}"


class DocumentFaults(BadInput):
    """Refusal of a document; ``faults`` holds all that was found, in the order of lines."""

    def __init__(self, faults: Iterable[DocumentFault], remedies: Sequence[Remedy] = ()) -> None:
        """``remedies``: what helps with the first of them."""
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        place = f"{first.file}:{first.line}" if first.line else first.file
        super().__init__(
            "document-faults",
            first.message + more,
            place=f"{place} {first.path}".rstrip(),
            advice=first.right,
            remedies=remedies,
            extra={"faults": [asdict(fault) for fault in self.faults]},
        )


class FaultList:
    """Faults of one file while it is read. ``add`` raises ``DocumentFaults`` when the list is full."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[DocumentFault] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, line: int, path: str, message: str, right: str) -> None:
        """Note a fault. Raises ``DocumentFaults`` at the ``MAX_FAULTS``th."""
        self._found.append(DocumentFault(self.file, line, path, message, right))
        if len(self._found) >= MAX_FAULTS:
            raise DocumentFaults(self._found)

    def fatal(self, line: int, path: str, message: str, right: str, *remedies: Remedy) -> DocumentFaults:
        """Return the exception to raise for a fault after which the rest cannot be read."""
        self._found.append(DocumentFault(self.file, line, path, message, right))
        return DocumentFaults(self._found, () if len(self._found) > 1 else remedies)

    def check(self) -> None:
        """Raise ``DocumentFaults`` if anything was found."""
        if self._found:
            raise DocumentFaults(self._found)


def path_text(loc: Sequence[str | int]) -> str:
    """Return ``("plans", 0, "groups")`` as ``plans[0].groups``."""
    text = ""
    for part in loc:
        word = part if isinstance(part, int) else _shown(part)
        text += f"[{word}]" if isinstance(word, int) else f".{word}" if text else word
    return text


def _shown(word: str) -> str:
    """Return a key as it can stand on a terminal: people's keys may be long, or hold control characters."""
    word = word if len(word) <= 60 else f"{word[:57]}..."
    return word if word.isprintable() else ascii(word)


def some_of(known: Iterable[str]) -> str:
    """Return names in their order, ``a, b, c``; of many the first ones, and how many more there are."""
    names = sorted(set(known))
    more = f", and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return advice for a word that is not known: the nearest known ones, else ``otherwise``, else what there is."""
    names = list(known)
    said = near(word[:LONGEST], names) or otherwise or nearest(word[:LONGEST], names)
    if not said:
        return f"Known: {some_of(names)}" if names else "There is none to name"
    return said[0].upper() + said[1:]
