"""Documents read back: HTML by the standard library's parser, Markdown by a parser of CommonMark."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt

VOID = {"meta", "br", "hr", "img", "link", "input", "base"}


class HtmlSeen(HTMLParser):
    """What a reader of an HTML file sees, and every tag that does not fit its end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.faults: list[str] = []
        self.lanes = 0
        self._open: list[str] = []
        self._text: list[str] = []

    @classmethod
    def of(cls, text: str) -> HtmlSeen:
        seen = cls()
        seen.feed(text)
        seen.close()
        seen.faults += [f"{tag} has no end" for tag in seen._open]
        return seen

    @property
    def text(self) -> str:
        """The text of the body."""
        return "".join(self._text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.lanes += tag == "g"
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"{tag} ends itself")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"{tag} ends, {self._open[-1:]} is open")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "body" in self._open:
            self._text.append(data)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def markdown_kinds(text: str) -> set[str]:
    """Kinds of everything in a Markdown document; parts of a table count as the table."""
    kinds = set()
    for token in _parser().parse(text):
        for one in (token, *(token.children or ())):
            kind = one.type.removesuffix("_open").removesuffix("_close")
            kinds.add("table" if kind in ("thead", "tbody", "tr", "th", "td") else kind)
    return kinds - {"inline"}


def markdown_cells(text: str) -> list[list[str]]:
    """Rows of all tables, each cell as a reader sees it."""
    rows: list[list[str]] = []
    inside = False
    for token in _parser().parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open", "td_close", "th_close"):
            inside = token.type.endswith("open")
        elif token.type == "inline" and inside:
            rows[-1].append("".join(child.content for child in token.children or ()))
    return rows
