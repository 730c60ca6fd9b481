"""The words that reports share."""

from collections.abc import Callable
from datetime import datetime

from forewarn.agency import Agency
from forewarn.errors import ConfigError
from forewarn.model import Finding, TicketRef
from forewarn.rulebook import Texts
from forewarn.say.markup import PLAIN
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import tongue_for
from forewarn.say.words import facts_of, sentence, shorten

FAMILIES = {
    "expectations": "Expectations",
    "process": "Process",
    "results": "Results",
    "relationship": "Relationship",
}
"""The four families, in their order."""


def family_of(finding: Finding) -> str:
    """The family's title; an outsider's family is named as its folder."""
    family = finding.check.split("/", 1)[0]
    return FAMILIES.get(family, family.capitalize())


def what_was_found(agency: Agency, finding: Finding) -> str:
    """A finding in the words for the team, as plain text."""
    return _fill(agency, finding, lambda texts: texts.team)


def what_to_do(agency: Agency, finding: Finding) -> str:
    """The advice that goes with it, as plain text."""
    return _fill(agency, finding, lambda texts: texts.advice)


def _fill(agency: Agency, finding: Finding, text: Callable[[Texts], str]) -> str:
    rule, tongue = agency.rule_of(finding), tongue_for(agency.config.language)
    template = text(rule.texts_in(tongue.code))
    try:
        return sentence(rule, template, facts_of(finding), PLAIN, agency.calendar(finding.project), tongue)
    except ConfigError as error:  # one broken text must not silence what else is to be shown
        return f"({finding.rule}: {error.reason})"


def place_of(finding: Finding) -> str:
    """The ticket's key and title, or the project where it belongs to no ticket."""
    return called(finding.on) if finding.on else f"project {finding.project}"


def called(ticket: TicketRef) -> str:
    """A ticket as people speak of it; keys alone are for machines."""
    return f"{ticket.key} {shorten(ticket.title, 50)}".strip()


def moment(agency: Agency, instant: datetime) -> str:
    """An instant in the agency's own time zone."""
    return tongue_for(DEFAULT).moment(instant, agency.config.calendar.zone)


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 ticket`, `2 tickets`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
