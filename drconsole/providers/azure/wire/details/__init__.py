"""Details of a machine as its replication provider tells them (``providerSpecificDetails``), read for all providers."""
