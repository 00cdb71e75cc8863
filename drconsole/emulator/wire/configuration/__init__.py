"""What of a vault stays as it is: fabrics, policies, networks, machines; and Azure's own things beside it."""
