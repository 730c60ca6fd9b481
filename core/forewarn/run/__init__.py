"""One pass over an agency, from its trackers to its comments."""

from forewarn.run.outcome import Exit, Pass
from forewarn.run.pass_ import Clock, collect, look, run_pass

__all__ = ["Clock", "Exit", "Pass", "collect", "look", "run_pass"]
