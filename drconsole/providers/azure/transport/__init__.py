"""Transport: clients, credentials and limits of the way to Resource Manager."""
