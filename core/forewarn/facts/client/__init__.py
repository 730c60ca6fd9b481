"""What all this looks like to the client: what they know, and whether they hear it from us first."""
