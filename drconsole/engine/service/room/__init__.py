"""Room over the link: seats, the lead, approvals, polls, notes and handovers as people ask for them."""
