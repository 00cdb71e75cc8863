"""Room in the decider: who has a seat, who leads, what is proposed, asked and shelved, by its events."""
