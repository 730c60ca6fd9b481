"""Our own checks of a letter before anybody sends it. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict

from forewarn.facts.wording import listed
from forewarn.language import Language, language_for
from forewarn.say.phrasebook import read_own
from forewarn.say.tongue import tongue_for
from forewarn.show.letter.words import GAP
from forewarn.worktime import Calendar

_SOON = timedelta(days=7)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ё": "е", "Ё": "Е"})
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*[-*+] )")
_REMEMBERED_DAYS = 90
_ENDS_IN_A_DAY = re.compile(r"(?P<day>\d{1,2} \w+)(?: \(\w+\))?,?\W*(?:just |right |точно )?\Z")
_ADDRESS = re.compile(r"\]\([^)\s]*\)")


class Kind(StrEnum):
    """What may be wrong with a letter."""

    GAP = "gap"
    NO_NEXT_CONTACT = "no next contact"
    ON_TRACK = "on track against red data"
    BLAME = "blame"
    VAGUE = "vague"
    JARGON = "jargon"
    UNREAD = "not checked"


GRAVE = frozenset({Kind.GAP, Kind.NO_NEXT_CONTACT, Kind.ON_TRACK, Kind.BLAME})
"""With one of these no letter is posted."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to mend in a letter."""

    line: int
    """Counted from 1; 0 where it is about the whole letter."""
    kind: Kind
    words: str
    """The words it is about; empty where it is about the whole letter."""
    reason: str
    """In a sentence, with what to do."""

    @property
    def told(self) -> str:
        """On one line, with the words it is about."""
        words = f" {' '.join(self.words.split())!r}:" if self.words else ""
        return f"{self.kind}:{words} {self.reason}"

    @property
    def is_grave(self) -> bool:
        """Whether the letter must not go out with it."""
        return self.kind in GRAVE


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the letter, and what is known beside it."""

    language: str
    at: datetime
    """When it is read."""
    calendar: Calendar
    glossary: frozenset[str] = frozenset()
    """Words of the trade that this client knows."""
    red: tuple[str, ...] = ()
    """Why nobody may say that all is on schedule."""


class _Lists(BaseModel):
    """The word lists of a language, one file a language in `words/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    jargon: str
    blame: str
    on_track: str
    negations: str
    """What turns a word of `on_track` into its opposite."""


def lint(text: str, reader: Reader) -> tuple[Flaw, ...]:
    """What is to be mended in a letter in Markdown, by line."""
    plain = _ADDRESS.sub(lambda found: f"]({' ' * (len(found[0]) - 3)})", text).translate(_PLAIN)
    language = language_for(reader.language)
    flaws = [*_gaps(text), *_worded(plain, reader)]
    if language is None:
        reason = (
            f"nothing here reads the language {reader.language!r}: vague words and the next contact were not checked."
        )
        flaws.append(Flaw(0, Kind.UNREAD, "", reason))
    else:
        flaws += [*_vague(plain, language), *_next_contact(plain, language, reader)]
    return tuple(sorted(flaws, key=lambda flaw: (flaw.line, flaw.kind)))


def _gaps(text: str) -> Iterator[Flaw]:
    for found in GAP.finditer(text):
        yield Flaw(_line(text, found.start()), Kind.GAP, found[0], "this is still to be filled in by a person.")


def unfit_words(text: str, language: str, glossary: frozenset[str]) -> Iterator[Flaw]:
    """Words of the trade that are not in `glossary`, and blame."""
    lists = _lists_for(language)
    if lists is None:
        return
    text, known = text.translate(_PLAIN), {word.casefold() for word in glossary}
    for found in _found(text, lists.jargon):
        if found[0].casefold() not in known:
            reason = "a client may not know this word: say it in theirs, or add it to the project's glossary."
            yield Flaw(_line(text, found.start()), Kind.JARGON, found[0], reason)
    for found in _found(text, lists.blame):
        reason = "this sounds like blame: say what happened and what comes next."
        yield Flaw(_line(text, found.start()), Kind.BLAME, found[0], reason)


def _worded(text: str, reader: Reader) -> Iterator[Flaw]:
    yield from unfit_words(text, reader.language, reader.glossary)
    lists = _lists_for(reader.language)
    if lists is None:
        return
    for found in _found(text, lists.on_track) if reader.red else ():
        before = text[: found.start()].rpartition("\n")[2].casefold()
        denied = _pattern(lists.negations, r"(?:\W+\w+){0,2}\W*\Z").search(before[-25:])
        if not denied and not _tells_of_a_deed(before, reader):
            reason = f"the project's own data says otherwise: {'; '.join(reader.red[:3])}."
            yield Flaw(_line(text, found.start()), Kind.ON_TRACK, found[0], reason)


def _tells_of_a_deed(before: str, reader: Reader) -> bool:
    """Whether a day that is over ends these words: `18 November, on time` says nothing of what is still to come."""
    ends = _ENDS_IN_A_DAY.search(before)
    today, tongue = reader.calendar.day_of(reader.at), tongue_for(reader.language)
    over = (tongue.day_of_month(today - timedelta(days=ago)) for ago in range(_REMEMBERED_DAYS))
    return ends is not None and ends["day"] in {day.casefold() for day in over}


def _vague(text: str, language: Language) -> Iterator[Flaw]:
    start = 0
    for block in _BLOCK.split(text):
        start = text.index(block, start)
        prose = "" if block.lstrip().startswith("#") else GAP.sub("", block)
        for sentence in language.sentences(prose):
            if language.is_vague(sentence):
                at = max(block.find(sentence[:20]), 0)
                reason = "this tells neither a day nor a number: give one, or say when you will know it."
                yield Flaw(_line(text, start + at), Kind.VAGUE, sentence, reason)


def _next_contact(text: str, language: Language, reader: Reader) -> Iterator[Flaw]:
    # A gap where the day belongs is told as a gap, so it counts as filled here.
    filled = GAP.sub(f"{reader.calendar.day_of(reader.at) + _SOON}", text)
    day = language.next_contact(filled, reader.at, reader.calendar)
    if day is None or day <= reader.at:
        reason = "it does not say when the client hears from us next: end with a day."
        yield Flaw(0, Kind.NO_NEXT_CONTACT, "", reason)


def _found(text: str, words: str) -> Iterable[re.Match[str]]:
    return _pattern(words).finditer(text)


@cache
def _pattern(words: str, after: str = "") -> re.Pattern[str]:
    """Finds the longest of the listed words, in small or capital letters."""
    ordered = sorted(listed(words), key=lambda word: (-len(word), word))
    spelt = (re.escape(w.translate(_PLAIN)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in ordered)
    return re.compile(rf"(?<![\w/.@-])(?:{'|'.join(spelt)})(?![\w-]){after}", re.IGNORECASE)


@cache
def _lists_for(language: str) -> _Lists | None:
    words = read_own("forewarn.show.letter", "words", language)
    return _Lists.model_validate(words) if words is not None else None


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
