"""Handover of a shift: the brief, what is read back of it, and the offer."""
