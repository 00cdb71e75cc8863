"""Wire of Azure Site Recovery: JSON to our types, and back. Pure; strings that nobody knows stay as they came."""
