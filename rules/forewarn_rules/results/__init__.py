"""Manage results: what was delivered, and what the client says of it."""
