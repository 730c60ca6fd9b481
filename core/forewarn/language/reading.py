"""One pack: everything that can be asked about the words of a comment in its language."""

import re
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import dropwhile, takewhile

from forewarn.language.deadlines import Deadlines
from forewarn.language.learnt import Learnt
from forewarn.language.notation import Notation
from forewarn.language.pack import Pack
from forewarn.language.sentences import Line, Manners, clean, split
from forewarn.language.signals import Cue, Signals
from forewarn.language.spelling import Spelling
from forewarn.language.statements import Promised, StatementFinder
from forewarn.worktime import Calendar

_WORD = re.compile(r"[^\W\d_]{3,}")
_LONG = 4
"""Letters from which on a word tells something, unless it is an everyday one."""
_REMEMBERED = 2048
"""Comments whose sentences are kept, as several checks ask about the same one in a row."""
_WEIGHED = 4096
"""Comments of which it is kept whether they ask for news: dear to say, short to keep, and asked across a project."""


class Reading:
    """The answers of one pack; `Language` says what the questions mean. All take the comment as it stands."""

    def __init__(self, pack: Pack, region: str = "", chases: Learnt | None = None) -> None:
        self.code = pack.code
        notation = Notation(pack.lists)
        self.manners = Manners(
            notation.phrases(pack.farewells),
            notation.phrases(pack.afterthoughts),
            notation.phrases(pack.forwarded),
            frozenset(pack.abbreviations),
            frozenset(pack.before_numbers),
        )
        month_first = pack.deadlines.month_first and region not in pack.deadlines.day_first_regions
        self._statements = StatementFinder(pack, Deadlines(pack.deadlines, pack.lists, month_first=month_first))
        self._signals = Signals(pack)
        self._questions = notation.phrases(pack.questions)
        self._learnt = chases
        self._everyday, self._short_names = pack.everyday, frozenset(pack.short_names)
        self._spelling = Spelling(pack.cue_words, pack.lookalikes)
        self._lines = lru_cache(maxsize=_REMEMBERED)(self._read)
        self._chased = lru_cache(maxsize=_WEIGHED)(self._find_chase)

    def prose(self, text: str) -> str:
        """The author's own words in lower case; names, addresses, code and quoted words are masked."""
        return " ".join(line.plain for line in self._lines(text))

    def sentences(self, text: str) -> tuple[str, ...]:
        """The author's own sentences: code, quotes, signatures and forwarded mail are left out."""
        return tuple(line.said for line in self._lines(text))

    def chases(self, text: str) -> str | None:
        """The sentence that asks for news of work under way, or None."""
        return self._chased(text)

    def _find_chase(self, text: str) -> str | None:
        lines, cue = self.meant(text), self._signals.chases
        line = self._learnt.first(lines, cue.given, self._signals.is_no_chase) if self._learnt else cue.first(lines)
        return line.said if line else None

    def meant(self, text: str) -> tuple[Line, ...]:
        """The sentences, with slips of the pen put right in the words that chases hang on."""
        return tuple(map(self._spelling.corrected, self._lines(text)))

    def promises(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """First-person promises with a date; not conditional, denied, reported, quoted or asked."""
        statements = self._statements
        return tuple(statements.find(self._lines(text), at, calendar, statements.promises))

    def dates(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """Statements of a coming date, whoever will keep it; promises are among them."""
        statements = self._statements
        return tuple(statements.find(self._lines(text), at, calendar, statements.promises, statements.dates))

    def named_dates(self, text: str, at: datetime, calendar: Calendar) -> tuple[Promised, ...]:
        """Every coming date that is named, also in questions, whatever is said of it."""
        return tuple(self._statements.named(self._lines(text), at, calendar))

    def next_contact(self, text: str, at: datetime, calendar: Calendar) -> datetime | None:
        """When the author will be in touch again, by the earliest such date; None where no date is named."""
        found = self._statements.find(self._lines(text), at, calendar, self._statements.contacts)
        return min((one.deadline for one in found), default=None)

    def is_pleasantry(self, text: str) -> bool:
        """Whether it is thanks, praise or a gesture and nothing else, and no question."""
        return self._signals.pleasantries.fill(self._lines(text))

    def assents(self, text: str) -> bool:
        """Whether it says yes, with thanks at most beside it."""
        return self._signals.assent(self._lines(text))

    def agrees(self, text: str) -> bool:
        """Whether it says yes to what was asked, with thanks and praise at most beside it; praise alone is none."""
        return self._signals.agreement(self._lines(text))

    def settles(self, text: str) -> bool:
        """Whether it says that a matter is over or taken back, with thanks at most beside it."""
        return self._signals.settled(self._lines(text))

    def question(self, text: str) -> str | None:
        """The sentence that asks or requests something, or None."""
        line = self._signals.question(self._lines(text))
        return line.said if line else None

    def gives_reason(self, text: str) -> bool:
        """Whether it says why."""
        return self._stated(self._signals.reasons, text)

    def delivers(self, text: str) -> bool:
        """Whether it says that something is done or handed over; not that it will be, or is not yet."""
        return self._stated(self._signals.delivers, text) or self._leads_up(self._signals.delivers, text)

    def is_receipt(self, text: str) -> bool:
        """Whether it confirms that something has come."""
        return self._stated(self._signals.received, text) or self._leads_up(self._signals.received, text)

    def is_after_talk(self, text: str) -> bool:
        """Whether it tells of a call or a talk that took place."""
        return self._stated(self._signals.spoken, text)

    def is_unhurried(self, text: str) -> bool:
        """Whether it says that something need not come so soon, or at all."""
        return self._stated(self._signals.unhurried, text)

    def telling_words(self, text: str) -> frozenset[str]:
        """Its longer words without the everyday ones, and short names of things, in lower case."""
        return frozenset(word for line in self._lines(text) for word in self._telling(line.plain))

    def waives(self, text: str) -> tuple[str, ...]:
        """The things that it says need not be done, without what is of them: "the footer of the page" is a footer."""
        things = (self._thing(self._signals.waived.beside(line)) for line in self._lines(text))
        return tuple(thing for thing in things if thing)

    def is_inquiry(self, text: str) -> bool:
        """Whether its author will find something out, or look at it, and hands nothing over."""
        return self._stated(self._signals.inquires, text)

    def is_beginning(self, text: str) -> bool:
        """Whether it says that work will begin."""
        return self._stated(self._signals.begins, text)

    def is_rough_date(self, text: str) -> bool:
        """Whether it says roughly when something comes, as with the next release."""
        return self._stated(self._signals.roughly, text)

    def is_holding_reply(self, text: str) -> bool:
        """Whether it only says that an answer will come."""
        lines = self._lines(text)
        return self._signals.holding(lines) and not any(
            self._statements.promises_work(line) for line in lines if not self._signals.holds.given(line)
        )

    def approves(self, text: str) -> bool:
        """Whether it approves, without condition or reservation."""
        return self._signals.approval(self._lines(text))

    def complains(self, text: str) -> bool:
        """Whether it says openly that its author is unhappy with us or with the work."""
        return self._signals.complains.first(self._lines(text)) is not None

    def is_about_trouble(self, text: str) -> bool:
        """Whether it tells of something that is wrong or missing."""
        return self._signals.troubles.first(self._lines(text)) is not None

    def is_vague(self, text: str) -> bool:
        """Whether it answers when or how much with nothing but words such as `soon`: no day, no number."""
        lines = self._lines(text)
        if self._signals.vague.first([line for line in lines if not line.question]) is None:
            return False
        return not any(self._statements.dated(line) or any(map(str.isdigit, line.plain)) for line in lines)

    def calls_draft(self, text: str) -> str | None:
        """The sentence, title or label that calls a thing a draft, or None."""
        line = self._signals.drafts.first(self._lines(text))
        return line.said if line else None

    def is_automatic(self, text: str) -> bool:
        """Whether a machine wrote it, as an absence note."""
        return self._signals.automatic(self._lines(text))

    def _thing(self, plain: str) -> str:
        """The first telling words that follow one another."""
        tells = {word: bool(self._telling(word)) for word in plain.split()}
        begun = dropwhile(lambda word: not tells[word], plain.split())
        return " ".join(takewhile(lambda word: tells[word], begun))

    def _telling(self, plain: str) -> list[str]:
        words = (word for word in _WORD.findall(plain) if word not in self._everyday)
        return [word for word in words if len(word) >= _LONG or word in self._short_names]

    def _stated(self, cue: Cue, text: str) -> bool:
        return cue.first([line for line in self._lines(text) if not line.question]) is not None

    def _leads_up(self, cue: Cue, text: str) -> bool:
        """Whether it is said before a question in the same sentence."""
        said = (self._signals.before_question(line) for line in self._lines(text) if line.question)
        return any(line is not None and cue.given(line) for line in said)

    def _read(self, text: str) -> tuple[Line, ...]:
        return tuple(map(self._marked, split(clean(text, self.manners), self.manners)))

    def _marked(self, line: Line) -> Line:
        """The sentence, a question too where only the mark is missing: "so we launch tomorrow, right"."""
        asks = not line.question and self._questions.occur(line.plain, line.keys)
        return replace(line, question=True) if asks else line
