"""Looks at a vault: its lists, its points, its jobs, its machines; told as our types."""
