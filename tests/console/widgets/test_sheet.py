"""Page keys scroll a dialog's page, whatever its entries are."""

from __future__ import annotations

import pytest
from screen_support import Open, console

from drconsole.console.dialogs.reading import ReadingDialog

LINES = [f"entry {number}: " + f"word{number} " * (number % 7 * 20) for number in range(30)]


async def _open(opened: Open) -> ReadingDialog:
    dialog = ReadingDialog("all of it", LINES)
    opened.app.push_screen(dialog)
    await opened.settle()
    return dialog


@pytest.mark.parametrize(("there", "back", "pages"), [("ctrl+d", "ctrl+u", 0.5), ("pagedown", "pageup", 1.0)])
async def test_the_first_page_key_scrolls_and_nothing_is_skipped(there: str, back: str, pages: float) -> None:
    async with console() as opened:
        dialog = await _open(opened)
        sheet = dialog.sheet
        tops = [sheet.scroll_offset.y]
        seen: set[int] = set()
        for _ in range(100):
            seen |= set(range(tops[-1], tops[-1] + sheet.size.height))
            assert sheet._first[sheet.cursor] < tops[-1] + sheet.size.height, "the cursor is not left behind"
            await opened.pilot.press(there)
            if sheet.scroll_offset.y == tops[-1]:
                break
            tops.append(sheet.scroll_offset.y)
        assert tops[1] == int(sheet.window * pages)
        assert seen >= set(range(len(sheet._lines)))
        assert sheet.cursor == len(LINES) - 1, "a page key at the end goes to the last entry"
        for _ in range(len(tops) + 1):
            await opened.pilot.press(back)
        assert (sheet.scroll_offset.y, sheet.cursor) == (0, 0)


async def test_it_pages_while_a_field_below_is_written_on() -> None:
    async with console(size=(60, 16)) as opened:
        await opened.press("2", "enter")
        await opened.pilot.press("f", "n")
        await opened.pilot.pause(0.2)
        sheet = opened.app.screen.sheet  # type: ignore[attr-defined]
        await opened.pilot.press("pagedown")
        assert sheet.scroll_offset.y > 0
