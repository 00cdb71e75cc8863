"""Reads YAML that people wrote, without trusting it, and remembers the line of everything.

Works on the parser's events. Aliases, anchors, tags and depth are refused there, before anything
could expand; keys are always text; a key twice in one mapping is a fault. Plain words are resolved
by the few rules below: no dates, no octal or sexagesimal numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from drconsole.documents.faults import DocumentFaults, FaultList, Loc, path_text

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 20

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML has it, else the one in Python: about ten times slower, same result."""

# YAML 1.1 reads these words as yes and no; so do most tools, hence we do not call them text either.
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?")
_NOT_YAML = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""What a terminal could take for a command, and halves of characters: escapes in quotes can write them."""
_DROPPED = "\0dropped"
_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""In the message of libyaml 0.2.6 (in PyYAML 6.0.4), which refuses depth while it reads ahead, before our own count."""

Value = str | int | float | bool | None


@dataclass(slots=True)
class Document:
    """The plain data of a document and where each piece of it stands."""

    file: str
    data: Any = None
    lines: dict[int, dict[str | int, int]] = field(default_factory=dict)
    """By identity of a mapping or list: the line of each of its entries."""
    words: dict[tuple[int, str | int], str] = field(default_factory=dict)
    """Entries that are plain words read as something else than text, as they are written."""
    first_line: int = 1

    def line(self, loc: Sequence[str | int]) -> int:
        """The line of what ``loc`` names; where it is missing, of what it is missing from."""
        at, line = self.data, self.first_line
        for part in loc:
            known = self.lines.get(id(at), {}) if isinstance(at, dict | list) else {}
            if part not in known:
                break
            line, at = known[part], at[part]
        return line

    def written(self, loc: Loc) -> str | None:
        """The word at ``loc`` as written, where it was read as a number, yes, no or nothing."""
        at = self.data
        for part in loc[:-1]:
            try:
                at = at[part]
            except (KeyError, IndexError, TypeError):
                return None
        return self.words.get((id(at), loc[-1])) if loc else None


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come."""

    holds: dict[str, Any] | list[Any]
    lines: dict[str | int, int]
    entry: str | int
    """Which entry of the one around it this is."""
    key: str | None = None


class _Reader:
    def __init__(self, file: str) -> None:
        self.document = Document(file)
        self.faults = FaultList(file)
        self.stack: list[_Open] = []
        self.documents = 0
        self.has_root = False

    def path(self, last: str = "") -> str:
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
        return self.faults.fatal(
            line,
            self.path(),
            f"mappings and lists stand more than {MAX_DEPTH} deep in each other",
            "An estate document needs 8 levels at most",
        )

    def begin(self, holds: dict[str, Any] | list[Any], line: int) -> None:
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
        text: str = event.value
        if event.style == '"' and _CONTROL.search(text):
            self.faults.add(line, self.path(), "the text holds a control character", "Remove the escape that writes it")
            text = _CONTROL.sub("?", text)
        if self.expects_key():
            self.take_key(text, line)
            return
        value = text if event.style else plain(text)
        self.place(value, line, None if isinstance(value, str) else text)

    def take(self, event: Any) -> None:
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
                raise self.faults.fatal(line, "", "a second document begins here (---)", "One estate a file")


def plain(text: str) -> Value:
    """Return what a word without quotes means."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def _events(text: str, loader: type[Any]) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=loader)


def read_document(text: str, file: str, loader: type[Any] | None = None) -> Document:
    """The mapping that ``text`` holds, with its lines.

    Raises ``DocumentFaults``: not YAML, empty, several documents, no mapping at its top, an alias, anchor or tag,
    a key twice, more than ``MAX_DEPTH`` levels, more than ``MAX_BYTES`` bytes.
    """
    reader = _Reader(file)
    if len(text) > MAX_BYTES:
        raise _too_large(reader.faults)
    if match := _NOT_YAML.search(text):
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
            "Begin with `name:`; `drconsole estate generate --items 10` shows a whole one",
        )
    if not isinstance(document.data, dict):
        raise reader.faults.fatal(
            document.first_line,
            "",
            "the document is not a mapping",
            "Begin with `name:`, then `sites:`, `items:`, `plans:`",
        )
    reader.faults.check()
    return document


def read_text(path: Path) -> str:
    """A document's text. Raises ``DocumentFaults``: no such file, not readable, too large, not UTF-8."""
    faults = FaultList(str(path))
    try:
        if not path.is_file():
            raise faults.fatal(
                0,
                "",
                "there is no such file" if not path.exists() else "this is not a file",
                "Name an estate document; `drconsole estate list` shows the bundled ones",
            )
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise faults.fatal(0, "", f"the file cannot be read: {reason}", "Check the path and its permissions") from None
    if len(raw) > MAX_BYTES:
        raise _too_large(faults)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise faults.fatal(line, "", f"byte 0x{raw[error.start]:02x} is not UTF-8", "Save the file as UTF-8") from None


def _too_large(faults: FaultList) -> DocumentFaults:
    return faults.fatal(
        0,
        "",
        f"the file is larger than {MAX_BYTES // (1024 * 1024)} MiB",
        "Write many alike items as one entry with `count`",
    )
