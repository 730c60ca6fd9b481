"""A language's words as its file holds them. The meaning of every section stands here, once for all languages."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from ruamel.yaml import YAML


def _read(text: object) -> object:
    """Phrases of a block of text: a phrase a line or between commas; lines that begin with # explain."""
    if not isinstance(text, str):
        return text
    lines = [line for line in text.replace("ё", "е").splitlines() if not line.lstrip().startswith("#")]
    return tuple(note for line in lines for part in line.split(",") if (note := " ".join(part.split())))


Notes = Annotated[tuple[str, ...], BeforeValidator(_read)]
"""Phrases in the notation of `notation.py`."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cues(_Section):
    """A signal that a sentence gives: one of `says`, and none of `unless`."""

    says: Notes
    unless: Notes = ()


class Statements(_Section):
    """Words that turn a date into somebody's statement about the future, when both stand in one clause."""

    says: Notes
    unless: Notes = ()
    """In the clause, from the statement on: takes it back."""


class DatePhrases(_Section):
    """The words of the deadline grammar; `deadlines.py` says what each meaning resolves to."""

    month_first: bool
    """Whether 3/4 is the fourth of March."""
    day_first_regions: Notes = ()
    """Regions of the language that write it the other way round."""
    weekdays: Mapping[int, Notes]
    short_weekdays: Mapping[int, Notes] = {}
    """Abbreviations that are other words too; they count only after a lead."""
    months: Mapping[int, Notes]
    units: Mapping[str, Notes]
    """minute, half-hour, hour, workhour, day, workday, week, month, year"""
    counts: Mapping[float, Notes]
    ordinals: str
    """Regular expression of what may follow a day's number."""
    am: Notes = ()
    pm: Notes = ()
    leads: Mapping[str, Notes]
    """Plain words, up to four, right before a date: `by`, `before`, `until`, `to`; `never` where none is meant."""
    shapes: Mapping[str, Notes]
    """By meaning: phrases that are a date wherever they stand."""
    shapes_after_lead: Mapping[str, Notes]
    """By meaning: phrases that are a date only after a lead other than `never`."""
    hours: Mapping[str, Notes]
    """By hour (`12:00`) or `end` of the working day: words that stand for today when no day stands beside them."""
    hours_of_a_day: Mapping[str, Notes]
    """The same, but only beside a day."""
    joined: Notes
    """Between two dates of which the later one counts, as in Monday or Tuesday."""
    beside: Notes
    """Between a day and its hour."""


class Pack(_Section):
    """One language."""

    code: str
    name: str
    lists: Mapping[str, Notes] = Field(description="Named lists that phrases refer to as {name}.")
    abbreviations: Notes = Field(description="Words whose dot ends no sentence.")
    farewells: Notes = Field(description="Lines that begin a signature.")
    forwarded: Notes = Field(description="Beginnings of lines at which somebody else's mail begins.")
    breaks: Notes = Field(description="Words between two clauses.")
    openers: Notes = Field(description="Words that may stand before the date at the beginning of a clause.")
    harmless: Notes = Field(description="Phrases that look like a condition and are none.")
    conditions: Notes = Field(description="Anywhere in a sentence: what it promises depends on something.")
    doubts: Notes = Field(description="In a clause before a statement: it is denied, doubted or somebody else's.")
    chases: Cues
    asks: Cues
    reasons: Cues
    delivers: Cues
    holds: Cues
    approves: Cues
    reservations: Notes = Field(description="Beginnings of a sentence that take an approval back.")
    pleasantries: Notes
    pleasant_fillers: Notes = Field(description="Words that may surround a pleasantry.")
    automatic: Notes
    promises: Statements
    dates: Statements
    contacts: Statements
    deadlines: DatePhrases


@cache
def pack_for(code: str) -> Pack | None:
    """The shipped pack of a language; None where there is none."""
    file = files("forewarn.language").joinpath(f"{code}.yaml")
    if not code.isalpha() or not file.is_file():
        return None
    return Pack.model_validate(YAML(typ="safe").load(file.read_text(encoding="utf-8")))
