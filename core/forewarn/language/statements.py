"""Statements about the future: promises, dates given, and when somebody will be in touch again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from forewarn.language.deadlines import REMEMBERED, Deadlines, Found
from forewarn.language.notation import Notation
from forewarn.language.pack import Pack, Statements
from forewarn.language.phrases import Phrases
from forewarn.language.sentences import Line
from forewarn.worktime import Calendar

_CLAUSE_END: Final = re.compile(r"[;()]|,? +-+ +|, +(?=and\b)")
_PROMISED: Final = frozenset({"", "by", "before"})
_STATED: Final = _PROMISED | {"until", "to"}


@dataclass(frozen=True, slots=True)
class Promised:
    """A coming date that somebody stated."""

    sentence: str
    """The author's own sentence."""
    phrase: str
    """The words of the deadline."""
    deadline: datetime
    """UTC: the end of that working day, unless an hour is stated."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of statement: the words that make it, those that take it back, and the leads its date may have."""

    says: Phrases
    unless: Phrases
    leads: frozenset[str]


class StatementFinder:
    """Finds dated statements with the words of one pack.

    A statement and its date stand in one clause. Questions, conditions and reported speech are no statements.
    """

    def __init__(self, pack: Pack, deadlines: Deadlines) -> None:
        notation = Notation(pack.lists)
        self._deadlines = deadlines
        self._breaks = notation.phrases(pack.breaks)
        self._openers = notation.phrases(f"^{opener}$" for opener in pack.openers)
        self._harmless = notation.phrases(pack.harmless)
        self._conditions = notation.phrases(pack.conditions)
        self._doubts = notation.phrases(pack.doubts)
        self.promises = _kind(notation, pack.promises, _PROMISED)
        self.dates = _kind(notation, pack.dates, _STATED)
        self.contacts = _kind(notation, pack.contacts, _PROMISED)
        self._clauses = lru_cache(maxsize=REMEMBERED)(self._read)

    def dated(self, line: Line) -> bool:
        """Whether a sentence holds the words of a date."""
        return self._deadlines.mentioned(line)

    def promises_work(self, line: Line) -> bool:
        """Whether a sentence promises, with a date, more than to be in touch."""
        says = self.promises.says.occur(line.plain, line.keys) and not self.contacts.says.occur(line.plain, line.keys)
        return says and bool(self._clauses(line))

    def find(self, lines: Sequence[Line], at: datetime, calendar: Calendar, *kinds: Kind) -> Iterator[Promised]:
        """The statements of some kinds in a comment that was written at `at`, in their order."""
        for line in lines:
            clauses = self._clauses(line)
            if not clauses or not any(kind.says.candidates(line.keys) for kind in kinds):
                continue
            found = self._deadlines.find(line, at, calendar)
            stated = [
                date for start, end in clauses for kind in kinds for date in self._stated(kind, line, start, end, found)
            ]
            for deadline in sorted({date.deadline for date in stated}):
                said = min((date.start, date.end) for date in stated if date.deadline == deadline)
                yield Promised(line.said, line.said[slice(*said)], deadline)

    def _stated(self, kind: Kind, line: Line, start: int, end: int, found: Sequence[Found]) -> Sequence[Found]:
        """The dates of a clause that its statement is about: those after it, or the one the clause opens with."""
        dates = [date for date in found if start <= date.start < end and date.lead in kind.leads]
        if not dates:
            return ()
        clause = line.plain[start:end]
        says = kind.says.first(clause, line.keys)
        if says is None or self._doubts.occur(clause[: says.end()], line.keys):
            return ()
        if kind.unless.occur(clause[says.start() :], line.keys):
            return ()
        after = [date for date in dates if date.start - start >= says.start()]
        before = [date for date in dates if self._leads_in(line, clause, date, start, says.start())]
        return after or before[:1]

    def _leads_in(self, line: Line, clause: str, date: Found, start: int, statement: int) -> bool:
        """Whether a date before a statement belongs to it: it stands right before it, or the clause opens with it."""
        opening = clause[: date.start - start].strip(" ,.")
        right_before = date.end - start <= statement and clause[date.end - start : statement].isspace()
        return right_before or not opening or self._openers.occur(opening, line.keys)

    def _read(self, line: Line) -> tuple[tuple[int, int], ...]:
        """Where the clauses of a sentence begin and end; none if it is no statement or names no date."""
        if line.question or not self._deadlines.mentioned(line) or self._is_conditional(line):
            return ()
        starts = {0} | {match.end() for match in _CLAUSE_END.finditer(line.plain)}
        for phrase in self._breaks.candidates(line.keys):
            starts.update(match.start() for match in phrase.regex.finditer(line.plain))
        return tuple(pairwise((*sorted(starts), len(line.plain))))

    def _is_conditional(self, line: Line) -> bool:
        text = line.plain
        for phrase in self._harmless.candidates(line.keys):
            text = phrase.regex.sub("§", text)
        return self._conditions.occur(text, line.keys)


def _kind(notation: Notation, statements: Statements, leads: frozenset[str]) -> Kind:
    return Kind(notation.phrases(statements.says), notation.phrases(statements.unless), leads)
