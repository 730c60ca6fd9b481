"""Words that end a turn, and those of ours that leave the client's where it was."""

import re
from datetime import datetime

from forewarn.facts.gist import clauses_of, names_same, objects, wants_nothing
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
_DEEDS = listed("""
    reinstalled, restarted, rebooted, cleared, refreshed, reloaded, downgraded, rolled back, switched, moved, reset,
    disabled, enabled, tried, checked, logged in, called, contacted, solved, sorted, renewed, restored,
    forgot to reply, forgot to answer, forgot to write, переустановил*, перезапустил*, перезагрузил*, почистил*,
    очистил*, сбросил*, сменил*, обратил*, откатил*, отключил*, включил*, переключил*, скачал*, установил*, попробовал*,
    проверил*, перепроверил*, перешел, перешла, перешли, зашел, зашла, зашли, настроил*, скорректировал*, подождал*,
    позвонил*, починил*, устранил*, решил*, продлил*, восстановил*, пересоздал*, забыл* ответить, забыл* написать,
    забыл* отписаться
""")
"""What somebody tells of who got a thing to work, or had it done, without us; what they may have done for us to go on
with, as "updated the texts", is none."""
_NOT_OURS = listed("you, your, ты, вы, тебя, тебе, вас, вам, ваш*, so that, чтобы, чтоб")
"""What nobody writes beside it who tells of nothing else: "you changed the colour" is about our work."""
_AND = re.compile(r"\s(?:and|и)\s")
_THEIRS = listed("you, your, yours, question, вас, вам, ваш*, вопрос*")


def asks_to_close(text: str, language: Language) -> bool:
    """Whether it says at last that the ticket may be closed, and wants nothing else: "He says no SMS. Please close"."""
    said = language.sentences(text)
    closing = any(language.settles(one) and sentence_with(one, _CLOSING, language) for one in said[-1:])
    return closing and all(wants_nothing(one, language) for one in said if not language.settles(one))


def is_over(text: str, language: Language) -> bool:
    """Whether a client says that the matter is over, and beside it at most how they saw to it without us: "We moved to
    another host, everything works now. Thank you!"."""
    if language.settles(text):
        return True
    if not wants_nothing(text, language) or objects(text, language):
        return False
    said = [part for one in language.sentences(text) for clause in clauses_of(one) for part in _AND.split(clause)]
    rest = [part for part in said if not language.settles(part)]
    return len(rest) < len(said) and all(_is_their_deed(one, language) or language.is_pleasantry(one) for one in rest)


def _is_their_deed(clause: str, language: Language) -> bool:
    return sentence_with(clause, _DEEDS, language) is not None and not sentence_with(clause, _NOT_OURS, language)


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
