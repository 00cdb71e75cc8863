"""Bodies of what is under way or was: jobs with their tasks, long-running operations, events."""
