"""Manage the process: dates, changes and the way work moves."""
