"""The engine of forewarn: reads tickets with their history, checks them, plans what to say, and says it."""
