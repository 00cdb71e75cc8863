"""Reports: what a job was, what drills have shown over months, and a plan on paper."""
