"""State that was made: whether it is whole, and by which provider."""

from __future__ import annotations

import contextlib

from drconsole.link.ensure import require_estate
from drconsole.providers import registry
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.tables import WORLD
from drconsole.recovery.types.work.errors import DrError, Refused
from drconsole.settings.state import StatePaths


def require_state(paths: StatePaths) -> None:
    """Raise ``BadInput`` while nothing was loaded into this state, and where its provider is not known.

    Raises ``Refused`` where half of it is gone, and where its world is another one than the store tells of, or an
    older copy of it.
    """
    left = registry.left_in(paths.folder)
    if left and not paths.db.exists():
        raise Refused(
            "store-missing",
            "the world of this state is there and its store is not: what was begun and acknowledged is not known",
            place=str(paths.db),
            advice="put the store back from a copy, or look at the machines and begin again in another state (--state)",
        )
    require_estate(paths)
    provider, told = _told(paths)
    registered = registry.find(provider)
    missing = registered.missing_in(paths.folder)
    if missing:
        raise Refused(
            "world-missing",
            "the store of this state is there and the world that it tells of is not",
            place=str(missing[0]),
            advice="put it back from a copy, or begin again in another state (--state)",
        )

    other = registered.compare(paths.folder, told or {})
    if other:
        raise Refused(
            "world-other",
            f"{other[0]}: what was begun and acknowledged is not what happened there",
            place=str(paths.folder / registered.files[0]),
            advice="put the world back from a copy of the store's own moment, or begin in another state (--state)",
        )


def _told(paths: StatePaths) -> tuple[str, WorldRow | None]:
    """Return the provider as the store's meta has it, and the store's row of its world.

    The row is None in a store that an older program left: it is the engine that is to start that brings rows up to
    date. Empty and None where nothing can be read now, which its opening says better, and for a store of before the
    provider was noted.
    """
    from drconsole.store.reading.opening import provider_of
    from drconsole.store.reading.reader import Reader

    provider = ""
    with contextlib.suppress(DrError):
        provider = provider_of(paths.db)
        with Reader(paths.db) as reader:
            return provider, reader.row(WORLD, WORLD)
    return provider, None
