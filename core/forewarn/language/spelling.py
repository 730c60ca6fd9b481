"""Slips of the pen in the few words that a signal hangs on: one letter too many, missing, wrong or in another place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from forewarn.language.phrases import keys_of
from forewarn.language.sentences import Line

_WORD: Final = re.compile(r"[^\W\d_]{3,}")


class Spelling:
    """The cue words of one language. All that lies one slip away from them is known beforehand, so reading is quick."""

    def __init__(self, cue_words: Iterable[str], lookalikes: Iterable[str]) -> None:
        words = tuple(cue_words)
        letters = sorted({letter for word in words for letter in word})
        meant = {*words, *lookalikes}
        self._meant = {slip: word for word in words for slip in _slips(word, letters) if slip not in meant}

    def corrected(self, line: Line) -> Line:
        """The sentence as it was meant: the same where there is no slip."""
        if not any(word in self._meant for word in _WORD.findall(line.plain)):
            return line
        plain = _WORD.sub(lambda match: self._meant.get(match[0], match[0]), line.plain)
        return replace(line, plain=plain, keys=keys_of(plain))


def _slips(word: str, letters: Iterable[str]) -> Iterator[str]:
    """What comes of a word by one slip; its first letter stands, and short words are only ever turned or cut."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if len(word) > 4:
            yield from (word[:at] + letter + word[at + 1 :] for letter in letters)
            yield from (word[:at] + letter + word[at:] for letter in letters)
