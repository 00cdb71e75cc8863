"""Events of the incident room: who is in it, what they propose, ask, write down and hand over."""
