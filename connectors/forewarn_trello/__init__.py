"""Reads Trello boards and comments on their cards."""
