"""Manage expectations: what was agreed, promised and added since."""
