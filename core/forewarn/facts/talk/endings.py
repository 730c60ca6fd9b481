"""Words that end a turn, and those of ours that leave the client's where it was."""

from forewarn.facts.gist import wants_nothing
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language

_CLOSING = listed("close*, закры*")
"""What asks to put a ticket away; "the rest works now" does not."""
_REMINDING = listed("""
    reminder, remind, reminding, still need, still needed, still missing, still open, still waiting, still wait,
    see question above, see my question, see our question, напоминаю, напоминаем, напомню, напоминание,
    всё ещё жд*м, все еще жд*м, всё ещё нуж*, все еще нуж*, по-прежнему жд*м, по-прежнему нуж*
""")
"""What somebody writes who has asked before."""


def asks_to_close(text: str, language: Language) -> bool:
    """Whether it says at last that the ticket may be closed, and wants nothing else: "He says no SMS. Please close"."""
    said = language.sentences(text)
    closing = any(language.settles(one) and sentence_with(one, _CLOSING, language) for one in said[-1:])
    return closing and all(wants_nothing(one, language) for one in said if not language.settles(one))


def reminds(text: str, language: Language) -> bool:
    """Whether words of ours come back to what we asked before, and ask nothing new; what has come is asked no more."""
    said = language.sentences(text)
    again = [one for one in said if language.chases(one) or sentence_with(one, _REMINDING, language)]
    anew = any(language.asks(one) for one in said if one not in again)
    return bool(again) and not anew and not language.is_receipt(text)
