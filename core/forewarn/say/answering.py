"""Answers commands on tickets exactly once: the intent is stored before the request, and found again after a crash.

The marker of a reply comes from the command itself, so that whoever looks for it finds it, whichever run wrote it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from forewarn.connect import Posted, Speaker
from forewarn.errors import MalformedAnswer, TrackerError, UnavailableError
from forewarn.model import Audience
from forewarn.say.answers import Answer
from forewarn.say.once import let_lapse, may_be_on_its_way, reply_marker_of, standing, take_back
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import Said, State, Store


class Answering:
    """Posts replies for the team, and nothing else."""

    def __init__(self, store: Store, speakers: Mapping[str, Speaker], now: Callable[[], datetime]) -> None:
        self._store = store
        self._speakers = speakers
        self._now = now

    def recover(self) -> tuple[Spoken, ...]:
        """Settle the replies that earlier runs left open."""
        left = self._store.said.all(State.INTENDED, State.EXPOSED, replies=True)
        known = [one for one in left if one.ticket.source in self._speakers]
        return tuple(spoken for one in known if (spoken := self._settle(one)))

    def answered(self) -> frozenset[str]:
        """Keys of the commands to which a reply was or may have been posted."""
        return frozenset(r.answers for r in self._store.said.all(replies=True) if r.state is not State.LAPSED)

    def say(self, worded: Iterable[tuple[Answer, str]]) -> tuple[Spoken, ...]:
        """Post each reply. One failure does not stop the rest; nothing is said where clients could read it before."""
        return tuple(
            self._post(answer, body) for answer, body in worded if answer.ticket.source not in self._store.said.leaks()
        )

    def _post(self, answer: Answer, body: str) -> Spoken:
        now = self._now()
        intent = Said(
            marker=reply_marker_of(answer.ticket.source, answer.ticket.id, answer.key),
            project=answer.project,
            ticket=answer.ticket,
            audience=Audience.TEAM,
            state=State.INTENDED,
            parts=(),
            body=body,
            intended_at=now,
            changed_at=now,
            answers=answer.key,
        )
        self._store.said.put(intent)
        try:
            posted = self._speakers[answer.ticket.source].post(
                answer.ticket, body, marker=intent.marker, audience=intent.audience
            )
        except (UnavailableError, MalformedAnswer) as error:
            return Spoken(Deed.UNKNOWN, intent, None, error)  # the next run looks for it
        except TrackerError as error:
            return Spoken(Deed.FAILED, let_lapse(self._store, intent, self._now()), None, error)
        return self._record(intent, posted, Deed.POSTED)

    def _settle(self, intent: Said) -> Spoken | None:
        if intent.state is State.EXPOSED:
            return self._take_back(intent)
        try:
            posted = standing(self._speakers[intent.ticket.source], intent.ticket, intent.marker)
        except TrackerError as error:
            return Spoken(Deed.UNKNOWN, intent, None, error)
        if posted:
            return self._record(intent, posted[0], Deed.ADOPTED)
        if not may_be_on_its_way(intent.intended_at, self._now()):
            let_lapse(self._store, intent, self._now())
        return None

    def _record(self, intent: Said, posted: Posted, deed: Deed) -> Spoken:
        said = replace(
            intent, state=State.SAID, comment=posted.id, url=posted.url, said_at=posted.at, changed_at=self._now()
        )
        if posted.audience is not Audience.TEAM:
            return self._take_back(said)  # it stays answered: a second try would come out visible, too
        self._store.said.put(said)
        return Spoken(deed, said)

    def _take_back(self, said: Said) -> Spoken:
        left, error = take_back(self._store, self._speakers[said.ticket.source], said, self._now())
        return Spoken(Deed.EXPOSED if error else Deed.WITHDRAWN, left, None, error)
