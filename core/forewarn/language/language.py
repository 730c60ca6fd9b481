"""Everything that can be asked about a comment's words, whichever of the shipped languages it is written in."""

from copy import copy
from datetime import datetime
from functools import cache, lru_cache

from forewarn.language.detection import language_by_script, language_of
from forewarn.language.learnt import learnt_for
from forewarn.language.pack import Pack, pack_for
from forewarn.language.reading import Reading
from forewarn.language.statements import Promised
from forewarn.worktime import Calendar

_REMEMBERED = 4096
"""Comments whose language is kept."""


class ForeignWords(Exception):
    """A comment is written in a language without a pack; the message is the reason why it cannot be judged."""


class Language:
    """Questions about a comment. Every method takes the comment as it stands.

    A project has a language, and a comment is read in it unless it is plainly written in another one, be it by its
    letters alone. Where there is no pack of that other one, the project's language is used, or, by `strict`,
    ForeignWords is raised.
    """

    def __init__(self, home: Reading, pack: Pack) -> None:
        self.code = home.code
        self.manners = home.manners
        self._home = home
        self._raises = False
        self._heard = lru_cache(maxsize=_REMEMBERED)(lambda text: _heard(home.prose(text), pack))
        self._strict: Language | None = None

    @property
    def strict(self) -> "Language":
        """The same language, for those who must not guess. Errors of its methods: ForeignWords."""
        if self._strict is None:
            strict = self._strict = copy(self)
            strict._raises, strict._strict = True, strict
        return self._strict

    def _reading(self, text: str) -> Reading:
        reading = self._known_reading(text)
        if reading is None and self._raises:
            raise ForeignWords(f"a message is written in {self._heard(text)!r}, a language without a pack")
        return reading or self._home

    def _known_reading(self, text: str) -> Reading | None:
        code = self._heard(text)
        return self._home if code is None or code == self.code else _reading_for(code)

    def sentences(self, text: str) -> tuple[str, ...]:
        """The author's own sentences: code, quotes, signatures and forwarded mail are left out."""
        return (self._known_reading(text) or self._home).sentences(text)

    def chases(self, text: str) -> str | None:
        """The sentence that asks for news of work under way, or None."""
        return self._reading(text).chases(text)

    def promises(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """First-person promises with a date; not conditional, denied, reported, quoted or asked."""
        return self._reading(text).promises(text, at, calendar)

    def dates(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """Statements of a coming date, whoever will keep it; promises are among them."""
        return self._reading(text).dates(text, at, calendar)

    def named_dates(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """Every coming date that is named, also in questions, whatever is said of it."""
        return self._reading(text).named_dates(text, at, calendar)

    def next_contact(self, text: str, at: datetime, calendar: Calendar) -> datetime | None:
        """When the author will be in touch again, by the earliest such date; None where no date is named."""
        return self._reading(text).next_contact(text, at, calendar)

    def is_pleasantry(self, text: str) -> bool:
        """Whether it is thanks, praise or a gesture and nothing else, and no question."""
        return self._reading(text).is_pleasantry(text)

    def assents(self, text: str) -> bool:
        """Whether it says yes, with thanks at most beside it: what that means, the question before it tells."""
        return self._reading(text).assents(text)

    def agrees(self, text: str) -> bool:
        """Whether it says yes to what was asked, with thanks and praise at most beside it; praise alone is none."""
        return self._reading(text).agrees(text)

    def settles(self, text: str) -> bool:
        """Whether it says that a matter is over or taken back, with thanks at most beside it."""
        return self._reading(text).settles(text)

    def asks(self, text: str) -> bool:
        """Whether it holds a question or a request that wants an answer."""
        return self._reading(text).question(text) is not None

    def question(self, text: str) -> str | None:
        """The sentence that asks or requests something, or None; a courtesy or what it answers itself is none."""
        return self._reading(text).question(text)

    def gives_reason(self, text: str) -> bool:
        """Whether it says why."""
        return self._reading(text).gives_reason(text)

    def delivers(self, text: str) -> bool:
        """Whether it says that something is done or handed over; not that it will be, or is not yet."""
        return self._reading(text).delivers(text)

    def is_receipt(self, text: str) -> bool:
        """Whether it confirms that something has come: a file, a mail, a change; not that it was understood."""
        return self._reading(text).is_receipt(text)

    def is_after_talk(self, text: str) -> bool:
        """Whether it tells of a call or a talk that took place."""
        return self._reading(text).is_after_talk(text)

    def is_unhurried(self, text: str) -> bool:
        """Whether it says that something need not come so soon, or at all."""
        return self._reading(text).is_unhurried(text)

    def telling_words(self, text: str) -> frozenset[str]:
        """Its longer words without the everyday ones, and short names of things, in lower case."""
        return self._reading(text).telling_words(text)

    def waives(self, text: str) -> tuple[str, ...]:
        """The things that it says need not be done; none where it says so of nothing."""
        return self._reading(text).waives(text)

    def is_inquiry(self, text: str) -> bool:
        """Whether its author will find something out, or look at it, and hands nothing over."""
        return self._reading(text).is_inquiry(text)

    def is_beginning(self, text: str) -> bool:
        """Whether it says that work will begin."""
        return self._reading(text).is_beginning(text)

    def is_rough_date(self, text: str) -> bool:
        """Whether it says roughly when something comes, without a day: a release, a sprint, a quarter."""
        return self._reading(text).is_rough_date(text)

    def is_holding_reply(self, text: str) -> bool:
        """Whether it only says that an answer will come; a promise of work with a date says more."""
        return self._reading(text).is_holding_reply(text)

    def approves(self, text: str) -> bool:
        """Whether it approves, without condition or reservation."""
        return self._reading(text).approves(text)

    def complains(self, text: str) -> bool:
        """Whether it says openly that its author is unhappy with us or with the work."""
        return self._reading(text).complains(text)

    def is_about_trouble(self, text: str) -> bool:
        """Whether it tells of something that is wrong or missing."""
        return self._reading(text).is_about_trouble(text)

    def is_vague(self, text: str) -> bool:
        """Whether it answers when or how much with nothing but words such as `soon`: no day, no number."""
        return self._reading(text).is_vague(text)

    def calls_draft(self, text: str) -> str | None:
        """The sentence, title or label that calls a thing a draft, or None."""
        return self._reading(text).calls_draft(text)

    def is_automatic(self, text: str) -> bool:
        """Whether a machine wrote it, as an absence note."""
        return (self._known_reading(text) or self._home).is_automatic(text)


def _heard(prose: str, home: Pack) -> str | None:
    return language_of(prose, home) or language_by_script(prose, home)


@cache
def language_for(code: str) -> Language | None:
    """The language of a tag such as `en` or `en-GB`, whose region says how it writes dates; None without a pack."""
    language, _, region = code.replace("_", "-").partition("-")
    pack, reading = pack_for(language.lower()), _reading_for(language.lower(), region.upper())
    return Language(reading, pack) if pack and reading else None


@cache
def _reading_for(code: str, region: str = "") -> Reading | None:
    pack = pack_for(code)
    return Reading(pack, region, learnt_for(code)) if pack else None
