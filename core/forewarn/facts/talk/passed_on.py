"""What a client writes whose own side has the matter now: "Passed it on to our IT"."""

from forewarn.facts.gist import clauses_of, is_only, objects, wants_nothing
from forewarn.facts.wording import CONDITIONAL, listed, sentence_with
from forewarn.language import Language

_PASSED_ON = listed("""
    passed it on, passed this on, passed them on, passed on to, forwarded it, forwarded this, forwarded them,
    forwarded to, handed it on, is with our, are with our, it's with our, they're with our, went to our, gone to our,
    передал, передала, передали, переслал, переслала, переслали, перенаправил*, у юриста, у юристов, у директора,
    у бухгалтера, в бухгалтерии, на подписи
""")
_TO_US = listed("you, your, yours, вам, вас, ваш*, тебе")
_ASIDE = 2
"""Words too few to say something of their own beside it: "Forwarded to our IT, thanks a lot"."""


def passes_on(text: str, language: Language) -> bool:
    """Whether a client says that it lies with others of their own side by now, and nothing else."""
    if objects(text, language) or not wants_nothing(text, language) or sentence_with(text, _TO_US, language):
        return False

    def is_told(part: str) -> bool:
        return sentence_with(part, _PASSED_ON, language) is not None

    clauses = [clause for one in language.sentences(text) for clause in clauses_of(one)]
    said = (one for one in clauses if len(one.split()) > _ASIDE)
    return any(map(is_told, clauses)) and all(is_only(one, language, is_told) for one in said)


def by_themselves(text: str, language: Language) -> bool:
    """Whether a client looks at it themselves, or has others of their side do so, be it unasked.

    That waits for them; "we discuss this every week", and what they go on with elsewhere, does not.
    """
    theirs = language.is_inquiry(text) or passes_on(text, language)
    return theirs and not sentence_with(text, CONDITIONAL, language)
