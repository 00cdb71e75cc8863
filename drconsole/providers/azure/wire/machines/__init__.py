"""Machines between two sites: which scenario one is of, which way it goes, and what cannot be read."""
