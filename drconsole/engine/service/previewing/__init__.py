"""What would run: from the words of a command to a preview, and the check that what was confirmed is still that."""
