"""How we speak about commands on a ticket, and about what they keep quiet: one file a language in `replies/`."""

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from forewarn.say.phrasebook import read_phrases
from forewarn.say.render import Voice
from forewarn.say.words import shorten
from forewarn.store import Adopted
from forewarn.waivers.waiver import Kind, Waiver


class Courtesy(BaseModel):
    """The phrases of a language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    snoozed: str
    dismissed: str
    waived: str
    baselined: str
    to: str = Field(alias="for")
    noted: str
    nothing_open: str
    no_promise: str
    explain: str
    explain_nothing: str
    rule: str
    unreadable: str
    verb: str
    term: str
    reason: str
    more: str
    past: str
    unknown_rule: str
    near: str
    too_long: str
    day_forms: tuple[str, ...]
    forms: str
    snooze_forms: tuple[str, ...]
    dismiss_forms: tuple[str, ...]
    all_forms: tuple[str, ...]


@cache
def courtesy_for(language: str) -> Courtesy:
    """The phrases of a tongue's language; English where there are none."""
    return Courtesy.model_validate(read_phrases("forewarn.say", "replies", language)[1])


def why_quiet(by: Waiver | Adopted, how: Voice) -> str:
    """One sentence, in the markup of its place: who keeps it quiet, until when, and why."""
    phrases = courtesy_for(how.tongue.code)
    if isinstance(by, Adopted):
        return phrases.baselined.format(day=how.last_day(by.until))
    template = {Kind.SNOOZE: phrases.snoozed, Kind.DISMISSAL: phrases.dismissed}.get(by.kind, phrases.waived)
    because = how.tongue.quote(how.markup.escape(shorten(by.because)))
    return f"{template.format(owner=how.markup.escape(by.owner), day=how.last_day(by.until), because=because)}."
