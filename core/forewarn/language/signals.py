"""Signals that a comment gives or does not give, by the phrases of one pack."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from forewarn.language.notation import Notation
from forewarn.language.pack import Cues, Pack
from forewarn.language.phrases import Phrases
from forewarn.language.sentences import Line

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'-]*\w)?|\d+")
_GESTURE: Final = re.compile(r"[\U0001f000-\U0001faff☀-➿❤✅✔]|:\+1:|\+1\b|:[a-z_]+:|[:;]-?[)dp]|<3|\^\^|\(y\)")
_DISPLEASED: Final = re.compile(r"[👎😠-😣😤😥😖😞😟😡😢😩😫😭😕🙁☹🤬🤦🤔🙄😬💩❓❔⁉❌✖✗✘⛔🚫]|:'?-?[(/]")
_BEFORE_QUESTION: Final = re.compile(r"(?P<said>.+)(?:,| [-–—]+) (?P<asked>.*)", re.DOTALL)
_TAKEN: Final = "\0"
"""In place of what was found, so that nothing is found within it."""
_MOST_WORDS_BESIDE: Final = 8
_MOST_HOLDING_WORDS: Final = 40
_FEWEST_WORDS_ASKED: Final = 3


class Cue:
    """Phrases of which a sentence holds one, and none that takes it back."""

    __slots__ = ("_says", "_unless")

    def __init__(self, notation: Notation, cues: Cues) -> None:
        self._says = notation.phrases(cues.says)
        self._unless = notation.phrases(cues.unless)

    def first(self, lines: Sequence[Line]) -> Line | None:
        """The first sentence that gives the signal."""
        return next((line for line in lines if self.given(line)), None)

    def given(self, line: Line) -> bool:
        """Whether a sentence gives it."""
        return _held(self._says, line) and not _held(self._unless, line)

    def beside(self, line: Line) -> str:
        """What follows its words in the same clause of a sentence that gives it, or else stands before; or nothing."""
        found = self._says.first(line.plain, line.keys) if self.given(line) else None
        if found is None:
            return ""
        before, after = line.plain[: found.start()], line.plain[found.end() :]
        return after.partition(",")[0].strip(" .!") or before.rpartition(",")[2].strip()

    def undisputed(self, lines: Sequence[Line]) -> bool:
        """Whether a sentence gives it, and none of the whole comment takes it back."""
        return any(_held(self._says, line) for line in lines) and not any(_held(self._unless, line) for line in lines)


class Remarks:
    """Short words and gestures that want no answer."""

    def __init__(self, notation: Notation, phrases: Sequence[str], fillers: Sequence[str]) -> None:
        self._phrases = notation.phrases(phrases)
        self._fillers = frozenset(fillers)

    def fill(self, lines: Sequence[Line]) -> bool:
        """Whether the comment is nothing else, and no question.

        Each sentence holds one, with at most eight words beside it; a name may follow.
        """
        if not lines or any(line.question or _DISPLEASED.search(line.plain) for line in lines):
            return False
        return all(self._is_remark(line) for line in lines)

    def _is_remark(self, line: Line) -> bool:
        text, kind = line.plain, bool(_GESTURE.search(line.said.lower()))
        # The longer first: "looks good" is not to be found as "good" with something before it.
        for start, end in sorted(self._found(line), key=lambda span: span[0] - span[1]):
            if _TAKEN not in text[start:end]:
                kind, text = True, text[:start] + _TAKEN * (end - start) + text[end:]
        beside = list(_WORD.finditer(_GESTURE.sub(lambda match: "§" * len(match[0]), text)))
        rest = [match for match in beside if match[0] not in self._fillers]
        if not kind or len(beside) > _MOST_WORDS_BESIDE:
            return False
        return all(match.start() > 0 and line.said[match.start()].isupper() for match in rest)

    def _found(self, line: Line) -> list[tuple[int, int]]:
        """Where its phrases begin and end, also within each other."""
        found = (phrase.regex.finditer(line.plain) for phrase in self._phrases.candidates(line.keys))
        return [match.span() for matches in found for match in matches]


class Signals:
    """All yes-or-no signals of one language."""

    def __init__(self, pack: Pack) -> None:
        notation = Notation(pack.lists)
        self.chases = Cue(notation, pack.chases)
        self.reasons = Cue(notation, pack.reasons)
        self.delivers = Cue(notation, pack.delivers)
        self.holds = Cue(notation, pack.holds)
        self.approves = Cue(notation, pack.approves)
        self.complains = Cue(notation, pack.complains)
        self.troubles = Cue(notation, pack.troubles)
        self.vague = Cue(notation, pack.vague)
        self.received = Cue(notation, pack.received)
        self.spoken = Cue(notation, pack.spoken)
        self.unhurried = Cue(notation, pack.unhurried)
        self.waived = Cue(notation, pack.waived)
        self.inquires = Cue(notation, pack.inquires)
        self.begins = Cue(notation, pack.begins)
        self.roughly = Cue(notation, pack.roughly)
        self.drafts = Cue(notation, pack.drafts)
        self.pleasantries = Remarks(notation, pack.pleasantries, pack.pleasant_fillers)
        yes = (*pack.pleasantries, *pack.assents)
        agreeing = (*yes, *pack.praise)
        self._yes = Remarks(notation, yes, pack.pleasant_fillers)
        self._agreeing = Remarks(notation, agreeing, pack.pleasant_fillers)
        self._closing = Remarks(notation, (*agreeing, *pack.settled), pack.pleasant_fillers)
        self._agrees = notation.phrases(pack.assents)
        self._assents = notation.phrases((*pack.assents, *pack.praise))
        self._settled = notation.phrases(pack.settled)
        self._asks = Cue(notation, pack.asks)
        self._answers = notation.phrases(pack.answers)
        self._reservations = notation.phrases(pack.reservations)
        self._automatic = Cue(notation, Cues(says=pack.automatic, unless=pack.absence.unless))
        self._absence = Cue(notation, pack.absence)
        self._unlike_chases = notation.phrases(pack.unlike_chases)

    def is_no_chase(self, line: Line) -> bool:
        """Whether a sentence is no chase, though its words are those of chases."""
        return _occur(self._unlike_chases, (line,))

    def holding(self, lines: Sequence[Line]) -> bool:
        """Whether a comment only says that an answer will come."""
        told = [line for line in lines if not (line.question and self._asks.given(line))]
        if self.holds.first(told) is None or self.delivers.first(lines) is not None:
            return False
        return _words(lines) <= _MOST_HOLDING_WORDS

    def approval(self, lines: Sequence[Line]) -> bool:
        """Whether a comment approves, with no reservation and no trouble beside it; a question approves nothing."""
        if self.approves.first([line for line in lines if not line.question]) is None:
            return False
        if any(_DISPLEASED.search(line.plain) for line in lines):
            return False
        return self.troubles.first(lines) is None and not _occur(self._reservations, lines)

    def question(self, lines: Sequence[Line]) -> Line | None:
        """The sentence that asks or requests something; a question that the next one answers is none.

        A wish often leads up to what is asked, so the first with a question mark counts before any other.
        """
        found = []
        for line, after in zip_longest(lines, lines[1:]):
            answered = line.question and after is not None and not after.question and _occur(self._answers, (after,))
            if not answered and self._asks.given(line):
                found.append(line)
        return next((line for line in found if line.question), found[0] if found else None)

    def before_question(self, line: Line) -> Line | None:
        """What a sentence states before the question at its end, as in "It is online, could you look?"."""
        parts = _BEFORE_QUESTION.fullmatch(line.said)
        if parts is None or len(parts["asked"].split()) < _FEWEST_WORDS_ASKED:  # ", right?" makes a question of it all
            return None
        stated = Line.of(parts["said"])
        return None if self._asks.given(stated) else stated

    def assent(self, lines: Sequence[Line]) -> bool:
        """Whether a comment says yes, and nothing else but a pleasantry."""
        return self._agreeing.fill(lines) and _occur(self._assents, lines)

    def agreement(self, lines: Sequence[Line]) -> bool:
        """The same, where praise of a thing is no yes."""
        said_yes = any(self._yes.fill([line]) and _occur(self._agrees, [line]) for line in lines)
        return said_yes and self._agreeing.fill(lines)

    def settled(self, lines: Sequence[Line]) -> bool:
        """Whether a comment says that the matter is over, and nothing else but yes or a pleasantry."""
        return self._closing.fill(lines) and _occur(self._settled, lines)

    def automatic(self, lines: Sequence[Line]) -> bool:
        """Whether a machine wrote it; as none tells of trouble, who quotes one of the site's own is heard."""
        if self._absence.undisputed(lines):
            return True
        return self._automatic.undisputed(lines) and self.troubles.first(lines) is None


def _held(phrases: Phrases, line: Line) -> bool:
    return phrases.occur(line.plain, line.keys, question=line.question)


def _occur(phrases: Phrases, lines: Sequence[Line]) -> bool:
    return any(phrases.occur(line.plain, line.keys) for line in lines)


def _words(lines: Sequence[Line]) -> int:
    return sum(any(char.isalnum() for char in word) for line in lines for word in line.said.split())
