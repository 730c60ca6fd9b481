"""The notation in which a language pack writes its phrases.

    any (news|updates)      words in a row, with alternatives
    [the] status            a word that may be missing
    updat*   *ing           any ending, any beginning
    _                       one word, whichever
    any ... yet             up to 60 characters between
    {weekday}               a list or a slot of the pack
    will !{idle} _          the next word is none of these
    ^ever   over$           the text begins or ends here
    mid- ~ {month}          no space between
    any news ?              only in a sentence that ends in a question mark

A comma may stand between any two words. Every repetition is bounded or possessive, so no text makes a search slow.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from forewarn.language.phrases import STEM, Needs, Phrase, Phrases

_SIGN = re.compile(r"\.\.\.|\{[\w-]+\}|[()\[\]|!^$]|[^\s()\[\]|!^${}]+")
_BEGIN, _END = r"(?<!\w)", r"(?!'?\w)"
_SPACE = r",? +"
_GAP_AT_END = r"(?!'?\w).{0,60}?"
_GAP = _GAP_AT_END + r"(?<!\w)"
_ANY_WORD = r"[\w'-]++"
_NAME_OF_GROUP = re.compile(r"\(\?P<\w+>")
_CLOSING = {"(": ")", "[": "]"}
_OPENER = "opener"
_OPENED = f"^[{{{_OPENER}}}] "


class Part(NamedTuple):
    """A piece of a phrase as a regular expression, and what a text needs to hold it."""

    regex: str
    needs: Needs


class Slot(NamedTuple):
    """A part of a phrase that somebody reads afterwards, as the named group it becomes."""

    regex: str
    needs: Needs

    @classmethod
    def of(cls, words: Iterable[str]) -> "Slot":
        """One of some words, the longest that fits."""
        return cls(*_any_of([_word(word) for word in sorted(words, key=len, reverse=True)]))


class Notation:
    """Reads phrases with the lists and slots of one pack."""

    def __init__(self, lists: Mapping[str, Sequence[str]], slots: Mapping[str, Slot] | None = None) -> None:
        self._lists = lists
        self._slots = slots or {}
        self._known: dict[str, Part] = {}
        self._opener: Phrase | None = None

    def phrases(self, sources: Iterable[str]) -> Phrases:
        """An index over phrases that differ in nothing but their words."""
        return Phrases(self.phrase(source) for source in sources)

    def phrase(self, source: str, *, meaning: str = "") -> Phrase:
        """One phrase; `meaning` is for those who look it up again by its match. Errors: ValueError if unreadable."""
        question = source.endswith(" ?")
        if source.startswith(_OPENED):
            return self._opened(source.removeprefix(_OPENED), meaning)
        regex, needs = _Reader(source.removesuffix(" ?"), self).read()
        begin = _BEGIN if source[0].isalnum() or source[0] in "([{_*" else ""
        end = "" if source.endswith("$") else _END
        return Phrase(begin + regex + end, needs, question=question, meaning=meaning)

    def _opened(self, source: str, meaning: str) -> Phrase:
        """A phrase after the words that may open a sentence, which are many and thus compiled once for all of them."""
        if self._opener is None:
            self._opener = Phrase(rf"\W*+(?:{self.named(_OPENER).regex}{_END}{_SPACE})?", ())
        phrase = self.phrase(source, meaning=meaning)
        return Phrase(
            r"\W*+" + phrase.source, phrase.needs, question=phrase.question, meaning=meaning, after=self._opener
        )

    def regex(self, sources: Iterable[str]) -> str:
        """The regular expression of any of some phrases."""
        return _Reader(f"({'|'.join(sources)})", self).read().regex

    def named(self, name: str) -> Part:
        """A list or slot by its name."""
        if slot := self._slots.get(name):
            return Part(f"(?P<{name}>{slot.regex})", slot.needs)
        if name not in self._lists:
            raise ValueError(f"there is no list and no slot called {name!r}")
        if name not in self._known:
            self._known[name] = _Reader(f"({'|'.join(self._lists[name])})", self).read()
        return self._known[name]


class _Reader:
    """Reads one phrase from left to right."""

    def __init__(self, source: str, notation: Notation) -> None:
        self._source = source
        self._notation = notation
        self._signs = _SIGN.findall(source)
        self._at = 0

    def read(self) -> Part:
        part = self._alternatives()
        if self._at < len(self._signs):
            raise self._unbalanced()
        return part

    def _take(self, *unless: str) -> str | None:
        """The next sign, which is empty at the end; None, and it stays, if it is one of `unless`."""
        sign = self._signs[self._at] if self._at < len(self._signs) else ""
        if sign in unless:
            return None
        self._at += 1
        return sign

    def _alternatives(self) -> Part:
        rows = [self._row()]
        while self._at < len(self._signs) and self._signs[self._at] == "|":
            self._at += 1
            rows.append(self._row())
        return _any_of(rows)

    def _row(self) -> Part:
        regex, glue = "", ""
        needs: Needs = ()
        while (sign := self._take("", "|", ")", "]")) is not None:
            if sign == "...":
                glue = _GAP
            elif sign == "~":
                glue = ""
            elif sign == "^":
                regex, glue = r"^\W*+", ""
            elif sign == "$":
                regex += r"\W*$"
            elif sign == "!":
                regex += f"(?!{glue}{self._part(self._take() or '').regex}{_END})"
            elif sign == "[":
                part = self._part(sign).regex
                whole = f"{glue}{part}{_END}" if glue else f"{part}{_END}{_SPACE}"
                # A word of any kind gives way to what follows; of others, what is there must be taken. That is no
                # possessive "?+", which misses matches before Python 3.11.5.
                absent = _NAME_OF_GROUP.sub("(?:", whole)
                regex += f"(?:{whole})?" if part == _ANY_WORD else f"(?:{whole}|(?!{absent}))"
            else:
                part, more = self._part(sign)
                regex, glue, needs = f"{regex}{glue}{part}", _SPACE, needs + more
        return Part(regex + (_GAP_AT_END if glue == _GAP else ""), needs)

    def _part(self, sign: str) -> Part:
        """The part that `sign`, just taken, begins."""
        if sign in _CLOSING:
            inner = self._alternatives()
            if self._take() != _CLOSING[sign]:
                raise self._unbalanced()
            return inner
        return self._notation.named(sign[1:-1]) if sign.startswith("{") else _word(sign)

    def _unbalanced(self) -> ValueError:
        return ValueError(f"unbalanced brackets in the phrase {self._source!r}")


def _any_of(rows: Sequence[Part]) -> Part:
    """Alternatives: a text needs something of any of them."""
    if len(rows) == 1:
        return rows[0]
    regex = f"(?:{'|'.join(row.regex for row in rows)})"
    if not all(row.needs for row in rows):
        return Part(regex, ())
    return Part(regex, (frozenset().union(*(min(row.needs, key=len) for row in rows)),))


@cache
def _word(word: str) -> Part:
    """A word, or several with spaces."""
    if word == "_":
        return Part(_ANY_WORD, ())
    regex = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", " +")
    parts = re.findall(r"[\w*]+", word)
    keys = [part if "*" not in part else f"{part[:STEM]}*" for part in parts if part.find("*") not in range(STEM)]
    return Part(regex, tuple(frozenset({key}) for key in keys))
