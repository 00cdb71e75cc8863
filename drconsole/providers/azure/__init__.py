"""Azure Site Recovery behind the port: transport, wire, provider."""
