"""The author's own words of a comment, sentence by sentence; what others said and what machines wrote is left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from forewarn.language.phrases import Phrases, keys_of

# What opens a block that is not the author's prose: Markdown's fences, Jira's macros, HTML's comments and quotes.
_OPENING = re.compile(
    r"(?P<fence>```|~~~)|\{(?P<macro>code|noformat|quote)(?::[^{}\n]*)?\}|(?P<remark><!--)|<(?P<tag>pre|blockquote)\b[^<>\n]*>",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s*(?:>|&gt;|bq\.)")
_QUOTE = re.compile(rf"{_QUOTED.pattern}|\s*(?:\{{quote|<blockquote\b)", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s*--\s*$")
_RULE = re.compile(r"[-_=*~ ]{3,}")
_HEADED = re.compile(r"(?:^|\n)[ \t]*_{20,}[ \t\r]*\n\s*[^\W\d_]{2,12}[:：]")
"""Outlook's line above the mail that is answered."""
_GLUED = re.compile(
    r"(?<=[^\s>])[ \t]*(On (?=[^\n]{0,60}\b\d{4}\b)(?=[^\n]{0,80}\d:\d\d)[^\n]{10,140}?@[^\s>]{0,80}>\s{1,2}wrote:)"
)
"""What says whose mail is answered, where the line break before it got lost on the way."""
_WORDS_OF_OTHERS = re.compile(r"(?<!\w)\"(?=\S)[^\"\n]{1,300}(?<=\S)\"(?!\w)")
_MASKED = re.compile(
    r"`[^`\n]*`"  # code within a line
    r"|\]\([^()\s]*\)"  # the address of a Markdown link
    r"|https?://\S*[^\s.,;:!?)\]]|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,250}"  # addresses
    r"|\[~[^\]\n]{0,250}\]|(?<!\w)@[\w.-]+"  # people called by name
    rf"|{_WORDS_OF_OTHERS.pattern}"
)
_MASKED_SIGNS = ("`", "](", "://", "@", "[~", '"')
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]*_]*+(?=\s)")
_QUESTION = re.compile(r"\?\W{0,20}$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•#]|\d{1,3}[.)])\s")
_CURLY = dict.fromkeys("“”„«»", '"')
_QUOTES = str.maketrans(_CURLY)
_STRAIGHT = str.maketrans({
    **_CURLY,
    **dict.fromkeys("’‘ʼ´", "'"),
    **dict.fromkeys("–—−", "-"),
    **dict.fromkeys("*_~#\t\r\xa0\u202f\u2009", " "),
    "ё": "е",
    "Ё": "е",
})  # fmt: skip
_LONGEST_LINE = 60
"""A line at least this long that ends without a stop was broken by a mail program, not by its author."""
_LONGEST_HEADER = 200
"""A longer line is prose."""
_LONGEST_SENTENCE = 1000
_WIDEST_GAP = 4
"""Blanks between two sentences, and the first character after them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: as it was written, and as phrases are looked for in it (same length, so places agree)."""

    said: str
    plain: str
    keys: frozenset[str]
    question: bool

    @classmethod
    def of(cls, said: str) -> "Line":
        """Lower case, plain quotes and spaces; names, addresses, inline code and quoted words masked."""
        plain = said.translate(_STRAIGHT)
        lower = plain.lower()
        if len(lower) != len(plain):  # a few capitals have a lower case of two characters
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
        masked = _MASKED.sub(_mask, lower) if any(sign in lower for sign in _MASKED_SIGNS) else lower
        return cls(said, masked, keys_of(masked), _QUESTION.search(masked) is not None)


def _mask(match: re.Match[str]) -> str:
    return "§" * len(match[0])


@dataclass(frozen=True, slots=True)
class Manners:
    """What a language writes around the words of a comment."""

    farewells: Phrases
    """Whole lines that begin a signature."""
    afterthoughts: Phrases
    """Beginnings of a line under a name that belongs to no signature."""
    forwarded: Phrases
    """Beginnings of a line at which somebody else's mail begins."""
    abbreviations: frozenset[str]
    """Lower-case words whose dot ends no sentence."""
    before_numbers: frozenset[str]
    """Those whose dot ends none before a number."""


def clean(text: str, manners: Manners) -> str:
    """The author's own lines. Cleaning twice changes nothing more."""
    lines: list[str] = []
    if "wrote:" in text:
        text = _GLUED.sub(r"\n\1\n", text)
    if headed := _HEADED.search(text):
        text = text[: headed.start()]
    for line in outside_blocks(_answered(text, manners)):
        if _SIGNATURE.match(line) or _begins_with(line, manners.forwarded):
            break
        lines.append(line)
    while (cut := _farewell(lines, manners)) is not None:
        del lines[cut:]
    return "\n".join(lines).strip()


def _answered(text: str, manners: Manners) -> str:
    """A text without the lines above a quote that say whom it quotes: what stands below such a quote is the answer."""
    kept: list[str] = []
    quotes = False
    for line in reversed(text.split("\n")):
        is_quote = _QUOTE.match(line) is not None
        if quotes and not is_quote and _begins_with(line, manners.forwarded):
            continue
        kept.append(line)
        quotes = is_quote or (quotes and not line.strip())
    return "\n".join(reversed(kept))


def split(text: str, manners: Manners) -> Iterator[Line]:
    """The sentences of a cleaned text. What others are quoted with stays in one piece."""
    for paragraph in _paragraphs(text.split("\n")):
        start = 0
        for end in _SENTENCE_END.finditer(_WORDS_OF_OTHERS.sub(_in_one_piece, paragraph.translate(_QUOTES))):
            following = paragraph[end.end() : end.end() + _WIDEST_GAP].lstrip()[:1]
            goes_on = '"' in end[0] and following.islower()  # as in: Is the "Why us?" page done?
            if not goes_on and not _is_abbreviation(paragraph[start : end.end()], following, manners):
                yield from _lines(paragraph[start : end.end()])
                start = end.end()
        yield from _lines(paragraph[start:])


def _in_one_piece(quote: re.Match[str]) -> str:
    """A quote of the same length in which no sentence ends but with the quote itself."""
    return f'"{"§" * (len(quote[0]) - 3)}{quote[0][-2:]}'


def _lines(sentence: str) -> Iterator[Line]:
    for start in range(0, len(sentence), _LONGEST_SENTENCE):
        said = sentence[start : start + _LONGEST_SENTENCE].strip()
        if said and not _RULE.fullmatch(said):
            yield Line.of(said)


def outside_blocks(text: str) -> Iterator[str]:
    """Lines that lie outside code and quotes. What follows a closed block begins a new line."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if _QUOTED.match(text, at, end):
            at = end + 1
            continue
        opening = _OPENING.search(text, at, end)
        yield text[at : opening.start() if opening else end].rstrip()
        at = _after_block(text, opening) if opening else end + 1


def _after_block(text: str, opening: re.Match[str]) -> int:
    """Where a block ends; one that is never closed takes the rest, as it does on the tracker's own page."""
    if opening["fence"]:
        closing = re.compile(re.escape(opening["fence"]))
    elif opening["macro"]:
        closing = re.compile(rf"\{{{opening['macro']}\}}", re.IGNORECASE)
    elif opening["remark"]:
        closing = re.compile("-->")
    else:
        closing = re.compile(f"</{opening['tag']}>", re.IGNORECASE)
    found = closing.search(text, opening.end())
    return found.end() if found else len(text)


def _farewell(lines: Sequence[str], manners: Manners) -> int | None:
    """The line at which a signature begins: a farewell with at most a name and a few short lines under it.

    A comment that is nothing but thanks and a name keeps its thanks.
    """
    filled = (number for number in range(len(lines) - 1, -1, -1) if lines[number].strip())
    last = sorted(islice(filled, 6))
    for place, number in enumerate(last):
        below = [lines[n].strip() for n in last[place + 1 :]]
        if _begins_with(lines[number], manners.farewells) and _is_signature(below, manners):
            if any(line.strip() for line in lines[:number]):
                return number
            return number + 1 if below else None
    return None


def _is_signature(lines: Sequence[str], manners: Manners) -> bool:
    short = all(len(line) <= _LONGEST_LINE and "?" not in line for line in lines)
    goes_on = any(_begins_with(line, manners.afterthoughts) for line in lines)
    return not lines or (short and not goes_on and _is_name(lines[0]))


def _begins_with(line: str, phrases: Phrases) -> bool:
    if len(line) > _LONGEST_HEADER:
        return False
    return phrases.occur(*_looked_at(line))


@lru_cache(maxsize=1024)
def _looked_at(line: str) -> tuple[str, frozenset[str]]:
    plain = line.translate(_STRAIGHT).lower()
    return plain, keys_of(plain)


def _is_name(line: str) -> bool:
    words = line.split()
    return len(words) <= 4 and line[-1] not in "!?:" and all(not word[0].islower() for word in words)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where a mail program broke them."""
    current = ""
    for line in lines:
        if current and not _continues(current, line):
            yield current
            current = ""
        current = f"{current.rstrip()} {line.strip()}" if current else line
    yield current


def _continues(line: str, following: str) -> bool:
    begun = following.strip()
    if not begun or line.rstrip()[-1:] in ("", ".", "!", "?", ":", ";") or _LIST_ITEM.match(following):
        return False
    return begun[0].islower() or (len(line) >= _LONGEST_LINE and begun[0].isalnum())


def _is_abbreviation(sentence: str, following: str, manners: Manners) -> bool:
    if not sentence.endswith("."):
        return False
    last = "".join(sentence[:-1].rsplit(None, 1)[-1:]).lower().lstrip("(\"'")
    return last in manners.abbreviations or (following.isdecimal() and last in manners.before_numbers)
