"""Reads tickets and their history from a folder of CSV files, and comments into a file of its own there."""
