"""Previews: from the words of a command to what would run, and whether what was confirmed is still that."""
