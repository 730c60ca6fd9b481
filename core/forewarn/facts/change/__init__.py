"""What changes of what was agreed: scope that grows, edits a client would wonder about, and the reasons given."""
