"""Reads and speaks Jira, Cloud and Data Center."""
