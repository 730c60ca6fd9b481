"""What a check is: its options, what it may read, and what it may answer."""

from forewarn.checks.check import Check, CheckOptions
from forewarn.checks.context import CannotEvaluate, Context, NotApplicable, Over, Undone
from forewarn.checks.discovery import all_checks, unloaded, why_unloaded

__all__ = [
    "CannotEvaluate",
    "Check",
    "CheckOptions",
    "Context",
    "NotApplicable",
    "Over",
    "Undone",
    "all_checks",
    "unloaded",
    "why_unloaded",
]
