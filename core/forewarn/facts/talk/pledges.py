"""The dated promises in what people wrote, and what they name."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.facts.wording import listed, sentence_with, without
from forewarn.language import Language, Promised
from forewarn.model import Fact, Role, Ticket

HANDING = listed("""
    send*, sent, publish*, upload*, deliver*, fix*, finish*, repair*, prepar*, install*, releas*, deploy*, provid*,
    updat*, replac*, chang*, correct*, push*, make, made, build, built, hand*, writ*, written, wrote, complet*, done,
    ready, live, online, here, attached, just, already, finally, have, been, will, your, with, this, that, they,
    these, those, thanks, thank, attachment, inbox, received, came, arrived, morning, today, yesterday,
    отправ*, пришл*, присл*, вышл*, высл*, скин*, обнов*, загру*, выкат*, вылож*, исправ*, поправ*, добав*, сдел*,
    готов*, подготов*, замен*, опублик*, внес*, закончи*, доделал*, доделаем, здесь, прикладываю, прилагаю, держите,
    ваш*, пожалуйста, получил*, пришел, пришла, пришло, пришли, спасибо, сегодня, вчера, только, уже, вложении
""")
"""What is done with a thing that is handed over, or stands beside it, and names none."""
_UNSEEN = listed("""
    estimate, discuss, check, look, review, talk, speak, ask, clarify, think, find out, investigate,
    оцен*, обсуд*, провер*, посмотр*, уточн*, спрос*, подума*
""")
"""Deeds of which a client sees no more than the word that comes of them."""
_SHOWN = listed("""
    send, upload, publish, deliver, post, fix, finish, put, build, update, change, пришл*, вышл*, отправ*, скин*,
    выложу, выложим, исправ*, законч*, сдела*, загру*
""")
"""Those of which they see more, be it an estimate: "I'll send the estimate on Thursday"."""
_JOINING = re.compile(r"^\W*(?:and|и|а)(?!\w)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pledge:
    """One dated promise."""

    message: Message
    sentence: str
    """The author's own words."""
    deadline: datetime
    day: date
    """Its day on the agency's calendar."""
    contact: bool = False
    """Whether it announces to the client when they will hear from the team: then any word on that day keeps it."""
    renewed: "Pledge | None" = None
    """The promise whose new date it is, where it is none by its own words."""

    @property
    def origin(self) -> "Pledge":
        """What tells what is promised: itself, or the first promise that was put off."""
        return self.renewed.origin if self.renewed is not None else self

    @property
    def promise(self) -> str:
        """The words that tell what is promised."""
        return self.origin.sentence

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it; what was put off only where whoever reads the new date could read that too."""
        first, shown = self.origin, self.renewed is not None and self.origin.message.public >= self.message.public
        return self.message.facts | {"words": self.sentence, "promise": first.sentence if shown else ""}

    @property
    def anchor(self) -> str:
        """The comment and the day, as a comment may hold several promises; of those for one day the last counts."""
        return f"{self.message.event}:{self.day}"


@worked_out
def pledges(ticket: Ticket, project: Project, language: Language) -> tuple[Pledge, ...]:
    """Every dated promise of the team on a ticket, oldest first."""
    return tuple(pledge for message in messages(ticket) for pledge in _in_message(message, project, language))


def own_part(pledge: Pledge, project: Project, language: Language) -> str:
    """The words of a promise; of several with a date each in one sentence, those before its own."""
    first, own, parts = pledge.origin, "", []
    rest = first.sentence
    for named in named_in(rest, first.message, project, language):
        before, _, rest = rest.partition(named.phrase)
        parts.append(before)
        own = before if named.deadline == first.deadline else own
    tells = [bool(language.telling_words(without(part, HANDING))) for part in (*parts, rest)]
    return _JOINING.sub("", own) if own and all(tells[:-1]) and not tells[-1] else first.sentence


def undated(words: str, message: Message, project: Project, language: Language) -> str:
    """Words of a message without their dates: "Friday instead of Wednesday" may be said of anything."""
    for named in named_in(words, message, project, language):
        words = words.replace(named.phrase, "")
    return words


def named_in(words: str, message: Message, project: Project, language: Language) -> tuple[Promised, ...]:
    """The dates that words of a message name."""
    return language.named_dates(words, message.at, project.agency_calendar)


def is_our_word(message: Message, language: Language) -> bool:
    """Whether somebody of the team gives their word in it, or takes it back."""
    return message.role is Role.TEAM and not message.opening and not language.is_automatic(message.text)


def _in_message(message: Message, project: Project, language: Language) -> tuple[Pledge, ...]:
    if not is_our_word(message, language):
        return ()
    calendar = project.agency_calendar
    found: dict[date, Pledge] = {}
    promised = language.promises(message.text, message.at, calendar)
    for one in sorted(promised, key=lambda one: one.deadline):
        word = language.next_contact(one.sentence, message.at, calendar) if message.public else None
        deed = one.sentence.partition(one.phrase)[0]
        seen = sentence_with(deed, _SHOWN, language) or not sentence_with(deed, _UNSEEN, language)
        # "I'll send the draft on Thursday and get back to you on Monday": no word on Thursday is the draft.
        contact = word is not None and (word <= one.deadline or not seen)
        deadline = max(word, one.deadline) if word is not None and contact else one.deadline
        day = calendar.day_of(deadline)
        found[day] = Pledge(message, one.sentence, deadline, day, contact)
    return tuple(found.values())
