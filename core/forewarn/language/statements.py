"""Statements about the future: promises, dates given, and when somebody will be in touch again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

_CLAUSE_END: Final = re.compile(r"[;()]|,? +-+ +")
_QUOTED: Final = re.compile(r"(?<!\w)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){3,300}'(?!\w)")
_PAUSES: Final = (",", ":", ".")
_PROMISED: Final = frozenset({"", "by", "before"})
_BETWEEN: Final = 2
_STATED: Final = _PROMISED | {"until", "to"}


@dataclass(frozen=True, slots=True)
class Promised:
    """A coming date that somebody stated."""

    sentence: str
    """The author's own sentence, with the one beside it where a date stands alone."""
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
        self._restarts = notation.phrases(pack.restarts)
        self._determiners = frozenset(pack.determiners)
        self._series = notation.phrases(pack.series)
        self._openers = notation.phrases(f"^{opener}$" for opener in pack.openers)
        self._pointers = notation.phrases(pack.pointers)
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
        for line in map(_without_quotes, self._with_bare_dates(lines)):
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

    def named(self, lines: Sequence[Line], at: datetime, calendar: Calendar) -> Iterator[Promised]:
        """Every coming date that is named, whatever is said of it."""
        for line in map(_without_quotes, lines):
            found = self._deadlines.find(line, at, calendar) if self.dated(line) else ()
            yield from (Promised(line.said, line.said[one.start : one.end], one.deadline) for one in found)

    def _stated(self, kind: Kind, line: Line, start: int, end: int, found: Sequence[Found]) -> Sequence[Found]:
        """The dates of a clause that its statement is about.

        That is the one before it that belongs to it, or the first after it, with those of more things of the kind.
        """
        dates = [date for date in found if start <= date.start < end and date.lead in kind.leads]
        if not dates:
            return ()
        clause = line.plain[start:end]
        said, says = 0, kind.says.first(clause, line.keys)
        if says is None and self._opens(line, clause[: dates[0].start - start]):
            said = dates[0].end - start
            says = kind.says.first(clause[said:], line.keys)
        if says is None or self._doubts.occur(self._calmed(clause[: said + says.end()], line), line.keys):
            return ()
        met = start + said + says.end()
        said += says.start()
        if kind.unless.occur(clause[said:], line.keys):
            return ()
        after = self._told(line, [date for date in dates if date.start - start >= said])
        if kind is self.contacts:  # "We'll estimate it on Thursday and come back to you on Friday."
            after = [date for date in after if _follows(line, met, date)] or after
        else:  # "I'm on holiday this week and will send it next week": nothing is promised of the first date.
            after = [
                d for d in after if d.start >= met or kind.says.occur(line.plain[start : d.start], line.keys)
            ] or after
        before = [date for date in dates if self._leads_in(line, clause, date, start, said)]
        if before and after:
            _, comma, rest = line.plain[start + said : end].partition(",")
            if comma and after[0].start > end - len(rest) and not self._says(rest, line):
                return before[:1]  # "Tomorrow I'll send it, the boss signs it today."
        return self._in_series(kind, line, after) or before[-1:]

    def _says(self, text: str, line: Line) -> bool:
        return any(kind.says.occur(text, line.keys) for kind in (self.promises, self.dates))

    def _told(self, line: Line, dates: Sequence[Found]) -> Sequence[Found]:
        """Without those that only tell which thing is meant, as in "the Monday newsletter", where there are others."""
        before = {date: line.plain[: date.start].rstrip().rpartition(" ")[2] for date in dates}
        return [date for date in dates if date.lead or before[date] not in self._determiners] or dates

    def _in_series(self, kind: Kind, line: Line, dates: Sequence[Found]) -> Sequence[Found]:
        """The first date and those of more things that are promised; others say when something else takes place."""
        kept = list(dates[:1])
        for date in dates[1:]:
            between = line.plain[kept[-1].end : date.start]
            if not self._series.occur(between, line.keys) and not kind.says.occur(between, line.keys):
                break
            kept.append(date)
        return kept

    def _with_bare_dates(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The sentences; an undated one together with its neighbour that is nothing but a date, or whose day it means.

        `Friday. I'll have it by then.` is read as one sentence.
        """
        last: Line | None = None
        for line in lines:
            if last is not None and self._belong_together(last, line):
                yield Line.of(f"{last.said} {line.said}")
                last = None
                continue
            if last is not None:
                yield last
            last = line
        if last is not None:
            yield last

    def _belong_together(self, first: Line, second: Line) -> bool:
        if first.question or second.question:
            return False
        dated = self.dated(first)
        if dated == self.dated(second):
            return False
        one = first if dated else second
        return self._is_bare(one, 0, len(one.plain)) or (dated and self._pointers.occur(second.plain, second.keys))

    def _is_bare(self, line: Line, start: int, end: int) -> bool:
        """Whether a clause is nothing but a date."""
        places = [(max(one, start), two) for one, two in self._deadlines.places(line) if start < two <= end]
        if not places:
            return False
        around = line.plain[start : places[0][0]] + line.plain[places[-1][1] : end]
        return self._opens(line, around)

    def _opens(self, line: Line, words: str) -> bool:
        opening = words.strip(" ,.:;!()-")
        return not opening or self._openers.occur(opening, line.keys)

    def _leads_in(self, line: Line, clause: str, date: Found, start: int, statement: int) -> bool:
        """Whether a date before a statement belongs to it: it stands right before it, or the clause opens with it."""
        right_before = date.end - start <= statement and not clause[date.end - start : statement].strip(" ,:-")
        return right_before or self._opens(line, clause[: date.start - start])

    def _read(self, line: Line) -> tuple[tuple[int, int], ...]:
        """Where the clauses of a sentence begin and end; none if it is no statement or names no date."""
        within_quote = line.plain.count('"') % 2
        if line.question or within_quote or not self._deadlines.mentioned(line) or self._is_conditional(line):
            return ()
        starts = {0} | {match.end() for match in _CLAUSE_END.finditer(line.plain)}
        for phrase in self._breaks.candidates(line.keys):
            starts.update(match.start() for match in phrase.regex.finditer(line.plain))
        for phrase in self._restarts.candidates(line.keys):
            found = (match.start() for match in phrase.regex.finditer(line.plain))
            starts.update(start for start in found if line.plain[:start].rstrip().endswith(_PAUSES))
        return tuple(self._joined(line, sorted(starts)))

    def _joined(self, line: Line, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Clauses, where those that are nothing but a date go with their neighbour."""
        start = starts[0]
        for following, end in pairwise((*starts[1:], len(line.plain))):
            if not self._is_bare(line, start, following) and not self._is_bare(line, following, end):
                yield start, following
                start = following
        yield start, len(line.plain)

    def _is_conditional(self, line: Line) -> bool:
        return self._conditions.occur(self._calmed(line.plain, line), line.keys)

    def _calmed(self, text: str, line: Line) -> str:
        """Words of a sentence without what only looks like a condition or a doubt."""
        for phrase in self._harmless.candidates(line.keys):
            text = phrase.regex.sub("§", text)
        return text


def _follows(line: Line, end: int, date: Found) -> bool:
    """Whether a date stands behind what ends there, with at most two words, as "to you", between them."""
    return date.start >= end and len(line.plain[end : date.start].split()) <= _BETWEEN


def _without_quotes(line: Line) -> Line:
    """A sentence without what stands in single quotes, which are apostrophes elsewhere and count here alone."""
    masked = _QUOTED.sub(lambda match: "§" * len(match[0]), line.plain)
    return line if masked == line.plain else replace(line, plain=masked)


def _kind(notation: Notation, statements: Statements, leads: frozenset[str]) -> Kind:
    return Kind(notation.phrases(statements.says), notation.phrases(statements.unless), leads)
