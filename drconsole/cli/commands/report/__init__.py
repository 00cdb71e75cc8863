"""Commands that write documents: reports of jobs and drills, plans on paper."""
