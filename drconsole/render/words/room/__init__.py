"""Words of the incident room: seats, approvals, polls, the lead of a job."""
