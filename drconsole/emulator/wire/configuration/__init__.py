"""Bodies of what stays as it is in a vault: fabrics, policies, networks, machines; and Azure's own things beside it."""
