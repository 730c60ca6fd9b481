"""Signals that a comment gives or does not give, by the phrases of one pack."""

import re
from collections.abc import Sequence
from typing import Final

from forewarn.language.learnt import Learnt
from forewarn.language.notation import Notation
from forewarn.language.pack import Cues, Pack
from forewarn.language.sentences import Line

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'-]*\w)?|\d+")
_GESTURE: Final = re.compile(r"[\U0001f000-\U0001faff☀-➿❤✅✔]|:\+1:|\+1\b|:[a-z_]+:|[:;]-?[)dp]|<3|\^\^|\(y\)")
_MOST_PLEASANT_WORDS: Final = 6
_MOST_HOLDING_WORDS: Final = 40


class Cue:
    """Phrases of which a sentence holds one, and none that takes it back; where there is more to go by, its likeness
    to sentences that gave the signal."""

    __slots__ = ("_learnt", "_says", "_unless")

    def __init__(self, notation: Notation, cues: Cues, learnt: Learnt | None = None) -> None:
        self._says = notation.phrases(cues.says)
        self._unless = notation.phrases(cues.unless)
        self._learnt = learnt

    def first(self, lines: Sequence[Line]) -> Line | None:
        """The first sentence that gives the signal."""
        return next((line for line in lines if self.given(line)), None)

    def given(self, line: Line) -> bool:
        """Whether a sentence gives it."""
        if self._learnt is None:
            return self._said(line)
        likeness = self._learnt.likeness(line)
        return likeness > self._learnt.sure or (likeness > self._learnt.possible and self._said(line))

    def _said(self, line: Line) -> bool:
        return self._says.occur(line.plain, line.keys, question=line.question) and not self._unless.occur(
            line.plain, line.keys, question=line.question
        )


class Pleasantries:
    """Closing words and gestures that want no answer."""

    def __init__(self, notation: Notation, pack: Pack) -> None:
        self._pleasant = notation.phrases(pack.pleasantries)
        self._fillers = frozenset(pack.pleasant_fillers)

    def fill(self, lines: Sequence[Line]) -> bool:
        """Whether the comment is nothing else: at most six words, no question; a name may follow a kind word."""
        if not lines or any(line.question for line in lines):
            return False
        if _words(lines) > _MOST_PLEASANT_WORDS:
            return False
        return all(self._is_pleasant(line) for line in lines)

    def _is_pleasant(self, line: Line) -> bool:
        text, kind = line.plain, bool(_GESTURE.search(line.said.lower()))
        # The longer first: "looks good" is not to be found as "good" with something before it.
        for phrase in sorted(self._pleasant.candidates(line.keys), key=lambda one: -len(one.source)):
            kind = kind or bool(phrase.regex.search(text))
            text = phrase.regex.sub(lambda match: "§" * len(match[0]), text)
        text = _GESTURE.sub(lambda match: "§" * len(match[0]), text)
        rest = [match for match in _WORD.finditer(text) if match[0] not in self._fillers]
        return kind and all(match.start() > 0 and line.said[match.start()].isupper() for match in rest)


class Signals:
    """All yes-or-no signals of one language."""

    def __init__(self, pack: Pack, chases: Learnt | None) -> None:
        notation = Notation(pack.lists)
        self.chases = Cue(notation, pack.chases, chases)
        self.asks = Cue(notation, pack.asks)
        self.reasons = Cue(notation, pack.reasons)
        self.delivers = Cue(notation, pack.delivers)
        self.holds = Cue(notation, pack.holds)
        self.approves = Cue(notation, pack.approves)
        self.complains = Cue(notation, pack.complains)
        self.vague = Cue(notation, pack.vague)
        self.drafts = Cue(notation, pack.drafts)
        self.pleasantries = Pleasantries(notation, pack)
        self._reservations = notation.phrases(pack.reservations)
        self._automatic = notation.phrases(pack.automatic)

    def holding(self, lines: Sequence[Line]) -> bool:
        """Whether a comment only says that an answer will come."""
        if self.holds.first(lines) is None or self.delivers.first(lines) is not None:
            return False
        return _words(lines) <= _MOST_HOLDING_WORDS

    def approval(self, lines: Sequence[Line]) -> bool:
        """Whether a comment approves without reservation; a question approves nothing."""
        if self.approves.first([line for line in lines if not line.question]) is None:
            return False
        return not any(self._reservations.occur(line.plain, line.keys) for line in lines)

    def automatic(self, lines: Sequence[Line]) -> bool:
        """Whether a machine wrote it."""
        return any(self._automatic.occur(line.plain, line.keys) for line in lines)


def _words(lines: Sequence[Line]) -> int:
    return sum(any(char.isalnum() for char in word) for line in lines for word in line.said.split())
