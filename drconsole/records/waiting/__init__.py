"""Everything that waits for a person, from rows alone."""
