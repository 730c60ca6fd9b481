"""Phrases and the search for them: a phrase is tried only where its own words occur, so a pack may hold hundreds."""

import re
from collections.abc import Iterable

_KEY = re.compile(r"\b(?:\d|[^\W\d]\w{0,3})")
KEY_LENGTH = 4

Needs = tuple[frozenset[str], ...]
"""Sets of keys: a text that holds a phrase holds at least one key of each of them."""


def keys_of(text: str) -> frozenset[str]:
    """What an index knows of a text: the first four letters of its words, and the first digit of its numbers."""
    return frozenset(_KEY.findall(text))


class Phrase:
    """One phrase, compiled when it is first needed."""

    __slots__ = ("_regex", "meaning", "needs", "question", "source")

    def __init__(self, source: str, needs: Needs, *, question: bool = False, meaning: str = "") -> None:
        self.source = source
        """A regular expression over lower-case text."""
        self.needs = needs
        self.question = question
        """Whether it counts only in a sentence that ends in a question mark."""
        self.meaning = meaning
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled phrase."""
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex


class Phrases:
    """Phrases with an index by the words they need."""

    __slots__ = ("_always", "_by_key", "_keys", "_order")

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_key: dict[str, list[Phrase]] = {}
        self._always: list[Phrase] = []
        self._order: dict[Phrase, int] = {}
        for phrase in phrases:
            self._order[phrase] = len(self._order)
            if not phrase.needs:
                self._always.append(phrase)
                continue
            # Long words are rarer than short ones, and few are rarer than many.
            rarest = min(phrase.needs, key=lambda keys: (-min(map(len, keys)), len(keys)))
            for key in rarest:
                self._by_key.setdefault(key, []).append(phrase)
        self._keys = frozenset(self._by_key)

    def candidates(self, keys: frozenset[str]) -> list[Phrase]:
        """The phrases that may occur in a text with these keys, in the order of the pack."""
        return sorted(self._possible(keys), key=self._order.__getitem__)

    def first(self, text: str, keys: frozenset[str]) -> re.Match[str] | None:
        """The leftmost occurrence of any phrase in `text`, the longest where several begin there."""
        matches = [match for phrase in self._possible(keys) if (match := phrase.regex.search(text))]
        return min(matches, key=lambda match: (match.start(), -match.end()), default=None)

    def occur(self, text: str, keys: frozenset[str], *, question: bool = False) -> bool:
        """Whether any phrase occurs in `text`; one that asks counts only in a question."""
        possible = self._possible(keys)
        return any(phrase.regex.search(text) for phrase in possible if question or not phrase.question)

    def _possible(self, keys: frozenset[str]) -> list[Phrase]:
        found = set(self._always)
        for key in self._keys & keys:
            found.update(self._by_key[key])
        return [phrase for phrase in found if len(phrase.needs) < 2 or not any(map(keys.isdisjoint, phrase.needs))]
