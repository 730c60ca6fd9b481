"""Measures the language packs on labelled comments; README.md says what the parts are."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from itertools import chain
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

from forewarn.language import Language, language_for
from forewarn.worktime import Calendar, Hours

HERE = Path(__file__).parent
LONDON = Calendar(
    "London", ZoneInfo("Europe/London"), dict.fromkeys(range(5), Hours(time(9), time(17, 30))), "GB", "ENG"
)
MOSCOW = Calendar("Moscow", ZoneInfo("Europe/Moscow"), dict.fromkeys(range(5), Hours(time(9), time(17, 30))))
CALENDARS = {"en": LONDON, "ru": MOSCOW}
_AT = re.compile(r"at (\d{4}-\d\d-\d\d \d\d:\d\d)")
PARTS = DEV, UNTOUCHED, INDEPENDENT, VARIED, EVERYDAY = ("dev", "untouched", "independent", "varied", "everyday")
SIGNALS = ("chase", "promise")
OTHERS: dict[str, Callable[[Language, str], object]] = {
    "approves": Language.approves,
    "holds": Language.is_holding_reply,
    "pleasant": Language.is_pleasantry,
    "frustrated": Language.complains,
    "reasons": Language.gives_reason,
    "vague": Language.is_vague,
    "draft": Language.calls_draft,
}
"""The signals of `others.txt`, besides the day of the next contact."""


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
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    negatives: int = 0

    @property
    def right(self) -> int:
        """The positives that are found, those with another deadline than the labelled one left out."""
        return self.hits - len(self.misdated)

    @property
    def precision(self) -> float:
        """Share of the alarms that are right."""
        return self.right / (self.hits + len(self.false))

    @property
    def recall(self) -> float:
        """Share of the positives that are found rightly."""
        return self.right / (self.hits + len(self.missed))

    @property
    def exact_rate(self) -> float:
        """Share of those found whose deadline is the labelled one."""
        return self.right / self.hits


def labelled(language: str, part: str) -> Iterator[Labelled]:
    """The comments of one part of a language's files; of those that only measure, the ones that no earlier part has."""
    others = PARTS[: PARTS.index(part)] if part != DEV else ()
    known = {case.text for other in others for case in _all(language, other)}
    yield from (case for case in _all(language, part) if case.text not in known)


def _all(language: str, part: str) -> Iterator[Labelled]:
    if part == DEV:
        for _, comments in voices(language):
            yield from comments
    else:
        yield from _folder(HERE / part / language, language)


def voices(language: str) -> Iterator[tuple[str, Iterator[Labelled]]]:
    """The sets of the dev part, each with who speaks in it: those of the folder itself, and of every folder there."""
    folder = HERE / language
    mixed = (
        Labelled(text, at, label == "chases", "" if label in ("chases", "neither") else label)
        for label, at, text in _lines(folder / "dev.txt", language)
    )
    yield "mixed", chain(mixed, _folder(folder, language))
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield one.name, _folder(one, language)


def digest(language: str) -> str:
    """Of the dev part, to see that weights were learnt from it as it stands."""
    text = "\n".join(f"{case.chases:d}{case.text}" for case in _all(language, DEV))
    return sha256(text.encode()).hexdigest()[:16]


def _folder(folder: Path, language: str) -> Iterator[Labelled]:
    for name in ("chases", "promises", "neither"):
        file = folder / f"{name}.txt"
        for due, at, text in _lines(file, language) if file.exists() else ():
            yield Labelled(text, at, name == "chases", due)


def _lines(file: Path, language: str) -> Iterator[tuple[str, datetime, str]]:
    """The lines of a file: what stands before the bar, the moment they were written at, the comment."""
    zone = CALENDARS[language].zone
    at = datetime(2026, 3, 4, 10, tzinfo=zone)
    for line in file.read_text(encoding="utf-8").splitlines():
        if moment := _AT.fullmatch(line):
            at = datetime.fromisoformat(moment[1]).replace(tzinfo=zone)
        elif line.strip() and not line.startswith("#"):
            label, bar, text = line.partition(" | ")
            text = (text if bar else line).replace("\\n", "\n")
            yield label if bar else "", at.astimezone(UTC), text


def measure(code: str, part: str) -> dict[str, Score]:
    """The score of each signal."""
    language = language_for(code)
    assert language is not None
    scores = {signal: Score() for signal in SIGNALS}
    for case in labelled(code, part):
        _count(scores["chase"], case.text, expected=case.chases, found=language.chases(case.text) is not None)
        _count_promise(scores["promise"], case, language, CALENDARS[code])
    return scores


def seconds(code: str, comments: Iterable[Labelled], ending: str = "") -> float:
    """CPU time that it takes to ask everything that can be asked about each comment."""
    start = process_time()
    language, calendar = language_for(code), CALENDARS[code]
    assert language is not None
    for case in comments:
        text = case.text + ending
        for ask in (*OTHERS.values(), Language.chases, Language.asks, Language.delivers, Language.is_automatic):
            ask(language, text)
        for tell in (Language.promises, Language.dates, Language.next_contact):
            tell(language, text, case.at, calendar)
    return process_time() - start


def measure_others(code: str) -> dict[str, Score]:
    """The score of each of the other signals, on the untouched part: a few comments each, a rough guide."""
    language, calendar = language_for(code), CALENDARS[code]
    assert language is not None
    scores = {signal: Score() for signal in ("contact", *OTHERS)}
    for label, at, text in _lines(HERE / "untouched" / code / "others.txt", code):
        for signal, found in OTHERS.items():
            # A comment is a positive of one signal only; whether it gives a second one too nobody has labelled.
            if label in (signal, "none"):
                _count(scores[signal], text, expected=label == signal, found=bool(found(language, text)))
        if label != "none" and not label.startswith("contact "):
            continue
        due = label.removeprefix("contact ") if label.startswith("contact ") else ""
        said = language.next_contact(text, at, calendar)
        _count(scores["contact"], text, expected=bool(due), found=said is not None)
        if due and said is not None and said != _deadline(due, calendar):
            scores["contact"].misdated.append(text)
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
    deadlines = sorted({promise.deadline for promise in found})
    if deadlines != [_deadline(case.due, calendar)]:
        said = ", ".join(str(deadline.astimezone(calendar.zone)) for deadline in deadlines)
        score.misdated.append(f"{case.text} [{case.due}, not {said}]")


def _deadline(due: str, calendar: Calendar) -> datetime:
    if len(due) == len("2026-03-04"):
        return calendar.passes(date.fromisoformat(due))
    return datetime.fromisoformat(due).replace(tzinfo=calendar.zone).astimezone(UTC)
