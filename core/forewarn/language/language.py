"""One language: everything that can be asked about a comment's words."""

from datetime import datetime
from functools import cache, lru_cache

from forewarn.language.deadlines import Deadlines
from forewarn.language.notation import Notation
from forewarn.language.pack import Pack, pack_for
from forewarn.language.sentences import Line, Manners, clean, split
from forewarn.language.signals import Signals
from forewarn.language.statements import Promised, StatementFinder
from forewarn.worktime import Calendar

_REMEMBERED = 256
"""Comments whose sentences are kept, as several checks ask about the same one in a row."""


class Language:
    """Questions about a comment, answered by the phrases of one pack. Every method takes the comment as it stands."""

    def __init__(self, pack: Pack, region: str = "") -> None:
        self.code = pack.code
        notation = Notation(pack.lists)
        self.manners = Manners(
            notation.phrases(pack.farewells), notation.phrases(pack.forwarded), frozenset(pack.abbreviations)
        )
        month_first = pack.deadlines.month_first and region not in pack.deadlines.day_first_regions
        self._statements = StatementFinder(pack, Deadlines(pack.deadlines, pack.lists, month_first=month_first))
        self._signals = Signals(pack)
        self._lines = lru_cache(maxsize=_REMEMBERED)(self._read)

    def sentences(self, text: str) -> tuple[str, ...]:
        """The author's own sentences: code, quotes, signatures and forwarded mail are left out."""
        return tuple(line.said for line in self._lines(text))

    def chases(self, text: str) -> str | None:
        """The sentence that asks for news of work under way, or None."""
        line = self._signals.chases.first(self._lines(text))
        return line.said if line else None

    def promises(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """First-person promises with a date; not conditional, denied, reported, quoted or asked."""
        statements = self._statements
        return tuple(statements.find(self._lines(text), at, calendar, statements.promises))

    def dates(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """Statements of a coming date, whoever will keep it; promises are among them."""
        statements = self._statements
        return tuple(statements.find(self._lines(text), at, calendar, statements.promises, statements.dates))

    def next_contact(self, text: str, at: datetime, calendar: Calendar) -> datetime | None:
        """When the author will be in touch again, by the earliest such date; None where no date is named."""
        found = self._statements.find(self._lines(text), at, calendar, self._statements.contacts)
        return min((one.deadline for one in found), default=None)

    def is_pleasantry(self, text: str) -> bool:
        """Whether it is thanks, praise or a gesture and nothing else: at most six words and no question."""
        return self._signals.pleasantries.fill(self._lines(text))

    def asks(self, text: str) -> bool:
        """Whether it holds a question or a request that wants an answer."""
        return self._signals.asks.first(self._lines(text)) is not None

    def gives_reason(self, text: str) -> bool:
        """Whether it says why."""
        return self._signals.reasons.first(self._lines(text)) is not None

    def delivers(self, text: str) -> bool:
        """Whether it says that something is done or handed over; not that it will be, or is not yet."""
        return self._signals.delivers.first([line for line in self._lines(text) if not line.question]) is not None

    def is_holding_reply(self, text: str) -> bool:
        """Whether it only says that an answer will come."""
        return self._signals.holding(self._lines(text))

    def approves(self, text: str) -> bool:
        """Whether it approves, without condition or reservation."""
        return self._signals.approval(self._lines(text))

    def is_automatic(self, text: str) -> bool:
        """Whether a machine wrote it, as an absence note."""
        return self._signals.automatic(self._lines(text))

    def _read(self, text: str) -> tuple[Line, ...]:
        return tuple(split(clean(text, self.manners), self.manners))


@cache
def language_for(code: str) -> Language | None:
    """The language of a tag such as `en` or `en-GB`, whose region says how it writes dates; None without a pack."""
    language, _, region = code.replace("_", "-").partition("-")
    pack = pack_for(language.lower())
    return Language(pack, region.upper()) if pack else None
