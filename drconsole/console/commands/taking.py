"""Commands that take something out of the console: into the terminal's clipboard, or into a file."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from drconsole.console.context import Command, Console, key_of
from drconsole.console.state import clipboard, exporting
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.words.text import clean

SHOWN = 60
"""Characters of a copied text that the message repeats."""


class Copy(Command):
    """Put what is under the cursor on the terminal's clipboard; again: more of it"""

    id = "copy"
    at_once = True
    title = "Copy"
    keys = ("y",)

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.copies() else ""

    async def run(self, app: Console, argument: str = "") -> None:
        found = app.here.copy_next() if app.here is not None else None
        if found is None:
            raise Refused("nothing-here", "there is nothing here to copy")
        now, then = found
        size = len(now.text.encode())
        if size > clipboard.LONGEST:
            way = key_of(app, "export") or ":export"
            raise Refused(
                "too-long", f"{now.what} has {size // 1024} KiB, too much to copy", advice=f"{way} writes a file"
            )
        app.copy_to_clipboard(now.text)
        text = clean(now.text.strip())
        short = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
        more = f"; {key_of(app, self.id)} again: {then.what}" if then is not None and then.what != now.what else ""
        hint = clipboard.hint(os.environ)
        if hint and not any(hint in notice.text for notice in app.notices):
            more = f"; {hint}"  # once: nothing tells whether the terminal took it
        app.say(f"copied {now.what}: {short}{more}")


class Export(Command):
    """Write this page to a file: text, or CSV or JSON by its ending"""

    id = "export"
    title = "Export"
    keys = ("Y",)
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None else ""

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is None:
            return
        now = app.model.world_now(app.monotonic()) or ""
        if not argument:
            app.action_run("command-line", f"export {_folder() / exporting.default_name(here.crumb, now)}")
            return
        path = await asyncio.to_thread(exporting.path_of, argument)
        if path.exists() and not await _overwrites(app, path):
            app.say(f"nothing was written: {path} is as it was")
            return
        from drconsole.render.drawing.report import Report, document, form_of

        about = {"mode": app.model.mode(), "provider's time": now, "made by": app.session.operator}
        report = Report(clean(here.crumb), about, await here.parts(), here.row_of())
        text = await asyncio.to_thread(document, report, form_of(path.name))
        await asyncio.to_thread(exporting.write, path, text)
        app.say(f"written: {path}, {counted(report.size, 'line')}")


def _folder() -> Path:
    """Return the folder in which the console was opened, else the home folder."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path.home()


async def _overwrites(app: Console, path: Path) -> bool:
    from drconsole.console.dialogs.confirm import ConfirmDialog

    lines = [f"{path} is there already. What is in it would be gone."]
    answer: bool | None = await app.push_screen_wait(ConfirmDialog("overwrite the file?", lines, yes="overwrite it"))
    return answer is True


COMMANDS: tuple[Command, ...] = (Copy(), Export())
