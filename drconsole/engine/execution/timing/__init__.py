"""Time by the wall's clock: what ends by it, and what was set while no engine ran."""
