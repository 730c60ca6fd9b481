"""What people look at: the report of a pass, in words and as data. Builds, never prints."""
