"""Reads and speaks GitHub issues, on github.com and on Enterprise Server."""
