"""Publishes letters to clients exactly once a period: the intent is stored before the request, and found again.

The marker of a letter comes from its project and period, so that whoever looks for it finds it, whichever run wrote it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forewarn.connect import Posted, Speaker
from forewarn.errors import MalformedAnswer, TrackerError, UnavailableError
from forewarn.model import Audience
from forewarn.say.once import may_be_on_its_way, reply_marker_of, standing
from forewarn.store import LetterState, PublishedLetter, Store


class LetterOutcome(StrEnum):
    """What became of a letter."""

    POSTED = "posted"
    FOUND = "found"
    """It was there already: an earlier try had come through."""
    UNKNOWN = "unknown"
    """The answer was lost; the next try looks before it posts anything."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Published:
    """A letter, and what became of it."""

    outcome: LetterOutcome
    letter: PublishedLetter
    error: TrackerError | None = None
    seen: bool = True
    """Whether the tracker says that the client can read it."""


def letter_marker(project: str, period: str) -> str:
    """The same for every try at one period's letter."""
    return reply_marker_of("letter", project, period)


class Publishing:
    """Posts letters, and nothing else."""

    def __init__(self, store: Store, speakers: Mapping[str, Speaker], now: Callable[[], datetime]) -> None:
        self._store = store
        self._speakers = speakers
        self._now = now

    def recover(self) -> tuple[Published, ...]:
        """Settle the letters that earlier tries left open."""
        known = (letter for letter in self._store.letters.intended() if letter.ticket.source in self._speakers)
        return tuple(self._settle(letter) for letter in known)

    def publish(self, intent: PublishedLetter) -> Published:
        """Post a letter, unless the ticket has it already."""
        before = self._store.letters.get(intent.marker)
        if before and before.state is LetterState.INTENDED and before.ticket.source in self._speakers:
            settled = self._settle(before)
            if settled.letter.state is not LetterState.LAPSED:
                return settled
        self._store.letters.put(intent)
        speaker = self._speakers[intent.ticket.source]
        try:
            found = standing(speaker, intent.ticket, intent.marker)
        except TrackerError as error:
            return Published(LetterOutcome.FAILED, self._lapse(intent), error)  # where we cannot look, we say nothing
        if found:
            return self._record(intent, found[0], LetterOutcome.FOUND)
        try:
            posted = speaker.post(intent.ticket, intent.body, marker=intent.marker, audience=Audience.CLIENT)
        except (UnavailableError, MalformedAnswer) as error:
            return self._look_again(intent, error)
        except TrackerError as error:
            return Published(LetterOutcome.FAILED, self._lapse(intent), error)
        return self._record(intent, posted, LetterOutcome.POSTED)

    def _look_again(self, intent: PublishedLetter, lost: TrackerError) -> Published:
        """Right after a lost answer absence proves nothing, because the request may still be on its way."""
        try:
            found = standing(self._speakers[intent.ticket.source], intent.ticket, intent.marker)
        except TrackerError:
            found = []
        if found:
            return self._record(intent, found[0], LetterOutcome.POSTED)
        return Published(LetterOutcome.UNKNOWN, intent, lost)

    def _settle(self, intent: PublishedLetter) -> Published:
        try:
            found = standing(self._speakers[intent.ticket.source], intent.ticket, intent.marker)
        except TrackerError as error:
            return Published(LetterOutcome.UNKNOWN, intent, error)
        if found:
            return self._record(intent, found[0], LetterOutcome.FOUND)
        if may_be_on_its_way(intent.intended_at, self._now()):
            waits = UnavailableError("an earlier try may still be on its way", next_step="Call again in a minute.")
            return Published(LetterOutcome.UNKNOWN, intent, waits)
        return Published(LetterOutcome.FAILED, self._lapse(intent))

    def _record(self, intent: PublishedLetter, posted: Posted, outcome: LetterOutcome) -> Published:
        known = replace(
            intent,
            state=LetterState.POSTED,
            body=intent.body if outcome is LetterOutcome.POSTED else posted.body,
            posted_at=posted.at,
            comment=posted.id,
            url=posted.url,
        )
        self._store.letters.put(known)
        return Published(outcome, known, seen=posted.audience is Audience.CLIENT)

    def _lapse(self, intent: PublishedLetter) -> PublishedLetter:
        lapsed = replace(intent, state=LetterState.LAPSED)
        self._store.letters.put(lapsed)
        return lapsed
