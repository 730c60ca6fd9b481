"""Manage the relationship: answers, silence and being told first."""
