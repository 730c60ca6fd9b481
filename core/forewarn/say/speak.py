"""Says what the plan says, exactly once: the intent is stored before the request, and nobody retries a write.

    intent stored -> look for comments of ours that we do not know -> one POST -> id stored

A crash or a lost answer in between leaves an intent without an id. The next run looks for its marker on the
tracker before it decides anything, so the comment is adopted if it is there and never said twice. Of several, as
after a lost database or an answer that came too late, the oldest is ours and the others point to it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forewarn.connect import Posted, Speaker
from forewarn.errors import GoneError, MalformedAnswer, RefusedError, TrackerError, UnavailableError
from forewarn.model import Audience
from forewarn.say.acts import NEW_COMMENTS, Act, ActKind
from forewarn.say.once import let_lapse, marker_of, may_be_on_its_way, seen_of, standing, take_back
from forewarn.say.refusals import after_edit, of_edit, rests
from forewarn.say.render import Voice, Words, body_of, superseded_body
from forewarn.say.spoken import Deed, Spoken
from forewarn.say.strays import fold, strays
from forewarn.store import Said, State, Store


class Mouth:
    """Every managed comment goes through here."""

    def __init__(
        self,
        store: Store,
        speakers: Mapping[str, Speaker],
        voices: Callable[[Said], Voice],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._speakers = speakers
        self._voices = voices
        self._now = now

    def recover(self) -> tuple[Spoken, ...]:
        """Settle what earlier runs left open: look for every intent without an id, take back what is exposed."""
        left = self._store.said.all(State.INTENDED, State.EXPOSED)
        known = (one for one in left if one.ticket.source in self._speakers)
        return tuple(spoken for one in known for spoken in self._settle(one))

    def _settle(self, left: Said) -> Sequence[Spoken]:
        if left.state is State.EXPOSED:
            return [self._take_back(left, None)]
        return self._look_for(left, certain=not may_be_on_its_way(left.intended_at, self._now()))

    def carry_out(self, worded: Iterable[tuple[Act, Words]]) -> tuple[Spoken, ...]:
        """Write what a plan's acts say. One failure does not stop the rest."""
        spoken: list[Spoken] = []
        for act, words in worded:
            try:
                spoken += self._carry_out(act, words)
            except TrackerError as error:
                assert act.old is not None  # posting reports its own errors; only edits get here
                spoken.append(Spoken(Deed.FAILED, act.old, act, error))
        return (*spoken, *self._fold(self._store.said.all(State.SAID, State.RESOLVED, State.DISMISSED)))

    def _carry_out(self, act: Act, words: Words) -> Sequence[Spoken]:
        if act.kind in NEW_COMMENTS:
            return self._post(act, words)
        assert act.old is not None and act.old.comment is not None
        state = State.RESOLVED if act.kind is ActKind.RESOLVE else State.SAID
        wanted = replace(act.old, state=state, parts=words.parts, body=words.body, changed_at=self._now())
        if wanted.body == act.old.body:  # only how much it weighs with us has changed
            self._store.said.put(wanted)
            return []
        return [self._edit(act.old, wanted, act)]

    def _edit(self, old: Said, wanted: Said, act: Act | None) -> Spoken:
        assert wanted.comment is not None
        speaker = self._speakers[wanted.ticket.source]
        self._refuse_where_it_leaks(wanted)
        if self._is_exposed(old, wanted):
            return self._take_back(old, act)
        # Until the answer has come nobody knows which words stand there, nor whether they say that all is settled; a
        # later plan then writes them once more.
        self._store.said.put(replace(old, state=State.SAID, body=""))
        try:
            posted = speaker.edit(
                wanted.ticket, wanted.comment, wanted.body, marker=wanted.marker, audience=wanted.audience
            )
        except (UnavailableError, MalformedAnswer):
            raise
        except TrackerError as error:
            # Whoever may write there no more is told, too, that there is no such comment.
            if isinstance(error, GoneError) and not seen_of(speaker, wanted):
                gone = replace(wanted, state=State.DISMISSED)
                self._store.said.put(gone)
                return Spoken(Deed.DELETED_BY_PERSON, gone, act, error)
            self._store.said.put(after_edit(error, old, self._now()))
            raise of_edit(error, old) from error
        if wanted.audience is Audience.TEAM and posted.audience is Audience.CLIENT and self._clients_read(wanted):
            return self._take_back(wanted, act)
        self._store.said.put(replace(wanted, refused_since=None, refused_at=None))
        return Spoken(Deed.EDITED, wanted, act)

    def _refuse_where_it_leaks(self, said: Said) -> None:
        if said.audience is Audience.TEAM and said.ticket.source in self._store.said.leaks():
            raise RefusedError(
                "a note for the team came out visible to clients there", next_step="forewarn doctor says what to do."
            )

    def _is_exposed(self, old: Said, wanted: Said) -> bool:
        """Whether clients read a note for the team that is to say more than it does."""
        more = {(part.words, part.note) for part in wanted.parts} - {(part.words, part.note) for part in old.parts}
        return wanted.audience is Audience.TEAM and bool(more) and self._clients_read(old)

    def _clients_read(self, said: Said) -> bool:
        """Whether clients can read a comment, looked at by itself: the answer to an edit may tell less."""
        seen = seen_of(self._speakers[said.ticket.source], said)
        return seen is not None and seen.audience is Audience.CLIENT

    def _post(self, act: Act, words: Words) -> Sequence[Spoken]:
        now = self._now()
        intent = Said(
            marker=marker_of(act.project, act.ticket.source, act.ticket.id, act.audience, now.isoformat()),
            project=act.project,
            ticket=act.ticket,
            audience=act.audience,
            state=State.INTENDED,
            parts=words.parts,
            body=words.body,
            intended_at=now,
            changed_at=now,
        )
        self._store.said.put(intent)
        try:
            self._refuse_where_it_leaks(intent)
            others = strays(self._store, self._speakers[act.ticket.source], intent)
        except TrackerError as error:
            return [self._fail(intent, act, error)]  # where we cannot look, we say nothing
        if others and act.kind is ActKind.POST:
            return self._adopt(others, intent, act)
        try:
            posted = self._speakers[act.ticket.source].post(
                act.ticket, words.body, marker=intent.marker, audience=act.audience
            )
        except (UnavailableError, MalformedAnswer) as error:
            found = self._look_for(intent, certain=False)
            return [replace(one, act=act) for one in found] or [Spoken(Deed.UNKNOWN, intent, act, error)]
        except TrackerError as error:
            return [self._fail(intent, act, error)]
        spoken = replace(self._record(intent, posted, Deed.POSTED), act=act)
        if act.old is not None:
            self._store.said.put(act.old.struck(act.settled, now))  # so that `_fold` strikes it where it stays
        return [spoken, *self._fold_strays(spoken.comment, others)]

    def _fail(self, intent: Said, act: Act, error: TrackerError) -> Spoken:
        return Spoken(Deed.FAILED, let_lapse(self._store, intent, self._now()), act, error)

    def _adopt(self, found: Sequence[Posted], intent: Said, act: Act) -> Sequence[Spoken]:
        """The oldest stray says what the intent meant to say."""
        oldest, *others = found
        known = replace(intent, state=State.SAID, comment=oldest.id, url=oldest.url, said_at=oldest.at)
        elsewhere = {comment.marker for comment in self._store.said.all() if comment.state is not State.LAPSED}
        if oldest.marker not in elsewhere:  # else it came along with its ticket, and the edit marks it anew
            known = replace(known, marker=oldest.marker)
            let_lapse(self._store, intent, self._now())
        self._store.said.put(replace(known, body=""))
        # It was taken for somebody's word so far; and where the edit leaves its words as they are, no fetch tells.
        self._store.seen.touch(intent.ticket)
        try:
            edited = self._edit(replace(known, body=""), known, act)
        except TrackerError as error:
            return [Spoken(Deed.FAILED, known, act, error)]  # without known words, the next plan writes them again
        adopted = replace(edited, deed=Deed.ADOPTED) if edited.deed is Deed.EDITED else edited
        return [adopted, *self._fold_strays(known, others)]

    def _fold_strays(self, kept: Said, others: Iterable[Posted]) -> list[Spoken]:
        if kept.state is not State.SAID:
            return []  # it was taken back, and there is nothing to point to
        speaker, how = self._speakers[kept.ticket.source], self._voices(kept)
        failed = fold(self._store, speaker, kept, others, how, self._now())
        return [Spoken(Deed.FAILED, comment, None, error) for comment, error in failed]

    def _look_for(self, intent: Said, *, certain: bool) -> Sequence[Spoken]:
        """Adopt the comment of an intent if the tracker has it; empty when nothing is known or nothing is there.

        Soon after a lost answer (`certain` false) absence proves nothing, because the request may still be on its
        way: the intent then stays for the next run.
        """
        try:
            posted = standing(self._speakers[intent.ticket.source], intent.ticket, intent.marker)
        except TrackerError as error:
            return [Spoken(Deed.UNKNOWN, intent, None, error)] if certain else []
        if posted:
            oldest, *others = posted
            spoken = self._record(intent, oldest, Deed.ADOPTED)
            return [spoken, *self._fold_strays(spoken.comment, others)]
        if certain:
            let_lapse(self._store, intent, self._now())
        return []

    def _record(self, intent: Said, posted: Posted, deed: Deed) -> Spoken:
        said = replace(
            intent,
            state=State.SAID,
            comment=posted.id,
            url=posted.url,
            said_at=posted.at,
            changed_at=self._now(),
        )
        if intent.audience is Audience.TEAM and posted.audience is Audience.CLIENT:
            return self._take_back(said, None)
        self._store.said.put(said)
        return Spoken(deed, said)

    def _take_back(self, said: Said, act: Act | None) -> Spoken:
        left, error = take_back(self._store, self._speakers[said.ticket.source], said, self._now())
        return Spoken(Deed.EXPOSED if error else Deed.WITHDRAWN, left, act, error)

    def _beside(self, older: Said, newer: Said) -> Said:
        """An older comment as it is to stand above a newer one."""
        left, how = older.beside(newer), self._voices(older)
        if not left:
            body = superseded_body(newer.url, how)
            return replace(older, state=State.SUPERSEDED, body=body, changed_at=self._now())
        kept = replace(older, parts=left, body=body_of(left, older.audience, how))
        if kept.body == older.body:
            return kept
        return replace(kept, state=State.SAID if kept.open_parts else State.RESOLVED, changed_at=self._now())

    def _fold(self, said: Iterable[Said]) -> list[Spoken]:
        """Where two comments of ours stand at one place, the older points to the newer, or keeps what it alone says.

        One that speaks although a newer one is there had its pointer lost on the way, whatever became of the newer.
        """
        newest: dict[tuple[str, str, Audience], Said] = {}
        spoken: list[Spoken] = []
        for comment in (one for one in said if one.ticket.source in self._speakers):
            place = (*comment.ticket.place, comment.audience)
            older = newest.get(place)
            newest[place] = comment
            if older is None or older.state is not State.SAID or rests(older, self._now()):
                continue
            wanted = self._beside(older, comment)
            if wanted.body == older.body:
                if wanted != older:
                    self._store.said.put(wanted)
                continue
            try:
                self._edit(older, wanted, None)
            except TrackerError as error:
                spoken.append(Spoken(Deed.FAILED, older, None, error))
        return spoken
