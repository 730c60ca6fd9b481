"""GitHub's REST API, as far as the connector speaks it, served from memory."""

from forewarn_github.sandbox.server import GitHubSandbox

__all__ = ["GitHubSandbox"]
