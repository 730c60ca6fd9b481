"""What shows that a promise was kept, or that the client is in no hurry for it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from forewarn.facts.activity import by_client, finishes
from forewarn.facts.dates.handing import Sign, evidence_of, is_of_another, sign_in, sign_of
from forewarn.facts.dates.impact import COST
from forewarn.facts.dates.passing import is_passing_on, tells_of_passing_on
from forewarn.facts.gist import names_only, names_same
from forewarn.facts.items import milestone_of, milestones_of
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.about import family_of, said_about
from forewarn.facts.talk.pledges import Pledge, own_part, pledges, undated
from forewarn.facts.talk.releases import Replies
from forewarn.facts.wording import HALTING, SLIPPING, TALK, listed, sentence_with
from forewarn.language import Language
from forewarn.model import Event, Evidence, Role, StatusCategory, Ticket

_ESTIMATE = listed("estimate*, quote, quotation, offer, price*, cost, costs, оценк*, смет*, стоимост*, цен*, расчет*")
"""What names a promised thing that is handed over by saying a number."""
_PLAN = listed("plan, plans, schedule, timeline, timetable, roadmap, план, плана, планы, график, графика, расписание")
"""What names a promised thing that is handed over by saying dates."""
_TOLD = listed("""
    summary, numbers, figures, minutes, notes, results, findings, list, итоги, цифры, протокол, резюме, результат*,
    список
""")
"""What names a promised thing that is handed over by writing it down: "Numbers: 1,204 visits"."""
_HEADED = re.compile(r"([^:\n]{3,60}):\s+(?=\S)")
_SEEN = listed("""
    looks, it works, love it, great job, great work, good job, good work, nice work, nice job, well done, exactly what,
    good now, great now, fine now, perfect now, turned out, came out, выглядит, выглядят, смотрится, смотрятся,
    работает, заработало, теперь отлично, теперь хорошо, теперь супер, теперь идеально,
    теперь все, то что надо, получилось, вышло, хорошая работа, отличная работа
""")
"""What praises a thing that is there; a mere yes may greet the promise itself."""
RELEASE = listed("""
    release*, launch*, publish*, deploy*, ship, roll out, rollout, live, online, релиз*, выпус*, запус*, опубликуе*,
    опубликую, публикуе*, публикую, выложим, выложу, выкат*, задепло*
""")
"""What names a promise to release something."""
_NOT_YET = listed(
    "need another, more time, longer, not make it, won't make, not ready, не успе*, не готов*, больше времени"
)
"""A number beside it says how long the estimate takes."""

_UNDONE = listed("""
    yet, not done, not ready, not finished, not fixed, not live, isn't done, isn't ready, isn't finished, isn't fixed,
    isn't live, aren't done, aren't ready, aren't finished, aren't fixed, aren't live, еще не, пока не, не готов*
""")
"""What tells of work that is still to come."""
_COMING = (
    SLIPPING
    | HALTING
    | _UNDONE
    | listed("""
    follow, follows, coming, soon, will be, wait, waiting, pending, жду, ждем, скоро, позже, будет, будут
""")
)
"""What tells of something that is not there yet."""
_THING = 2
"""Longer words of a sentence that says what is done; a mere "Done." has one."""


class Keeping:
    """What happened on one ticket, asked about its promises one by one."""

    def __init__(self, ticket: Ticket, project: Project, language: Language) -> None:
        said = [m for m in messages(ticket) if not m.opening and not language.is_automatic(m.text)]
        self._said = said
        self._project = project
        self._language = language
        self._ours = [message for message in said if message.role in (Role.TEAM, Role.UNKNOWN)]
        self._theirs = [message for message in said if message.role in (Role.CLIENT, Role.UNKNOWN)]
        self._replies = Replies(self._theirs, project, language)
        self._promised = pledges(ticket, project, language)
        self.signs: Sequence[Sign] = [*self._of_anything(ticket)]
        """What would keep a promise of any kind."""
        self._signs: defaultdict[Evidence, list[Sign]] = defaultdict(list)
        for sign in self.signs:
            self._signs[sign.shown].append(sign)
        self._told = {message.evidence(): message for message in self._ours}
        self._begun = [evidence_of(event) for event in ticket.history if _is_begun(event)]

    def sign_of(self, pledge: Pledge, but: Message | None = None) -> Evidence | None:
        """The first sign that it was kept; none is the message that puts off what is left of it."""
        signs = (*self._signs, *self._of_its_kind(pledge))
        later = sorted((shown for shown in signs if shown.at > pledge.message.at), key=lambda shown: shown.at)
        return next((shown for shown in later if not self._is_none(shown, pledge, but)), None)

    def _is_none(self, shown: Evidence, pledge: Pledge, but: Message | None) -> bool:
        """Whether what keeps promises keeps this one not: it calls it undone, or names others alone."""
        message, how = self._told.get(shown), (self._promised, self._project, self._language)
        if message is not None and (message == but or self._is_denied(pledge, message)):
            return True
        return any(is_of_another(sign, pledge, *how) for sign in self._signs.get(shown, ()))

    def release_of(self, pledge: Pledge) -> Evidence | None:
        """The first word of the client after it that it need not come so soon, or at all."""
        part, since = own_part(pledge, self._project, self._language), pledge.message.at
        word = self._replies.release(since, pledge.promise, pledge.deadline)
        if word is None and part != pledge.promise:
            word = self._replies.release(since, part, pledge.deadline, about=part)
        return word.evidence() if word else None

    def due(self, pledge: Pledge) -> datetime:
        """Its deadline, or the later day that the client would rather have."""
        talk = pledge.contact or sentence_with(pledge.promise, TALK, self._language) is not None
        return self._replies.put_off_to(pledge.message.at, pledge.deadline, pledge.promise, talk=talk)

    def _is_denied(self, pledge: Pledge, message: Message) -> bool:
        """Whether it calls the promised thing undone, and only another done: "The shop is not. The map is live"."""
        language, said = self._language, self._language.sentences(message.text)
        done = [one for one in said if language.delivers(one)]
        undone = (one for one in said if sentence_with(one, _UNDONE, language) and not language.asks(one))
        if not any(names_same(one, pledge.promise, language) for one in undone):
            return False
        named = (len(language.telling_words(one)) >= _THING for one in done)
        others = (not names_same(one, pledge.promise, language) for one in done)
        return bool(done) and all(named) and all(others)

    def _of_anything(self, ticket: Ticket) -> Iterator[Sign]:
        """Signs that keep a promise of any kind."""
        signs = [sign_in(message, self._language, ours=True) for message in self._ours]
        signs += [sign_in(message, self._language, ours=False) for message in self._theirs]
        signs += [sign_of(event) for event in ticket.history]
        return (sign for sign in signs if sign is not None)

    def _of_its_kind(self, pledge: Pledge) -> Iterator[Evidence]:
        """Signs that keep no other kind of promise: to be in touch, to estimate, to show, to find out, to begin."""
        calendar, language = self._project.agency_calendar, self._language
        if pledge.contact:
            day = calendar.day_of(pledge.deadline)
            words = (m for m in self._ours if m.role is Role.TEAM and m.public)
            yield from (m.evidence() for m in words if calendar.day_of(m.at) >= day)
            yield from self._talks
            return
        if sentence_with(pledge.promise, _ESTIMATE, language):
            yield from (m.evidence() for m in self._estimates if _reaches(m, pledge))
        if sentence_with(pledge.promise, _PLAN, language):
            yield from (m.evidence() for m in self._plans if _reaches(m, pledge))
        if sentence_with(pledge.promise, _TOLD, language):
            yield from (m.evidence() for m in self._ours if self._is_told(m, pledge))
        if sentence_with(pledge.promise, TALK, language):
            # Before its day it was another talk.
            yield from (sign for sign in self._talks if calendar.day_of(sign.at) >= pledge.day)
        if is_passing_on(pledge.promise, language):
            yield from (m.evidence() for m in self._ours if tells_of_passing_on(m.text, language))
        yield from self._praise(pledge)
        begins = language.is_beginning(pledge.promise)
        if begins:
            yield from self._begun
        if begins or language.is_inquiry(pledge.promise):
            yield from (m.evidence() for m in self._ours if self._is_result(m, pledge))
            yield from self._talks

    def _praise(self, pledge: Pledge) -> Iterator[Evidence]:
        """The client's praise of what there is, on the day or later, where nobody else wrote in between to please them.

        On the day of the promise itself they are pleased with that.
        """
        day, said = self._project.agency_calendar.day_of, pledge.message.at
        first = max(pledge.day, day(said) + timedelta(days=1))
        for message in self._praises:
            if day(message.at) >= first and not self._is_for_another(message, said):
                yield message.evidence()

    @cached_property
    def _praises(self) -> Sequence[Message]:
        """What clients wrote who like what there is, and want nothing."""
        language, theirs = self._language, self._theirs
        kind = [one for one in theirs if language.assents(one.text) and language.is_pleasantry(one.text)]
        return [one for one in kind if sentence_with(one.text, _SEEN, language)]

    def _is_for_another(self, praise: Message, since: datetime) -> bool:
        """Whether somebody else, be it a colleague of theirs or a bot, wrote after an instant and before it."""
        between = (m for m in self._said if since < m.at < praise.at and m.public)
        return any(message.author != praise.author for message in between)

    @cached_property
    def _talks(self) -> Sequence[Evidence]:
        """What clients wrote after a talk with us."""
        return [message.evidence() for message in self._theirs if self._language.is_after_talk(message.text)]

    @cached_property
    def _estimates(self) -> Sequence[Message]:
        """What states effort or money; how long the estimate takes is none."""
        costs = [message for message in self._ours if sentence_with(message.text, COST, self._language)]
        return [message for message in costs if not sentence_with(message.text, _NOT_YET, self._language)]

    @cached_property
    def _plans(self) -> Sequence[Message]:
        """What tells a plan: one date alone may be that of the plan."""
        named, calendar = self._language.named_dates, self._project.agency_calendar
        return [m for m in self._ours if len({one.deadline for one in named(m.text, m.at, calendar)}) > 1]

    def _is_told(self, message: Message, pledge: Pledge) -> bool:
        """Whether it writes the promised thing down under its name, for those who read the promise."""
        head, language = _HEADED.match(message.text), self._language
        if head is None or sentence_with(message.text, _COMING, language):
            return False
        rest = undated(message.text[head.end() :], message, self._project, language)
        named = sentence_with(head[1], _TOLD, language) and names_only(head[1], pledge.promise, language)
        return bool(named and language.telling_words(rest)) and _reaches(message, pledge)

    def _is_result(self, message: Message, pledge: Pledge) -> bool:
        """Whether it may tell what came of it to those who read the promise; a mere `will look` tells nothing."""
        empty = self._language.is_pleasantry(message.text) or self._language.is_holding_reply(message.text)
        return not empty and _reaches(message, pledge)


def signs_elsewhere(
    ticket: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, since: datetime
) -> Sequence[Sign]:
    """The signs on other tickets, after an instant, that promises on `ticket` were kept.

    On its parent and what is linked to it any sign is one, on others our words of delivery that name it. Its parts come
    one by one, so that a part that is done hands nothing over yet.
    """
    own, here = {ticket.id, ticket.key}, messages(ticket)
    kin = (one for one in family_of(ticket, tickets) if one.ref != ticket.ref and one.parent not in own)
    signs = [sign for one in kin for sign in Keeping(one, project, language).signs if sign.at > since]
    said = said_about(ticket, tickets, project, language, since)
    seen = [sign.shown for sign in signs]
    words = [sign_in(m, language, ours=True) for m in said if m not in here and language.delivers(m.text)]
    return signs + [sign for sign in words if sign and sign.at > since and sign.shown not in seen]


def released(ticket: Ticket, tickets: Sequence[Ticket]) -> Sequence[Evidence]:
    """When the milestone of a ticket was done, which keeps a promise to release something, and no other."""
    milestone = milestone_of(ticket, milestones_of(tickets))
    return [evidence_of(event) for event in milestone.history if finishes(event)] if milestone is not None else []


def _reaches(message: Message, pledge: Pledge) -> bool:
    """Whether those who read the promise can read a message too."""
    return message.public or not pledge.message.public


def _is_begun(event: Event) -> bool:
    """Whether somebody took the ticket up."""
    return event.category is StatusCategory.DOING and not by_client(event)
