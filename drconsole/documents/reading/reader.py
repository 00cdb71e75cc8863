"""Reader of YAML that people wrote: it trusts nothing, and remembers the line of everything.

Works on the parser's events. Aliases, anchors, tags and depth are refused there, before anything
could expand; keys are always text; a key twice in one mapping is a fault. Plain words are resolved
by few rules (``words``): no dates, no octal or sexagesimal numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from drconsole.documents.faults import DocumentFaults, FaultList, path_text
from drconsole.documents.reading.document import ESTATE, Document, Kind
from drconsole.documents.reading.file import MAX_BYTES, too_large
from drconsole.documents.reading.words import CONTROL, NOT_YAML, plain
from drconsole.recovery.types.data import dataclass

MAX_DEPTH = 20

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML has it, else the one in Python: about ten times slower, same result."""

_DROPPED = "\0dropped"
_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""Part of the message of libyaml 0.2.6 (in PyYAML 6.0.4), which refuses depth while it reads ahead, before our own
count."""


@dataclass(slots=True)
class _Open:
    """Mapping or list whose end has not come."""

    holds: dict[str, Any] | list[Any]
    lines: dict[str | int, int]
    entry: str | int
    """Which entry of the one around it this is."""
    key: str | None = None


class _Reader:
    def __init__(self, file: str, kind: Kind) -> None:
        self.kind = kind
        self.document = Document(file)
        self.faults = FaultList(file)
        self.stack: list[_Open] = []
        self.documents = 0
        self.has_root = False

    def path(self, last: str = "") -> str:
        """Return where in the document the reader is, with ``last`` behind it."""
        loc = [at.entry for at in self.stack[1:]]
        if last or self.stack:
            loc.append(last or self.next_entry())
        return path_text([part for part in loc if part not in (_DROPPED, "")])

    def next_entry(self) -> str | int:
        """Return where in the innermost mapping or list the next value goes; empty where a key or nothing is open."""
        if not self.stack:
            return ""
        at = self.stack[-1]
        return len(at.holds) if isinstance(at.holds, list) else at.key or ""

    def expects_key(self) -> bool:
        """Return whether the next scalar is a key of the innermost mapping."""
        return bool(self.stack) and isinstance(self.stack[-1].holds, dict) and self.stack[-1].key is None

    def place(self, value: Any, line: int, written: str | None = None) -> None:
        """Put a value where the document has it. A list's entry gets its line here, a mapping's from its key."""
        if not self.stack:
            self.document.data, self.document.first_line, self.has_root = value, line, True
            return
        at = self.stack[-1]
        entry: str | int
        if isinstance(at.holds, list):
            entry = len(at.holds)
            at.holds.append(value)
            at.lines[entry] = line
        else:
            entry, at.key = at.key or "", None
            if entry == _DROPPED:
                return
            at.holds[entry] = value
        if written is not None:
            self.document.words[id(at.holds), entry] = written

    def take_key(self, key: str, line: int) -> None:
        """Open an entry of the innermost mapping; a key that is there already is a fault, and its value is dropped."""
        at = self.stack[-1]
        if key in at.lines:
            before = at.lines[key]
            self.faults.add(
                line,
                self.path(key),
                f"the key {key!r} stands here a second time",
                f"It is in line {before} already: keep one",
            )
            at.key = _DROPPED
            return
        at.key = key
        at.lines[key] = line

    def refuse_marks(self, event: Any, line: int) -> None:
        """Note an anchor or a tag of an event as faults."""
        if getattr(event, "anchor", None) is not None:
            self.faults.add(
                line,
                self.path(),
                f"the anchor &{event.anchor} is not allowed",
                "Write the value out where it is needed; for many alike items use a profile or count",
            )
        if getattr(event, "tag", None) is not None:
            self.faults.add(
                line, self.path(), f"the tag {event.tag!r} is not allowed", "Write the plain value without a tag"
            )

    def too_deep(self, line: int) -> DocumentFaults:
        """Return the exception for a document that nests too deep."""
        return self.faults.fatal(
            line,
            self.path(),
            f"mappings and lists stand more than {MAX_DEPTH} deep in each other",
            "An estate document needs 8 levels at most",
        )

    def begin(self, holds: dict[str, Any] | list[Any], line: int) -> None:
        """Open a mapping or list. Raises ``DocumentFaults`` where it stands for a key, or too deep."""
        if self.expects_key():
            raise self.faults.fatal(
                line,
                self.path(),
                "a mapping or list is used as a key",
                "A key is one word followed by a colon; text that begins with { or [ goes in quotes",
            )
        if len(self.stack) >= MAX_DEPTH:
            raise self.too_deep(line)
        entry = self.next_entry()
        self.place(holds, line)
        lines: dict[str | int, int] = {}
        self.document.lines[id(holds)] = lines
        self.stack.append(_Open(holds, lines, entry))

    def scalar(self, event: Any, line: int) -> None:
        """Take a word or text, as a key or as a value."""
        text: str = event.value
        if event.style == '"' and CONTROL.search(text):
            self.faults.add(line, self.path(), "the text holds a control character", "Remove the escape that writes it")
            text = CONTROL.sub("?", text)
        if self.expects_key():
            self.take_key(text, line)
            return
        value = text if event.style else plain(text)
        self.place(value, line, None if isinstance(value, str) else text)

    def take(self, event: Any) -> None:
        """Take one event of the parser. Raises ``DocumentFaults`` where the rest cannot be read."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            self.faults.add(
                line,
                self.path(),
                f"the alias *{event.anchor} is not allowed",
                "Write the value out; for many alike items use a profile or count",
            )
            if self.expects_key():
                self.take_key(f"*{event.anchor}", line)
            else:
                self.place(None, line)
            return
        self.refuse_marks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self.begin({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.begin([], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.faults.fatal(line, "", "a second document begins here (---)", f"One {self.kind.one} a file")


def _events(text: str, loader: type[Any]) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=loader)


def read_document(text: str, file: str, loader: type[Any] | None = None, kind: Kind = ESTATE) -> Document:
    """Return the mapping that ``text`` holds, with its lines.

    Raises ``DocumentFaults``: not YAML, empty, several documents, no mapping at its top, an alias, anchor or tag,
    a key twice, more than ``MAX_DEPTH`` levels, more than ``MAX_BYTES`` bytes.
    """
    reader = _Reader(file, kind)
    if len(text) > MAX_BYTES:
        raise too_large(reader.faults, kind)
    if match := NOT_YAML.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise reader.faults.fatal(
            line, "", f"the character {match.group()!a} is not allowed", "Remove control characters from the file"
        )
    try:
        for event in _events(text, loader or LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else 1
        if _LIBYAML_TOO_DEEP in what:
            raise reader.too_deep(line) from None
        raise reader.faults.fatal(
            line,
            reader.path(),
            f"this is not YAML: {what}",
            "Look at this line and the one before: a colon, quote, bracket or indentation is amiss; tabs cannot indent",
        ) from None
    except DocumentFaults:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise reader.faults.fatal(
            1, reader.path(), f"this is not YAML: {str(error)!a}", "Check escapes inside double quotes"
        ) from None
    document = reader.document
    if not reader.has_root or document.data is None:
        raise reader.faults.fatal(
            1,
            "",
            "the document is empty",
            f"Begin with {kind.begins.partition(',')[0]}; look at a whole one",
            *kind.empty,
        )
    if not isinstance(document.data, dict):
        raise reader.faults.fatal(
            document.first_line,
            "",
            "the document is not a mapping",
            f"Begin with {kind.begins}",
        )
    reader.faults.check()
    return document
