"""What a client writes whose own side has the matter now: "Passed it on to our IT"."""

import re

from forewarn.facts.gist import all_clauses, objects, wants_nothing
from forewarn.facts.wording import CONDITIONAL, listed, sentence_with
from forewarn.language import Language

_PASSED_ON = listed("""
    passed it on, passed this on, passed them on, passed on to, forwarded it, forwarded this, forwarded them,
    forwarded to, handed it on, went to our, gone to our, передал, передала, передали, переслал, переслала, переслали,
    перенаправил*
""")
_OWN = listed("""
    passed it on, passed this on, passed them on, handed it on, our, my, наш*, моему, моей, моим, своему, своей, своим,
    коллег*, юрист*, директор*, бухгалтер*, руководств*, начальств*, программист*, айтишник*, шеф*
""")
"""Who has it then: "Forwarded it by mail" and "передала" may mean that we have."""
_TO_US = listed("you, your, yours, вам, вас, ваш*, тебе")
_BESIDE = re.compile(r"\s(?:and|but|so|as|who|which|that|with|because|и|но|а|котор\w+|что|с)\s", re.IGNORECASE)
"""Where something of its own begins: "Forwarded it to my boss and he likes the other one"."""


def passes_on(text: str, language: Language) -> bool:
    """Whether a client says that they gave it to others of their own side, and nothing else; that it lies there may
    be a hint that wants a word of ours."""
    if objects(text, language) or not wants_nothing(text, language) or sentence_with(text, _TO_US, language):
        return False

    def is_told(part: str) -> bool:
        told = sentence_with(part, _PASSED_ON, language) and sentence_with(part, _OWN, language)
        return told is not None and _BESIDE.search(part) is None

    clauses = all_clauses(text, language)
    return any(map(is_told, clauses)) and all(is_told(one) or language.is_pleasantry(one) for one in clauses)


def by_themselves(text: str, language: Language) -> bool:
    """Whether a client looks at it themselves, or has others of their side do so, be it unasked.

    That waits for them; "we discuss this every week", and what they go on with elsewhere, does not.
    """
    theirs = language.is_inquiry(text) or passes_on(text, language)
    return theirs and not sentence_with(text, CONDITIONAL, language)
