"""Rows of the incident room: proposals, and what its people agree."""
