"""What a project looks like to people: its ledgers, dates, scope and contact, as frozen values."""

from forewarn.portrait.arrivals import Arrivals
from forewarn.portrait.contact import Contact, Question, Replies
from forewarn.portrait.coverage import Coverage, Gap, Read, Section
from forewarn.portrait.dates import Deliverable, Move
from forewarn.portrait.outlook import Forecasts, Lack, Silence
from forewarn.portrait.portrait import FAMILIES, Held, KeptQuiet, Portrait, draw, family_of, portray
from forewarn.portrait.promises import Promise
from forewarn.portrait.scope import Addition, Point, Scope

__all__ = [
    "FAMILIES",
    "Addition",
    "Arrivals",
    "Contact",
    "Coverage",
    "Deliverable",
    "Forecasts",
    "Gap",
    "Held",
    "KeptQuiet",
    "Lack",
    "Move",
    "Point",
    "Portrait",
    "Promise",
    "Question",
    "Read",
    "Replies",
    "Scope",
    "Section",
    "Silence",
    "draw",
    "family_of",
    "portray",
]
