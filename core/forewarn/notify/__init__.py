"""The way to people outside the trackers: e-mail and chat services."""
