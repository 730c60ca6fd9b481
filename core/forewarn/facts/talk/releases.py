"""What a client writes that lets the team off a date it gave, or puts it off."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from forewarn.facts.gist import clauses_of, names_same, stands_alone
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.talk.pledges import HANDING
from forewarn.facts.wording import listed, sentence_with, without
from forewarn.language import Language, Promised
from forewarn.model import Role
from forewarn.worktime import Calendar

_RATHER = listed("""
    instead, rather, better, is fine, totally fine, perfectly fine, absolutely fine, completely fine, is also ok,
    is also okay, is early enough, is soon enough, is ok, is okay, is enough, is sufficient, would be fine, would be ok,
    would be okay, would be enough, would be better, works too, will do, would do, suffices, suits, also fine,
    make it next, make it on, make it monday, make it tuesday, make it wednesday, make it thursday, make it friday,
    move it to, push it to, postpone it,
    вместо, лучше, достаточно, подойдет, хватит, можно и, тоже подходит, тоже хорошо, тоже нормально,
    перенести, перенесем, перенесите
""")
"""What stands beside a day that a client would rather have, or that is early enough for them."""
_DECLINING = listed("""
    can't, cannot, can not, won't be, doesn't suit, does not suit, doesn't work for, does not work for, not possible,
    too early, too soon, is bad, isn't good, is not good, is full, won't work, doesn't fit, does not fit,
    не могу, не можем, не смогу, не сможем, не получится, не подходит, неудобно, не выйдет,
    слишком рано, рановато
""")
"""What stands beside a day that does not suit a client."""
_PROPOSING = re.compile(
    r"\b(?:(?:can|could) we (?:do|make)|(?:how|what)(?: about)?|let['’]s (?:do|say)|shall we say|а если|может)"
    r"(?: it)?\W*$",
    re.IGNORECASE,
)
"""What stands right before another day where the first does not suit."""
_AND = re.compile(r"(?<!\w)(?:and|и)(?!\w)")
"""What joins two promised things."""
_WITH_IT = re.compile(r"(?<!\w)(?:it|them|let you know|get back to you|его|е[её]|их|дам знать|сообщу|отпишусь)(?!\w)")
"""What tells of something that is done with a thing."""
_FOR_THEM = re.compile(r"(?<!\w)(?:you|вам|тебе)(?!\w)")
"""What tells of something that is done for the client."""
_TALK = listed("""
    the call, our call, the meeting, our meeting, the workshop, our workshop, the demo, our demo, to meet, meet on,
    созвон*, созвонимся, созвониться, встреч*, встрет*, звонок, звонка
""")
"""What puts off no work, only a talk."""
_BACK = listed("back, вернусь, буду")
"""What says in few words when a client is there again."""
_WAITING = listed("""
    wait with, hold off, hold back, hold on with, on hold, подождите с, подожди с, повремените, приостановите, на паузу
""")
_STOPPING = _WAITING | listed("""
    don't publish, don't launch, don't release, don't deploy, don't send, don't start, don't begin, don't print,
    don't go live, do not publish, do not launch, do not release, do not deploy, do not send, do not start,
    do not begin, do not print, do not go live, не публикуйте, не выкладывайте, не запускайте, не выпускайте,
    не отправляйте, не начинайте, не печатайте
""")
_NOT_NOW = _WAITING | listed("before, until, till, yet, for now, for the moment, пока, до, раньше")
_AT_ONCE = listed("can't wait, cannot wait, don't wait, not wait, why don't, can't hold, don't hold, не на паузу")
_UNTIL = re.compile(r"(?<!\w)(?:before|until|till|до|пока)(?!\w)", re.IGNORECASE)
_ASKING = listed("please, пожалуйста, lets, давайте")
"""What says that a thing is not to be done now, with what takes that back and what may stand beside it."""


class Replies:
    """What clients wrote where they read a promise, read once for all promises there."""

    def __init__(self, said: Iterable[Message], project: Project, language: Language) -> None:
        theirs = (m for m in said if m.role is Role.CLIENT and m.public and not m.opening)
        self._replies = [_Reply(message, project.client_calendar, language) for message in theirs]
        self._language = language

    def release(self, since: datetime, promise: str, due: datetime | None = None, about: str = "") -> Message | None:
        """The first word of a client after `since` that what was promised then need not come so soon, or at all.

        "Don't send it before Thursday" is none where it is `due` then or later.
        Where they brought up something else since, or in the same breath, only a word that names the promised thing is
        one: "Could you also change the footer? No hurry." With `about`, only those count that name the same.
        """
        brought_up, language = False, self._language
        is_single = _AND.search(promise.casefold()) is None
        for reply in self._since(since):
            if about and not names_same(reply.message.text, about, language):
                continue
            brought_up = brought_up or reply.brings_up
            of_one, of_all = _named(reply.let_off, promise, language) if reply.let_off else (False, False)
            if reply.let_off and (of_all or not (brought_up or of_one)):
                return reply.message
            sooner = [one.sentence for one in reply.dates if one.deadline <= due] if due and reply.halts else ()
            if any(_is_halted(one, promise, language) for one in reply.halts if one not in sooner):
                return reply.message
            if is_single and any(_is_named(thing, promise, language) for thing in reply.waived):
                return reply.message
        return None

    def put_off_to(self, since: datetime, deadline: datetime, promise: str, *, talk: bool) -> datetime:
        """The latest day after `deadline` that a client, after `since`, called early enough or would rather have.

        Without one `deadline` itself. Something is to come by then all the same. The day of their own promise is none,
        nor that of one of several promised things, and that of a talk is only where the thing itself may be a `talk`.
        """
        days = [deadline]
        for reply in self._since(since):
            later = reply.later(deadline, talk=talk)
            words = (one.sentence.replace(one.phrase, "") for one in later)
            of_one, of_all = _named(words, promise, self._language) if later else (False, False)
            if of_all or not of_one:
                days += [one.deadline for one in later]
        return max(days)

    def _since(self, instant: datetime) -> "Iterator[_Reply]":
        return (reply for reply in self._replies if reply.message.at > instant)


class _Reply:
    """One message of a client, and what it says whatever was promised."""

    def __init__(self, message: Message, calendar: Calendar, language: Language) -> None:
        self.message = message
        self._calendar = calendar
        self._language = language

    @cached_property
    def _parted(self) -> tuple[list[str], list[str]]:
        return _parted(self.message.text, self._language)

    @property
    def let_off(self) -> Sequence[str]:
        """The sentences that are in no hurry, or take a matter back."""
        return self._parted[0]

    @cached_property
    def brings_up(self) -> bool:
        """Whether the others ask for something."""
        language = self._language
        return any(language.question(one) and not language.chases(one) for one in self._parted[1])

    @cached_property
    def halts(self) -> Sequence[str]:
        """The sentences that may stop something for now."""
        return [one for one in self._language.sentences(self.message.text) if _halts(one, self._language)]

    @cached_property
    def waived(self) -> Sequence[str]:
        """The things that need not be done."""
        return self._language.waives(self.message.text)

    @cached_property
    def dates(self) -> Sequence[Promised]:
        """Those that it names."""
        return self._language.named_dates(self.message.text, self.message.at, self._calendar)

    @cached_property
    def _own(self) -> frozenset[str]:
        """The sentences of their own promises; something they only look at may be ours to bring."""
        promised = self._language.promises(self.message.text, self.message.at, self._calendar)
        return frozenset(one.sentence for one in promised if not self._language.is_inquiry(one.sentence))

    def later(self, deadline: datetime, *, talk: bool) -> Sequence[Promised]:
        """The dates that they would rather have than a promised one."""
        language = self._language
        of_work = [one for one in self.dates if talk or not sentence_with(one.sentence, _TALK, language)]
        refused = any(_is_refused(one, deadline, self._calendar, language) for one in of_work)
        return [one for one in of_work if one.sentence not in self._own and self._is_rather(one, refused=refused)]

    def _is_rather(self, named: Promised, *, refused: bool) -> bool:
        if sentence_with(named.sentence, _RATHER, self._language):
            return True
        is_other = stands_alone(named) or _PROPOSING.search(named.sentence.partition(named.phrase)[0])
        return bool(refused and is_other and not sentence_with(named.sentence, _BACK, self._language))


def _named(said: Iterable[str], promise: str, language: Language) -> tuple[bool, bool]:
    """Whether some sentences name one of the promised things, and each of them: what is left is still to come.

    That we look at something first, or what we do with it then, is no thing of its own: "I'll check the logs and send
    you a report", "I'll finish the header and show it to you".
    """
    said, (first, *rest) = tuple(said), _AND.split(promise.casefold())
    rest = [one for one in rest if not _WITH_IT.search(one)]
    is_looked_at = language.is_inquiry(first) and any(_FOR_THEM.search(one) for one in rest)
    named = [any(names_same(one, thing, language) for one in said) for thing in (first, *rest)]
    return any(named), all(named[is_looked_at:])


def _halts(sentence: str, language: Language) -> bool:
    """Whether it says of something that it is not to be done now."""
    stops = sentence_with(sentence, _STOPPING, language) and sentence_with(sentence, _NOT_NOW, language)
    return bool(stops) and "?" not in sentence and not sentence_with(sentence, _AT_ONCE, language)


def _is_halted(sentence: str, promise: str, language: Language) -> bool:
    """Whether what halts something halts the promised thing, by its name or as in "Don't publish it yet".

    What they wait for is still to come: "Don't publish the page until I've seen the draft".
    """
    before, *after = _UNTIL.split(sentence)
    said = before if sentence_with(before, _STOPPING, language) else sentence
    rest = without(said, _STOPPING | _NOT_NOW | _ASKING | HANDING)
    awaited = (language.telling_words(one) - language.telling_words(said) for one in after)
    if any(names_same(" ".join(words), promise, language) for words in awaited):
        return False
    return _named([rest if language.telling_words(rest) else said], promise, language)[1]


def _is_named(thing: str, promise: str, language: Language) -> bool:
    """Whether all words of a thing are among the promised: "the blog posts" are not "the blog concept"."""
    return all(names_same(word, promise, language) for word in thing.split())


def _parted(text: str, language: Language) -> tuple[list[str], list[str]]:
    """The sentences that are in no hurry or take a matter back, and all else, be it in a clause beside them."""
    is_over = language.settles(text)
    let_off: list[str] = []
    others: list[str] = []
    for one in language.sentences(text):
        if is_over or language.is_unhurried(one):
            let_off.append(one)
            others += [clause for clause in clauses_of(one) if clause != one and not language.is_unhurried(clause)]
        else:
            others.append(one)
    return let_off, others


def _is_refused(named: Promised, deadline: datetime, calendar: Calendar, language: Language) -> bool:
    """Whether a client says of the promised day that it does not suit them."""
    if calendar.day_of(named.deadline) != calendar.day_of(deadline):
        return False
    return sentence_with(named.sentence, _DECLINING | {f"not {named.phrase}"}, language) is not None
