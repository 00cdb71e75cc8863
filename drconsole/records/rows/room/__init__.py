"""Rows of the incident room."""
