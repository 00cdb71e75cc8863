"""How long a test waits for what has to come."""

PATIENCE = 240.0
"""Seconds after which what was waited for counts as never coming. A machine may be slow, and busy with other things:
patience costs nothing where it comes."""
