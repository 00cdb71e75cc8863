"""Acting: what a client asks to be done becomes work of the simulated world."""
