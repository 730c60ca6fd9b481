"""What was seen, what was found and what was said; the only place that knows SQL."""

from forewarn.store.absorbing import Absorbed
from forewarn.store.baseline import Adopted
from forewarn.store.database import Store, is_begun, open_store
from forewarn.store.digests import SentDigest
from forewarn.store.drafts import Draft, DraftState
from forewarn.store.evaluated import Stock
from forewarn.store.evaluation import QUIET, Evaluation, Outcome, Standing, standing
from forewarn.store.groups import GroupRead
from forewarn.store.heads import Extent, Head
from forewarn.store.held import HeldItem, Reason, Rung
from forewarn.store.journal import Entry
from forewarn.store.letters import LetterState, PublishedLetter
from forewarn.store.runs import RunRecord
from forewarn.store.said import REPLY, Part, Said, State
from forewarn.store.scopes import Scope
from forewarn.store.waivers import KeptWaiver

__all__ = [
    "QUIET",
    "REPLY",
    "Absorbed",
    "Adopted",
    "Draft",
    "DraftState",
    "Entry",
    "Evaluation",
    "Extent",
    "GroupRead",
    "Head",
    "HeldItem",
    "KeptWaiver",
    "LetterState",
    "Outcome",
    "Part",
    "PublishedLetter",
    "Reason",
    "RunRecord",
    "Rung",
    "Said",
    "Scope",
    "SentDigest",
    "Standing",
    "State",
    "Stock",
    "Store",
    "is_begun",
    "open_store",
    "standing",
]
