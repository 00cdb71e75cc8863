"""The emulator's own wire: things of the world as JSON of Site Recovery, by kind. It shares no code with the provider
that reads such JSON: two who share a mistake would agree on it."""
