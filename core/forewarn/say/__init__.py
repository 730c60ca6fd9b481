"""Decides what to say, words it, and says it exactly once."""

from forewarn.say.acts import (
    WRITES,
    Act,
    ActKind,
    Held,
    Past,
    Plan,
    Policy,
    Reply,
    SourceFacts,
)
from forewarn.say.plan import make_plan

__all__ = [
    "WRITES",
    "Act",
    "ActKind",
    "Held",
    "Past",
    "Plan",
    "Policy",
    "Reply",
    "SourceFacts",
    "make_plan",
]
