"""Writing to the terminal in as few bytes as possible: what differs, in which style, where."""
