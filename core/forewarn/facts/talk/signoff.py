"""What the client has to approve, and whether they did after it was changed last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from forewarn.facts.activity import finishes
from forewarn.facts.addressed import calling_clients, words_before_colleague
from forewarn.facts.askers import Asker
from forewarn.facts.gist import approves_but_for_a_detail, clauses_of, objects
from forewarn.facts.marks import is_one_of
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.scope import Addition, Growth, new_words
from forewarn.facts.talk.feedback import ASKING_APPROVAL
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Role, Ticket

MARKS = frozenset({"approved", "accepted", "signed off", "согласовано", "утверждено", "одобрено", "принято"})
"""Labels, statuses and checklist items that approve when the client sets them."""
RECORDS = frozenset(
    {"client approval", "client approved", "approved by client", "client sign-off", "согласовано с клиентом"}
)
"""The same, but naming the client, so that anybody of the team may note what the client said elsewhere."""

_ASKING_WORK = listed("""
    could you, can you, would you, will you, do you have, have you, did you get, did you receive, did you send,
    send us, send me, let us know,
    можете, сможете, могли бы, пришлите, пришлете, у вас есть, есть ли у вас, сообщите
""")
"""Words by which a team asks the client to do or have something, so that yes to it approves no work."""
_SEEN = listed("did you, have you, посмотрели, видели, получили, успели")
"""What asks whether the client saw a thing, which often leads up to the question itself."""
_TO_COME = listed("will, i'll, we'll, can, смогу, сможем, могу, можем, сделаю, сделаем")
"""What says in a yes that they are going to."""
_ASKING_OTHERWISE = listed("""
    any changes, any more changes, any other changes, any further changes, want changes, need changes, changes needed,
    anything missing, something missing, still missing, anything wrong, something wrong, objections, remarks, any
    comments, concerns, any doubts, anything to change, anything to add, a call, our call, for the call, a meeting,
    our meeting, for the meeting, есть замечания, замечания есть, остались замечания, есть правки, правки есть, еще
    правки, нужны правки, есть вопросы, вопросы есть, остались вопросы, есть возражения, возражения есть, что-то
    поменять, что-то изменить, что-то добавить, что-то не так, чего-то не хватает, созвон*, созвонимся, встреч*
""")
"""Words by which they ask for what stands against it, or for a talk."""

_NOTED = listed("""
    client approved, client has approved, client just approved, client already approved, client signed,
    client has signed, client accepted, client has accepted, approved by client, approved by the client,
    signed off by client, signed off by the client, accepted by client, accepted by the client,
    клиент* согласовал*, клиент* утвердил*, клиент* одобрил*,
    клиент* все согласовал*, клиент* все утвердил*, заказчик* согласовал*, заказчик* утвердил*, заказчик* одобрил*,
    согласован* с клиент*, согласован* с заказчик*, client согласовал*, client утвердил*, client одобрил*,
    client все согласовал*, client все утвердил*, согласован* с client
""")
"""What the team writes of a yes that a client gave elsewhere; a client's name stands there as `client`."""
_GIVEN_LATER = listed("""
    once, when, if, until, unless, after, before, as soon as, to be, как только, когда, если, пока, после, чтобы
""")
"""What says beside a yes that they have not got it."""
_NOT_GIVEN = listed("""
    not, never, no, nobody, isn't, wasn't, hasn't, haven't, didn't, don't, doesn't, without, yet, still, must, should,
    has to, have to, need*, wait*, get, gets, getting, will, assum*, hop*, think, wish, ask*, не, ни, без, никто, еще,
    нужн*, надо, долж*, жд*, надеюсь, думаю, кажется, вроде, budget*, quote*, offer*, estimate*, invoice*, contract*,
    old, invite*, invitation*, бюджет*, смет*, счет*, договор*, предложени*, стар*, приглашени*
""")
"""What says before or in the note of a yes that it may be none, or to something else than the work."""
_CALL = 5
"""Words of a mere call to a colleague: "Carl, what do you say?"; longer ones ask them something of their own."""


class SignOff(StrEnum):
    """Whether the client approved."""

    GIVEN = "given"
    DOUBTFUL = "doubtful"
    """Only people of whom nobody knows the side approved, or the client wanted a detail otherwise."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Approvals:
    """How an approval is recognised besides by a comment's words."""

    marks: Iterable[str]
    """As `MARKS`."""
    records: Iterable[str]
    """As `RECORDS`."""


def last_content_change(ticket: Ticket, until: datetime, words: int) -> Event | None:
    """The last time before `until` that the team changed what is to be approved.

    That is a file that came, or at least so many new words in the description or the criteria.
    """
    return next((e for e in reversed(ticket.history) if e.at <= until and _changes_content(e, words)), None)


def _changes_content(event: Event, words: int) -> bool:
    if event.actor is None or event.actor.role is not Role.TEAM:
        return False
    if event.kind is Kind.ADDED:
        return event.field is Field.ATTACHMENTS
    return event.field in (Field.DESCRIPTION, Field.CRITERIA) and new_words(event.old or "", event.new or "") >= words


def sign_off(tickets: Sequence[Ticket], since: datetime, language: Language, approvals: Approvals) -> SignOff:
    """Whether the client approved, on one of `tickets`, after `since`."""
    sides = {side for ticket in tickets for at, side in _approvals(ticket, language, approvals) if at >= since}
    if Role.CLIENT in sides:
        return SignOff.GIVEN
    return SignOff.DOUBTFUL if Role.UNKNOWN in sides else SignOff.MISSING


def agreed_to(
    growth: Growth,
    ticket: Ticket,
    tickets: Iterable[Ticket],
    project: Project,
    language: Language,
    approvals: Approvals,
) -> SignOff:
    """Whether the client agreed to what came on top with `ticket`.

    What joined is often approved before it joins, so their word counts from its opening on, on its kin as well, and so
    does what they asked for and approved in advance. To a list or description that grew they agree afterwards.
    """
    if growth.how is not Addition.JOINED:
        return sign_off((ticket,), growth.at, language, approvals)
    if growth.asker is Asker.CLIENT and is_approved_in_advance(ticket, project):
        return SignOff.GIVEN
    return sign_off(kin_of(ticket, tickets), ticket.created, language, approvals)


def _approvals(ticket: Ticket, language: Language, approvals: Approvals) -> Iterator[tuple[datetime, Role]]:
    """Who approved and when; CLIENT where a mark notes what the client said, UNKNOWN where mere words of ours do."""
    said = [m for m in messages(ticket) if m.role is not Role.BOT and not language.is_automatic(m.text)]
    # A mere "Carl?" among them stands between no question of ours and the answer.
    said = [m for m in said if not _is_mere_call(m, ticket, language)]
    for before, message in zip([None, *said], said, strict=False):
        if message.role is Role.TEAM:
            if _notes_approval(message, ticket, language):
                yield message.at, Role.UNKNOWN
        elif language.approves(message.text) or _says_yes(message, before, language):
            yield message.at, message.role
        elif approves_but_for_a_detail(message.text, language) or _says_more_than_yes(message, before, language):
            yield message.at, Role.UNKNOWN
    for event in ticket.history:
        side, mark = event.actor.role if event.actor else Role.BOT, _mark(event, ticket)
        if side is not Role.BOT and is_one_of(mark, approvals.records):
            yield event.at, Role.CLIENT
        elif side in (Role.CLIENT, Role.UNKNOWN) and (finishes(event) or is_one_of(mark, approvals.marks)):
            yield event.at, side


def _is_mere_call(message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a client only turns to a colleague of theirs."""
    if message.role is not Role.CLIENT or len(message.text.split()) > _CALL:
        return False
    return words_before_colleague(message, ticket, language) == ""


def _notes_approval(message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether the team writes that a client approved, as it may be elsewhere."""
    sentences = (one for one in language.sentences(message.text) if not language.asks(one))
    return any(_notes_yes(calling_clients(one, ticket, "client"), language) for one in sentences)


def _notes_yes(sentence: str, language: Language) -> bool:
    """Whether it notes a yes, with no doubt before it and no condition anywhere."""
    before = list(accumulate(clauses_of(sentence), "{} {}".format))
    noted = next((one for one in before if sentence_with(one, _NOTED, language)), None)
    doubted = noted and sentence_with(noted, _NOT_GIVEN, language)
    return noted is not None and not doubted and not sentence_with(sentence, _GIVEN_LATER, language)


def _says_more_than_yes(message: Message, before: Message | None, language: Language) -> bool:
    """Whether a client begins with yes to a question of ours, with no objection or condition behind it."""
    first, *rest = language.sentences(message.text) or ("",)
    stated = "\n".join(one for one in rest if not one.endswith("?"))  # "When does it come?" is no condition
    if not rest or objects("\n".join(rest), language) or sentence_with(stated, _GIVEN_LATER, language):
        return False
    return _says_yes(replace(message, text=first), before, language)


def _says_yes(message: Message, before: Message | None, language: Language) -> bool:
    """Whether a message says yes to a question of the team right before it that asks for no work of theirs, nor for
    what is wrong."""
    if before is None or before.role is not Role.TEAM or not before.public:
        return False
    asked = language.question("\n".join(one for one in language.sentences(before.text) if _is_asked(one, language)))
    if asked is None or not language.agrees(message.text):
        return False
    if sentence_with(asked, _ASKING_OTHERWISE, language):
        return False
    if not sentence_with(asked, _ASKING_WORK, language):
        return True
    about_it = sentence_with(asked, ASKING_APPROVAL, language)
    return about_it is not None and sentence_with(message.text, _TO_COME, language) is None


def _is_asked(sentence: str, language: Language) -> bool:
    """Whether a sentence does not only lead up to a question by asking whether the client saw something."""
    leads_up = sentence_with(sentence, _SEEN, language)
    return leads_up is None or sentence_with(sentence, ASKING_APPROVAL, language) is not None


def _mark(event: Event, ticket: Ticket) -> str:
    """The label, status, ticked item or review that an event set and that still stands; empty where it set none."""
    match event.kind, event.field:
        case Kind.CHANGED, Field.STATUS:
            return event.new or ""
        case Kind.ADDED, Field.LABELS if event.new in ticket.labels:
            return event.new or ""
        case Kind.TICKED, _:
            return next((item.text for item in ticket.checklist if item.id == event.ref and item.done), "")
        case Kind.ADDED, Field.REVIEW if not _was_dismissed(event, ticket):
            return event.new or ""
    return ""


def _was_dismissed(review: Event, ticket: Ticket) -> bool:
    of_reviews = (event for event in ticket.history if event.field is Field.REVIEW and event.kind is Kind.REMOVED)
    return any(event.ref == review.ref for event in of_reviews)


def reply_since(ticket: Ticket, since: datetime, language: Language) -> Message | None:
    """What a client wrote last on `ticket` after an instant, be it a no; thanks and automatic replies are none."""
    theirs = [m for m in messages(ticket) if m.role is Role.CLIENT and m.public and not m.opening and m.at > since]
    said = (m for m in theirs if not language.is_pleasantry(m.text) and not language.is_automatic(m.text))
    return max(said, key=lambda m: m.at, default=None)


def is_approved_in_advance(ticket: Ticket, project: Project) -> bool:
    """Whether the work is so small that the client approved it before."""
    limit = project.auto_approve_under
    return limit is not None and ticket.estimate is not None and ticket.estimate < limit


def kin_of(ticket: Ticket, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The ticket itself, its parent, and what it is linked to."""
    names = {ticket.parent, *(link.target for link in ticket.links)} - {None, ""}
    near = (t for t in tickets if t.source == ticket.source and not names.isdisjoint((t.id, t.key, t.url)))
    return (ticket, *(t for t in near if t.ref != ticket.ref))
