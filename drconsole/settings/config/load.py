"""Loads the user's config file from the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.settings.config.checked import Checked
from drconsole.settings.config.faults import Fault
from drconsole.settings.environment import xdg_folder

if TYPE_CHECKING:
    from drconsole.settings.config.keys import Commands


def config_path() -> Path:
    """Return where the config file belongs, whether or not there is one."""
    return xdg_folder("XDG_CONFIG_HOME", ".config") / "drconsole" / "config.toml"


def load(
    path: Path | None = None, *, themes: Collection[str] | None = None, commands: Commands | None = None
) -> Checked:
    """Load a config file, the user's unless another is named. A missing file says nothing, and that is no fault.

    Raises nothing: a file that cannot be read is a fault, too.
    """
    file = path or config_path()
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Checked()
    except OSError as error:
        why = f"the config file cannot be read: {error.strerror}"
        return Checked(faults=(Fault(why, advice="until it can be, every setting has its default"),))
    from drconsole.settings.config.check import check  # with a parser of TOML: only where there is a file

    return check(content, themes=themes, commands=commands)


def told(faults: Iterable[Fault], path: Path | None = None) -> list[str]:
    """Return a line a fault: the file, what of it does not count, and why."""
    file = path or config_path()
    return [
        f"{file}, line {fault.line} is left out: {fault.text}" if fault.key and fault.line else f"{file}, {fault}"
        for fault in faults
    ]
