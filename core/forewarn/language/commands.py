"""Commands to us in a comment: a line of its own that begins with `forewarn:`.

    forewarn: snooze 5 days because the photos come on Friday
    forewarn: snooze date-missed until 2026-11-30 because Helen knows
    forewarn: dismiss because it was agreed by phone
    forewarn: not a promise
    forewarn: explain

The same in Russian: отложить, отклонить, не обещание, объяснить. What stands in a quotation, in code, below a signature
or in a forwarded mail is nobody's command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forewarn.language.language import language_for
from forewarn.language.pack import pack_codes
from forewarn.language.sentences import clean
from forewarn.language.terms import Days, NoDate, read_term

NAME = "forewarn"
_LONGEST = 600
"""Characters of a line that are read."""
_COMMAND = re.compile(rf"[\s*_•·-]*@?{NAME}[*_]*\s*[::]+[*_\s]*(?P<words>.*)", re.IGNORECASE)
_INDENTED = re.compile(r" {4}| {0,3}\t")
_BECAUSE = re.compile(
    r"(?:^|[\s,;.—–-]+)(?:because(?:\s+of)?|due\s+to|reason\s*:|потому\s+что|так\s+как|поскольку|из-за(?:\s+того,?\s+что)?"
    r"|причина\s*:)[\s:]*(?P<reason>.*)$",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?:[a-z0-9-]+/)?(?P<rule>[a-z0-9]+(?:-[a-z0-9]+)+|[a-z]{4,})$")


class Verb(StrEnum):
    """What somebody asks of us."""

    SNOOZE = "snooze"
    DISMISS = "dismiss"
    NOT_A_PROMISE = "not a promise"
    EXPLAIN = "explain"


class Flaw(StrEnum):
    """Why a command cannot be read."""

    VERB = "verb"
    """It asks for nothing we know."""
    TERM = "term"
    """It names no time that we can read."""
    REASON = "reason"
    """It gives no reason."""
    MORE = "more"
    """It names more than a rule, and nobody can tell what is meant: a term perhaps, or several rules."""
    PAST = "past"
    """The day it names is over."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command that can be read."""

    verb: Verb
    words: str
    """As it was written, without our name."""
    rule: str = ""
    """The rule it is about; empty where it is about everything on the ticket."""
    days: int = 0
    """For how many business days; 0 where `until` says it."""
    until: date | None = None
    """The last day of quiet."""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line meant for us that nobody can follow."""

    words: str
    flaw: Flaw
    verb: Verb | None = None
    """What it seems to want."""


_NO_RULES = frozenset({"until", "till", "over", "another", "this", "that", "them", "everything", "please", "business",
                       "monday", "tuesday", "wednesday", "thursday", "friday", "next"})  # fmt: skip
"""English words that stand where a rule might."""
_FILLERS = frozenset({"this", "that", "it", "them", "these", "those", "all", "of", "everything", "please", "the",
                      "rule", "note", "notes", "finding", "findings", "это", "этот", "эту", "эти", "всё", "все",
                      "пожалуйста", "правило", "заметку", "замечание", "замечания"})  # fmt: skip
"""Words around the name of a rule that change nothing."""
_VERBS = (
    (
        Verb.NOT_A_PROMISE,
        r"(?:(?:this|that|it)\s+(?:is|was)\s+)?(?:not|no)\s+(?:a\s+)?promise|(?:это\s+)?не\s+обещание",
    ),
    (Verb.SNOOZE, r"snooze|отложи(?:ть|те)?|не\s+напоминать"),
    (Verb.DISMISS, r"dismiss|отклони(?:ть|те)?|снять"),
    (Verb.EXPLAIN, r"explain|why|объясни(?:ть|те)?|поясни(?:ть|те)?|почему"),
)
_READERS = tuple((verb, re.compile(rf"(?:{words})(?![\w-])[\s,:]*", re.IGNORECASE)) for verb, words in _VERBS)


def mentions_us(text: str) -> bool:
    """Whether a text may hold a command; cheap, and never False where `commands` finds one."""
    return NAME in text.lower()


def commands(text: str, written: date) -> tuple[Command | Unreadable, ...]:
    """The commands of a comment, in order; `written` is the day against which days without a year are read."""
    return tuple(_read(words, written) for words in _lines(text)) if mentions_us(text) else ()


def without_commands(text: str) -> str:
    """The text without its lines for us; the same text where there are none."""
    if not mentions_us(text) or not any(True for _ in _lines(text)):
        return text
    return "\n".join(line for line, code in _told_apart(text) if code or not _COMMAND.match(line)).strip()


def is_only_for_us(text: str) -> bool:
    """Whether a text holds commands and nothing else, so that it says nothing to anybody else."""
    return mentions_us(text) and not without_commands(text)


def _lines(text: str) -> Iterator[str]:
    text = "\n".join(line for line, code in _told_apart(text) if not (code and _COMMAND.match(line)))
    for code in pack_codes():  # each knows the farewells and the mail headers of its own
        language = language_for(code)
        assert language is not None
        text = clean(text, language.manners)
    for line in text.split("\n"):
        if found := _COMMAND.match(line):
            yield " ".join(found["words"][:_LONGEST].split())


def _told_apart(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code by its indent: at the beginning, or below an empty line, as in Markdown."""
    code, below_nothing = False, True
    for line in text.split("\n"):
        if line.strip():
            code = (code or below_nothing) and _INDENTED.match(line) is not None
        below_nothing = not line.strip()
        yield line, code


def _read(words: str, written: date) -> Command | Unreadable:
    verb, rest = next(((v, words[m.end() :]) for v, r in _READERS if (m := r.match(words))), (None, ""))
    if verb is None:
        return Unreadable(words, Flaw.VERB)
    reason = _BECAUSE.search(rest)
    because = reason["reason"].strip() if reason else ""
    rule, rest = _rule((rest[: reason.start()] if reason else rest).strip(" ,;.!"))
    if verb is Verb.NOT_A_PROMISE:
        return Command(verb, words, because=because)
    if verb is Verb.EXPLAIN:
        return Command(verb, words, rule)
    if verb is Verb.DISMISS and any(_bare(word) not in _FILLERS for word in rest.split()):
        return Unreadable(words, Flaw.MORE, verb)
    if verb is Verb.DISMISS:
        return Command(verb, words, rule, because=because) if because else Unreadable(words, Flaw.REASON, verb)
    term = read_term(rest, written)
    if term is NoDate.UNKNOWN or (isinstance(term, Days) and term.number == 0):
        return Unreadable(words, Flaw.TERM, verb)
    if term is NoDate.PAST:
        return Unreadable(words, Flaw.PAST, verb)
    if not because:
        return Unreadable(words, Flaw.REASON, verb)
    if isinstance(term, Days):
        return Command(verb, words, rule, days=term.number, because=because)
    assert isinstance(term, date)
    return Command(verb, words, rule, until=term, because=because)


def _rule(rest: str) -> tuple[str, str]:
    """The name of a rule at the beginning, and what follows it."""
    words = rest.split()
    at = next((n for n, word in enumerate(words) if _bare(word) not in _FILLERS), len(words))
    name = _bare(words[at]) if at < len(words) else ""
    found = _RULE.match(name)
    if found and name not in _NO_RULES:
        return found["rule"], " ".join(words[at + 1 :])
    return "", rest


def _bare(word: str) -> str:
    """A word without capitals and without the markup of its tracker: our own replies print rules as code."""
    return word.strip("`*_{}\"“”«»'.,:;!?").casefold()
