"""Facts of a report, collected from journal and rows. Pure."""
