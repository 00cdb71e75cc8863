"""The providers there are: the one place that names them.

The store's meta says which one made a state (``provider``). Who opens, makes or examines a state looks its provider up
here and knows none by name. A provider's code is read when it is asked for something, not before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.state import LOADING

if TYPE_CHECKING:
    from drconsole.documents.connection.definition import Connection
    from drconsole.documents.definition import EstateDefinition
    from drconsole.providers.port import Provider
    from drconsole.providers.simulator import World
    from drconsole.providers.trying import Tried
    from drconsole.recovery.types.words import Grain


def _of_no_connection(folder: Path, connection: Connection) -> Provider:
    raise BadInput("no-connection", "this provider makes its world of an estate document", place=connection.name)


def _no_grain(folder: Path) -> Grain | None:
    return None


def _no_change(folder: Path, connection: Connection) -> None:
    raise BadInput("no-connection", "this provider is connected to nothing", place=connection.name)


async def _nothing_to_try(connection: Connection) -> Tried:
    raise BadInput("no-connection", "this provider is connected to nothing", place=connection.name)


@dataclass(frozen=True, slots=True)
class Registered:
    """A provider. ``folder`` is the state's folder throughout."""

    name: str
    """As the store's meta has it."""
    files: tuple[str, ...]
    """What it keeps beside the store, at least one: while a state is made, each has ``LOADING`` at its name's end."""
    open: Callable[[Path], Provider]
    """The provider of a state that is there; nothing is read before its own ``open``."""
    create: Callable[[Path, EstateDefinition, Grain], Provider]
    """Make its files of an estate, under their names of a load; the provider that looks at what was made."""
    exercise: Callable[[Path, EstateDefinition, Grain], Provider]
    """As ``create``, with the mode EXERCISE: for training. Raises ``BadInput`` where no world is ours to make."""
    examine: Callable[[Path], list[str]]
    """What is wrong with its files, in words. Nobody may be writing them; who may not read them is told nothing."""
    compare: Callable[[Path, Mapping[str, Any]], list[str]]
    """What tells that its files are not those of which the store's row ``world`` tells, or an older copy; also while it
    runs."""
    connect: Callable[[Path, Connection], Provider] = _of_no_connection
    """Make its files of a connection, under their names of a load; the provider that looks at what it leads to."""
    reconnect: Callable[[Path, Connection], None] = _no_change
    """Keep another connection to the same vault. Raises ``Refused`` for another vault."""
    attempt: Callable[[Connection], Awaitable[Tried]] = _nothing_to_try
    """Sign in and read; nothing is changed or kept. Raises ``DrError``."""

    grain: Callable[[Path], Grain | None] = _no_grain
    """What it does by itself, of a provider that was made with a grain; None = that cannot be read."""

    def left_in(self, folder: Path) -> list[Path]:
        """Those of its files that are there."""
        return [path for name in self.files if (path := folder / name).exists()]

    def missing_in(self, folder: Path) -> list[Path]:
        return [path for name in self.files if not (path := folder / name).exists()]

    def loading_in(self, folder: Path) -> list[Path]:
        """Return where its files lie while a state is made, in the order of ``files``."""
        return [folder / f"{name}{LOADING}" for name in self.files]


WORLD = "world.db"
"""The simulated world's file."""


def _open_simulator(folder: Path) -> Provider:
    from drconsole.providers.simulator import Simulator

    return Simulator(folder / WORLD)


def _create_simulator(folder: Path, definition: EstateDefinition, grain: Grain) -> Provider:
    from drconsole.providers.simulator import Simulator

    return _saved(folder, Simulator.create(definition, grain))


def _exercise_simulator(folder: Path, definition: EstateDefinition, grain: Grain) -> Provider:
    from drconsole.providers.simulator import Simulator

    return _saved(folder, Simulator.create(definition, grain, mode=Mode.EXERCISE))


def _saved(folder: Path, world: World) -> Provider:
    from drconsole.providers.simulator import Simulator

    world.save_as(folder / f"{WORLD}{LOADING}")
    return Simulator(world)


def _examine_simulator(folder: Path) -> list[str]:
    from drconsole.providers.simulator.doctor import examine

    return examine(folder / WORLD)


def _compare_simulator(folder: Path, told: Mapping[str, Any]) -> list[str]:
    from drconsole.providers.simulator.doctor import compare

    return compare(folder / WORLD, told)


def _grain_of_simulator(folder: Path) -> Grain | None:
    from drconsole.providers.simulator.doctor import grain_of

    return grain_of(folder / WORLD)


_SIMULATOR = Registered(
    "simulator",
    (WORLD,),
    _open_simulator,
    _create_simulator,
    _exercise_simulator,
    _examine_simulator,
    _compare_simulator,
    grain=_grain_of_simulator,
)


def _open_azure(folder: Path) -> Provider:
    from drconsole.providers.azure.opening import open_state

    return open_state(folder)


def _of_no_estate(folder: Path, definition: EstateDefinition, grain: Grain) -> Provider:
    raise BadInput("no-estate", "a vault is connected to, not made of an estate", place=definition.name)


def _examine_azure(folder: Path) -> list[str]:
    from drconsole.providers.azure.opening import examine

    return examine(folder)


def _compare_azure(folder: Path, told: Mapping[str, Any]) -> list[str]:
    from drconsole.providers.azure.opening import compare

    return compare(folder, told)


def _connect_azure(folder: Path, connection: Connection) -> Provider:
    from drconsole.providers.azure.opening import connect

    return connect(folder, connection)


def _reconnect_azure(folder: Path, connection: Connection) -> None:
    from drconsole.providers.azure.opening import reconnect

    reconnect(folder, connection)


async def _try_azure(connection: Connection) -> Tried:
    from drconsole.providers.azure.opening import attempt

    return await attempt(connection)


_AZURE = Registered(
    "azure",
    ("vault.json",),
    _open_azure,
    _of_no_estate,
    _of_no_estate,
    _examine_azure,
    _compare_azure,
    _connect_azure,
    _reconnect_azure,
    _try_azure,
)

PROVIDERS: dict[str, Registered] = {one.name: one for one in (_SIMULATOR, _AZURE)}
OF_ESTATES = _SIMULATOR.name
"""Provider that makes a state of an estate document."""
OF_CONNECTIONS = _AZURE.name
"""Provider that makes a state of a connection document."""
OF_BEFORE = _SIMULATOR.name
"""Provider of each state whose store names none: there was no other before stores named theirs."""


def find(name: str) -> Registered:
    """The provider of this name; empty = of a store that names none. Raises ``BadInput`` (``provider-unknown``)."""
    found = PROVIDERS.get(name or OF_BEFORE)
    if found is None:
        raise BadInput(
            "provider-unknown",
            f"this state was made by the provider '{name}', which this drconsole does not know",
            place=name,
            advice=f"it knows {', '.join(PROVIDERS)}; use the drconsole that made the state, or a newer one",
        )
    return found


def left_in(folder: Path) -> list[Path]:
    """Files of any provider in a state's folder."""
    return [path for one in PROVIDERS.values() for path in one.left_in(folder)]
