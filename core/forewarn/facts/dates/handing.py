"""What shows that something promised was handed over, and which of several things it names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client, finishes, hands_over
from forewarn.facts.gist import names_only, names_same
from forewarn.facts.messages import Message, called
from forewarn.facts.project import Project
from forewarn.facts.talk.pledges import HANDING, Pledge, own_part, undated
from forewarn.facts.wording import without
from forewarn.language import Language
from forewarn.model import Event, Evidence, Kind

_LINK = re.compile(r"https?://\S")
_MORE = re.compile(r"(?<!\w)(?:and|all|too|и|все|всё)(?!\w)", re.IGNORECASE)
"""What tells that more is handed over than is named."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that shows that a promise was kept."""

    shown: Evidence
    handed: tuple[str, ...] = ()
    """The words that hand something over; none where it may be all that was promised."""

    @property
    def at(self) -> datetime:
        """When it was given."""
        return self.shown.at


def sign_in(message: Message, language: Language, *, ours: bool) -> Sign | None:
    """What a message hands over, in words of delivery or with a link; or, where it is not `ours`, confirms to have."""
    if ours:
        is_sign = language.delivers(message.text) or _LINK.search(message.text) is not None
    else:
        is_sign = language.is_receipt(message.text)
    if not is_sign:
        return None
    tells = language.delivers if ours else language.is_receipt
    told = (one for one in language.sentences(message.text) if tells(one) or _LINK.search(one))
    return Sign(message.evidence(), tuple(told))


def sign_of(event: Event) -> Sign | None:
    """A deed that hands something over: the ticket done; and not by the client, a file, a link, an item ticked."""
    if finishes(event):
        return Sign(evidence_of(event))
    if not by_client(event) and (hands_over(event) or event.kind is Kind.TICKED):
        return Sign(evidence_of(event), (event.new or "",))
    return None


def evidence_of(event: Event) -> Evidence:
    """A deed, in one line."""
    return Evidence(event.at, f"{called(event.actor)}: {event.new or ''}".strip(": "), event.url)


def is_of_another(sign: Sign, pledge: Pledge, promised: Iterable[Pledge], project: Project, language: Language) -> bool:
    """Whether all that a sign names was `promised` for a sooner day in the same message: "Invoice is out", no offer.

    Elsewhere, or for the same day, it may be the same thing in other words: the design and its mock-up.
    """
    others = [one for one in promised if _is_sooner(one, pledge.origin)]
    named = [without(one, HANDING) for one in sign.handed]
    own = _thing(pledge, project, language)
    if not (others and named and language.telling_words(own)) or any(names_same(one, own, language) for one in named):
        return False
    known = " ".join(_thing(one, project, language) for one in others)
    return not any(_MORE.search(one) for one in named) and all(names_only(one, known, language) for one in named)


def _is_sooner(one: Pledge, other: Pledge) -> bool:
    """Whether one message gives both, for days of their own."""
    return one.message == other.message and one.day < other.day


def _thing(pledge: Pledge, project: Project, language: Language) -> str:
    """What a promise names, without its dates."""
    words = own_part(pledge, project, language)
    return without(undated(words, pledge.origin.message, project, language), HANDING)
