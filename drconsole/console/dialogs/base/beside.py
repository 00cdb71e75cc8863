"""Third line of a dialog: what it is about, and what waits outside of it, which is not broken over two lines."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content


def beside(about: str, waits: str, width: int) -> Content:
    """Return both; where they have no room in one line, what waits begins the next one, if it has room there."""
    if 0 < cell_len(about) <= width < cell_len(about) + cell_len(waits) and cell_len(waits.lstrip()) <= width:
        waits = f"\n{waits.lstrip()}"
    return Content.assemble(about, (waits, "bold $warn"))
