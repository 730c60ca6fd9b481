"""What was seen, what was found and what was said; the only place that knows SQL."""

from forewarn.store.database import Store, open_store
from forewarn.store.evaluated import Evaluation, Outcome
from forewarn.store.runs import RunRecord
from forewarn.store.said import Part, Said, State
from forewarn.store.seen import Absorbed, Head, Scope

__all__ = [
    "Absorbed",
    "Evaluation",
    "Head",
    "Outcome",
    "Part",
    "RunRecord",
    "Said",
    "Scope",
    "State",
    "Store",
    "open_store",
]
