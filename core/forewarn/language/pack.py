"""A language's words as its file holds them. The meaning of every section stands here, once for all languages."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from ruamel.yaml import YAML

_WORD = re.compile(r"[^\W\d_](?:[\w']*[^\W\d_])?")


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
    """Abbreviations that are other words too; they count only after a lead, or where a phrase says so."""
    months: Mapping[int, Notes]
    units: Mapping[str, Notes]
    """minute, half-hour, hour, workhour, day, full-day (24 hours), workday, week, fortnight, month, year"""
    counts: Mapping[float, Notes]
    day_words: Notes = ()
    """The days of a month as words, from the first on."""
    ordinals: str
    """Regular expression of what may follow a day's number."""
    am: Notes = ()
    pm: Notes = ()
    leads: Mapping[str, Notes]
    """Plain words, up to four, right before a date: `by`, `before`, `until`, `to`; `never` where none is meant."""
    denials: Notes
    """Words after which `before` a day says from when on, and not by when: not ready before Friday."""
    shapes: Mapping[str, Notes]
    """By meaning: phrases that are a date wherever they stand."""
    shapes_after_lead: Mapping[str, Notes]
    """By meaning: phrases that are a date only after a lead other than `never`, or right after an hour."""
    hours: Mapping[str, Notes]
    """By hour (`12:00`) or `end` of the working day: words that stand for today when no day stands beside them."""
    hours_of_a_day: Mapping[str, Notes]
    """The same, but only beside a day."""
    spoken_hours: Mapping[int, Notes] = {}
    """The hours of a clock that are written as words; in `hours`, `half-past` and the like lie beside them."""
    joined: Notes
    """Between two dates of which the later one counts, as in Monday or Tuesday."""
    beside: Notes
    """Between a day and its hour."""


class Pack(_Section):
    """One language."""

    code: str
    name: str
    lists: Mapping[str, Notes] = Field(description="Named lists that phrases refer to as {name}.")
    cue_words: Notes = Field((), description="Words of chases that are recognised with one slip of the pen.")
    lookalikes: Notes = Field((), description="Words of the language that are such a slip away, and meant.")
    common: Notes = Field(description="Everyday words that few other languages have.")
    short_names: Notes = Field((), description="Words of three letters that name a thing.")
    strange: str = Field("", description="Letters that the language has not, and its neighbours have.")
    abbreviations: Notes = Field(description="Words whose dot ends no sentence.")
    before_numbers: Notes = Field((), description="Words whose dot ends no sentence before a number.")
    farewells: Notes = Field(description="Lines that begin a signature.")
    afterthoughts: Notes = Field((), description="Beginnings of lines below a name that belong to no signature.")
    forwarded: Notes = Field(description="Beginnings of lines at which somebody else's mail begins.")
    breaks: Notes = Field(description="Words between two clauses.")
    determiners: Notes = Field((), description="Words before a weekday that tells which thing is meant, and not when.")
    series: Notes = Field((), description="Words before a second thing that is promised, with a date of its own.")
    restarts: Notes = Field((), description="Words that begin a clause where they follow a comma or a colon.")
    pointers: Notes = Field((), description="Words for a day that the sentence before has named.")
    openers: Notes = Field(description="Words that may stand before the date at the beginning of a clause.")
    harmless: Notes = Field(description="Phrases that look like a condition and are none.")
    conditions: Notes = Field(description="Anywhere in a sentence: what it promises depends on something.")
    doubts: Notes = Field(description="In a clause before a statement: it is denied, doubted or somebody else's.")
    chases: Cues
    unlike_chases: Notes = Field((), description="Is no chase, though its words are those of chases.")
    questions: Notes = Field((), description="Makes a question of a sentence that ends without its mark.")
    asks: Cues
    reasons: Cues
    delivers: Cues
    holds: Cues
    approves: Cues
    complains: Cues = Field(description="Open displeasure with us or with the work.")
    vague: Cues = Field(description="Answers when or how much without a day or a number.")
    drafts: Cues = Field(description="Says of a thing that it is not its final version.")
    troubles: Cues = Field(description="Tells of something that is wrong or missing.")
    reservations: Notes = Field(description="Beginnings of a sentence that take an approval back.")
    answers: Notes = Field(description="Beginnings of a sentence that answers the question its author has just put.")
    pleasantries: Notes
    assents: Notes = Field(description="Says yes.")
    praise: Notes = Field(description="Praises a thing by its name, which is yes to nothing else.")
    settled: Notes = Field(description="Says that a matter is over, or that it is taken back.")
    pleasant_fillers: Notes = Field(description="Words that may surround a pleasantry, an assent and the like.")
    received: Cues = Field(description="Confirms that what was promised has come.")
    spoken: Cues = Field(description="Tells of a call or a talk that took place.")
    unhurried: Cues = Field(description="Says that something need not come so soon, or at all.")
    waived: Cues = Field(description="Says that the thing named beside it need not be done.")
    inquires: Cues = Field(description="Says that its author will find something out, or look at it.")
    begins: Cues = Field(description="Says that work will begin.")
    roughly: Cues = Field(description="Says roughly when something comes, without a day.")
    automatic: Notes = Field(description="Only machines write it.")
    absence: Cues = Field(description="What absence notes say, unless the same comment tells that a person wrote it.")
    promises: Statements
    dates: Statements
    contacts: Statements
    deadlines: DatePhrases

    @cached_property
    def everyday(self) -> frozenset[str]:
        """The everyday words, to look up."""
        return frozenset(self.common)

    @cached_property
    def strangers(self) -> frozenset[str]:
        """The strange letters, to look up."""
        return frozenset(self.strange)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of the pack, whatever they are there for."""
        return frozenset(_WORD.findall(self.model_dump_json()))


@cache
def pack_codes() -> tuple[str, ...]:
    """The languages that have a pack: each file here is one."""
    names = (file.name for file in files("forewarn.language").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def pack_for(code: str) -> Pack | None:
    """The shipped pack of a language; None where there is none."""
    if code not in pack_codes():
        return None
    file = files("forewarn.language").joinpath(f"{code}.yaml")
    return Pack.model_validate(YAML(typ="safe").load(file.read_text(encoding="utf-8")))
