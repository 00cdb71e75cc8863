"""The simulator: the outside world, rehearsed. It shares no rule with the engine that acts on it."""

from drconsole.providers.simulator.provider import Simulator
from drconsole.providers.simulator.state.world import World

__all__ = ["Simulator", "World"]
