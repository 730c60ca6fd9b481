"""The vocabulary: frozen values that cross every border of the program. No I/O, no logic beyond deriving."""

from forewarn.model.events import Event, Field, Kind, StatusCategory
from forewarn.model.findings import (
    Evidence,
    Fact,
    Finding,
    Found,
    Severity,
    about,
    is_one_event,
    place_named,
    project_subject,
    without_rule,
)
from forewarn.model.parts import Due, Item, Link, due_from_text, due_to_text
from forewarn.model.people import Audience, Person, Role
from forewarn.model.tickets import MILESTONE, PAGE, Comment, Need, Ticket, TicketRef

__all__ = [
    "MILESTONE",
    "PAGE",
    "Audience",
    "Comment",
    "Due",
    "Event",
    "Evidence",
    "Fact",
    "Field",
    "Finding",
    "Found",
    "Item",
    "Kind",
    "Link",
    "Need",
    "Person",
    "Role",
    "Severity",
    "StatusCategory",
    "Ticket",
    "TicketRef",
    "about",
    "due_from_text",
    "due_to_text",
    "is_one_event",
    "place_named",
    "project_subject",
    "without_rule",
]
