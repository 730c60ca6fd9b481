"""Pure questions over history, shared by the checks."""
