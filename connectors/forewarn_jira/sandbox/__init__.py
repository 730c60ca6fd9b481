"""Jira's wire protocol from memory, Cloud and Data Center: for the demo, the tests and the contract of connectors."""

from forewarn_jira.sandbox.host import JiraSandbox

__all__ = ["JiraSandbox"]
