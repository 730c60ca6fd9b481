"""Shipped for authors of checks and connectors: builders, a case runner, a tracker in memory."""
