"""Measures the language packs on labelled comments; README.md says what the parts are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from forewarn.language import Language, language_for
from forewarn.worktime import Calendar, Hours

HERE = Path(__file__).parent
LONDON = Calendar(
    "London", ZoneInfo("Europe/London"), dict.fromkeys(range(5), Hours(time(9), time(17, 30))), "GB", "ENG"
)
MOSCOW = Calendar("Moscow", ZoneInfo("Europe/Moscow"), dict.fromkeys(range(5), Hours(time(9), time(17, 30))))
CALENDARS = {"en": LONDON, "ru": MOSCOW}
PARTS = DEV, HELD_OUT, UNSEEN = ("dev", "held-out", "unseen")
SIGNALS = ("chase", "promise")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment and what a person says about it."""

    text: str
    at: datetime
    chases: bool = False
    due: str = ""
    """Local day, or minute, at which the promise in it passes."""


@dataclass(slots=True)
class Score:
    """How a signal did on one part of one language."""

    hits: int = 0
    exact: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    negatives: int = 0

    @property
    def precision(self) -> float:
        """Share of the alarms that are right."""
        return self.hits / (self.hits + len(self.false))

    @property
    def recall(self) -> float:
        """Share of the positives that are found."""
        return self.hits / (self.hits + len(self.missed))

    @property
    def exact_rate(self) -> float:
        """Share of the found promises whose deadline is the labelled one."""
        return self.exact / self.hits


def labelled(language: str, part: str) -> Iterator[Labelled]:
    """The comments of one part of a language's files."""
    if part != HELD_OUT:
        for label, at, text in _lines(language, part):
            yield Labelled(text, at, label == "chases", "" if label in ("chases", "neither") else label)
    if part == UNSEEN:
        return
    for name in ("chases", "promises", "neither"):
        # Every other line, so that both halves hold all kinds.
        for due, at, text in islice(_lines(language, name), int(part == DEV), None, 2):
            yield Labelled(text, at, name == "chases", due)


def _lines(language: str, name: str) -> Iterator[tuple[str, datetime, str]]:
    """The lines of a file: what stands before the bar, the moment they were written at, the comment."""
    zone = CALENDARS[language].zone
    at = datetime(2026, 3, 4, 10, tzinfo=zone)
    for line in (HERE / language / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("at "):
            at = datetime.fromisoformat(line.removeprefix("at ")).replace(tzinfo=zone)
        elif line.strip() and not line.startswith("#"):
            label, bar, text = line.partition(" | ")
            yield (label, at.astimezone(UTC), text) if bar else ("", at.astimezone(UTC), line)


def measure(code: str, part: str) -> dict[str, Score]:
    """The score of each signal."""
    language = language_for(code)
    assert language is not None
    scores = {signal: Score() for signal in SIGNALS}
    for case in labelled(code, part):
        _count(scores["chase"], case.text, expected=case.chases, found=language.chases(case.text) is not None)
        _count_promise(scores["promise"], case, language, CALENDARS[code])
    return scores


def _count(score: Score, text: str, *, expected: bool, found: bool) -> None:
    score.negatives += not expected
    if expected and found:
        score.hits += 1
    elif expected:
        score.missed.append(text)
    elif found:
        score.false.append(text)


def _count_promise(score: Score, case: Labelled, language: Language, calendar: Calendar) -> None:
    found = language.promises(case.text, case.at, calendar)
    _count(score, case.text, expected=bool(case.due), found=bool(found))
    if not (case.due and found):
        return
    deadlines = [promise.deadline for promise in found]
    if deadlines == [_deadline(case.due, calendar)]:
        score.exact += 1
    else:
        said = ", ".join(str(deadline.astimezone(calendar.zone)) for deadline in deadlines)
        score.misdated.append(f"{case.text} [{case.due}, not {said}]")


def _deadline(due: str, calendar: Calendar) -> datetime:
    if len(due) == len("2026-03-04"):
        return calendar.closing(date.fromisoformat(due))
    return datetime.fromisoformat(due).replace(tzinfo=calendar.zone).astimezone(UTC)
