"""The emulator: the simulated world behind Site Recovery's REST interface, for clients that others wrote."""
