"""Approvals by a second person: the policy, proposals, and what people say of them."""
