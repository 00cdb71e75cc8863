"""State that was made: whether it is whole, and by which provider."""

from __future__ import annotations

import contextlib

from drconsole.link.ensure import require_estate
from drconsole.providers import registry
from drconsole.recovery.types.errors import DrError, Refused
from drconsole.settings.state import StatePaths


def require_state(paths: StatePaths) -> None:
    """Raise ``BadInput`` while nothing was loaded into this state, and where its provider is not known.

    Raises ``Refused`` where half of it is gone.
    """
    left = registry.left_in(paths.folder)
    if left and not paths.db.exists():
        raise Refused(
            "store-missing",
            "the world of this state is there and its store is not: what was begun and acknowledged is not known",
            place=str(paths.db),
            advice="put the store back from a copy, or look at the machines and begin anew in another state (--state)",
        )
    require_estate(paths)
    missing = registry.find(_provider(paths)).missing_in(paths.folder)
    if missing:
        raise Refused(
            "world-missing",
            "the store of this state is there and the world that it tells of is not",
            place=str(missing[0]),
            advice="put it back from a copy, or begin anew in another state (--state)",
        )


def _provider(paths: StatePaths) -> str:
    """Return the provider as the store's meta has it.

    Empty where that cannot be read now, which its opening says better, and for a store of before providers were named.
    """
    from drconsole.store.reader import Reader

    with contextlib.suppress(DrError), Reader(paths.db) as reader:
        return reader.meta().provider
    return ""
