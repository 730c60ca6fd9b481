"""Dates and promises: the ledgers of both, and what became of them."""
