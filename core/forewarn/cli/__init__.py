"""The command line: the only place that prints, exits or reads the environment."""

from forewarn.cli.main import main

__all__ = ["main"]
