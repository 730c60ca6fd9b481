"""Words that end a turn, and those of ours that leave the client's where it was."""

from datetime import datetime

from forewarn.facts.gist import names_same, wants_nothing
from forewarn.facts.project import Project
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language

_CLOSING = listed("close*, закры*")
"""What asks to put a ticket away; "the rest works now" does not."""
_REMINDING = listed("""
    reminder, remind, reminding, see question above, see my question, see our question, напоминаю, напоминаем, напомню,
    напоминание
""")
"""What somebody writes who has asked before."""
_MISSING = listed("""
    still need, still needed, still missing, still open, still waiting, still wait, всё ещё жд*м, все еще жд*м,
    всё ещё нуж*, все еще нуж*, по-прежнему жд*м, по-прежнему нуж*
""")
"""What they may write as well, or of what they still have to do themselves."""
_THEIRS = listed("you, your, yours, question, вас, вам, ваш*, вопрос*")


def asks_to_close(text: str, language: Language) -> bool:
    """Whether it says at last that the ticket may be closed, and wants nothing else: "He says no SMS. Please close"."""
    said = language.sentences(text)
    closing = any(language.settles(one) and sentence_with(one, _CLOSING, language) for one in said[-1:])
    return closing and all(wants_nothing(one, language) for one in said if not language.settles(one))


def reminds(text: str, at: datetime, asked: str, project: Project, language: Language) -> bool:
    """Whether words of ours come back to what we asked before, and ask nothing new; what has come is asked no more.

    Of what is still missing they say that it is theirs to give, or name what we asked for: it may be our own work. "A
    reminder that we are closed on Friday" is about that day.
    """

    def comes_back(sentence: str) -> bool:
        is_theirs = sentence_with(sentence, _THEIRS, language) is not None or names_same(sentence, asked, language)
        if language.chases(sentence) or sentence_with(sentence, _REMINDING, language):
            return is_theirs or not language.named_dates(sentence, at, project.agency_calendar)
        return is_theirs and sentence_with(sentence, _MISSING, language) is not None

    said = language.sentences(text)
    again = [one for one in said if comes_back(one)]
    beside = [one for one in said if one not in again]
    anew = any(language.asks(one) or names_same(one, asked, language) for one in beside)
    return bool(again) and not anew and not language.is_receipt(text)
