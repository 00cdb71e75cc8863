"""Words of the command line for the room: members, approvals, handover, notes, polls and the wall."""
