"""Score of a way through a lesson: what was reached, what endangered machines, what was done, and by which rules."""
