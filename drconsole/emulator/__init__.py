"""Simulated world behind Site Recovery's REST interface."""
