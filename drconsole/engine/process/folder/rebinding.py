"""Change of how a state is connected to its vault, while no engine runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drconsole.engine.process.folder.lock import StateLock
from drconsole.link.trust import require_own
from drconsole.providers.registry import Registered
from drconsole.settings.state import StatePaths


def rebind(state: Path, registered: Registered, change: Callable[[Path], None]) -> bool:
    """Change how the state is connected (``Registered.reconnect``); False = it holds nothing of this provider.

    Raises ``Refused`` while an engine runs, and for another vault: what the state knows is of the one it has.
    """
    paths = StatePaths.of(state)
    if not paths.folder.is_dir() or registered.missing_in(paths.folder):
        return False
    require_own(paths.folder)
    with StateLock.take(paths.lock):
        change(paths.folder)
    return True
