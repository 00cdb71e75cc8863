"""Room in a report: what its people approved, noted and answered about a job."""
