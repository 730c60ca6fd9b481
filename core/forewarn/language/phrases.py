"""Phrases and the search for them: a phrase is tried only where its own words occur, so a pack may hold hundreds."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"\w+")
STEM = 4
"""Letters of a word by which an ending of any kind is looked up."""

Needs = tuple[frozenset[str], ...]
"""Sets of keys: a text that holds a phrase holds at least one key of each of them."""


def keys_of(text: str) -> frozenset[str]:
    """What an index knows of a text: its words, the beginnings of the longer ones, the first digits of its numbers."""
    return frozenset().union(*map(_keys_of_word, set(_WORD.findall(text))))


@lru_cache(maxsize=8192)
def _keys_of_word(word: str) -> frozenset[str]:
    stem = {f"{word[:STEM]}*"} if len(word) >= STEM else frozenset()
    return frozenset({word, *stem, *word[0]} if word[0].isdecimal() else {word, *stem})


class Phrase:
    """One phrase, compiled when it is first needed."""

    __slots__ = ("_regex", "after", "meaning", "needs", "question", "source")

    def __init__(
        self, source: str, needs: Needs, *, question: bool = False, meaning: str = "", after: "Phrase | None" = None
    ) -> None:
        self.source = source
        """A regular expression over lower-case text."""
        self.needs = needs
        self.question = question
        """Whether it counts only in a sentence that ends in a question mark."""
        self.meaning = meaning
        self.after = after
        """What may stand before it at the beginning of a text, where alone it counts; None if it counts anywhere."""
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled phrase."""
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex

    @property
    def compiled(self) -> bool:
        """Whether it was needed before."""
        return self._regex is not None

    def search(self, text: str) -> re.Match[str] | None:
        """Its first occurrence in lower-case text."""
        if self.after is None:
            return self.regex.search(text)
        before = self.after.regex.match(text)
        return self.regex.match(text, before.end() if before else 0)


class Phrases:
    """Phrases with an index by the words they need."""

    __slots__ = ("_always", "_by_key", "_keys", "_order")

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_key: dict[str, list[tuple[Phrase, Needs]]] = {}
        """By a key: the phrases it may stand for, with what else they need."""
        self._always: list[Phrase] = []
        self._order: dict[Phrase, int] = {}
        for phrase in phrases:
            self._order[phrase] = len(self._order)
            if not phrase.needs:
                self._always.append(phrase)
                continue
            # Long words are rarer than short ones, and few are rarer than many.
            rarest, *others = sorted(phrase.needs, key=lambda keys: (-min(map(len, keys)), len(keys)))
            for key in rarest:
                self._by_key.setdefault(key, []).append((phrase, tuple(others)))
        self._keys = frozenset(self._by_key)

    def candidates(self, keys: frozenset[str]) -> list[Phrase]:
        """The phrases that may occur in a text with these keys, in the order of the pack."""
        return sorted(set(self._possible(keys)), key=self._order.__getitem__)

    def first(self, text: str, keys: frozenset[str]) -> re.Match[str] | None:
        """The leftmost occurrence of any phrase in `text`, the longest where several begin there."""
        matches = [match for phrase in self._possible(keys) if (match := phrase.search(text))]
        return min(matches, key=lambda match: (match.start(), -match.end()), default=None)

    def occur(self, text: str, keys: frozenset[str], *, question: bool = False) -> bool:
        """Whether any phrase occurs in `text`; one that asks counts only in a question."""
        new: list[Phrase] = []  # tried last, as to compile takes far longer than to search
        for phrase in self._possible(keys):
            if phrase.question and not question:
                continue
            if not phrase.compiled:
                new.append(phrase)
            elif phrase.search(text):
                return True
        return any(phrase.search(text) for phrase in new)

    def _possible(self, keys: frozenset[str]) -> Iterator[Phrase]:
        """The phrases of which everything they need is there; some more than once."""
        yield from self._always
        for key in self._keys & keys:
            for phrase, others in self._by_key[key]:
                for need in others:
                    if keys.isdisjoint(need):
                        break
                else:
                    yield phrase
