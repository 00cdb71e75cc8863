"""Surroundings of the machines: sites, policies, networks, vaults, and the lookups that reading a machine needs."""
