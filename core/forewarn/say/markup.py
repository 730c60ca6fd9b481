"""Markups of comments: what they look like in Markdown and in Jira's wiki text, with hostile words made harmless."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_JOINER = "\u2060"
"""WORD JOINER: invisible, and it keeps a mention or an address from being recognised."""

_LINK = re.compile(r"(?i)\b(https?|ftp|file|mailto|javascript|data)(:)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]|\\\"]+")
_MARKDOWN = re.compile(r"(?=[\\`*_\[\]<|~])|(?<=<)(?=!)|(?=&(?:#|\w+;))|^(?=[>+=-])|^\d{1,9}(?=[.)](?: |$))")
"""What to put a backslash after: no more than must be, for who reads the words raw, as in a notification."""
_WIKI = re.compile(r"(?=[\\{}\[\]()*_+^~!|?\-#])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CALLS = re.compile(r"[@#]|(?i:\bgh)(?=-\d)")
"""A mention calls a person, and `#12` or `GH-12` leaves a trace on another ticket."""
_WIKI_CALLS = re.compile(r"[@#\[{]")
"""Jira Cloud reads what is bold or struck twice, and what was escaped the first time is a mention the second."""


def clean(text: str) -> str:
    """One line of plain text: control characters and text-direction tricks removed, white space folded."""
    visible = (c if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") else "" for c in text)
    return " ".join("".join(visible).split())


@dataclass(frozen=True, slots=True)
class Markup:
    """How to write bold, struck, linked and listed text for one tracker; `escape` defuses everybody else's words."""

    name: str
    _special: re.Pattern[str]
    _calls: re.Pattern[str]
    _bold: str
    _struck: str
    _item: str

    def escape(self, text: str) -> str:
        """`text` as nothing but text: no markup, no mention, no link."""
        text = _LINK.sub(rf"\1{_JOINER}\2", clean(text))
        text = self._calls.sub(rf"\g<0>{_JOINER}", text)
        return self._special.sub(r"\g<0>\\", text.replace("www.", f"www{_JOINER}."))

    def unescape(self, text: str) -> str:
        """What `escape` made, or a comment that holds it, with the words as people read them on the tracker."""
        return _ESCAPED.sub(r"\1", text.replace(_JOINER, ""))

    def bold(self, escaped: str) -> str:
        """Emphasised."""
        return f"{self._bold}{escaped}{self._bold}"

    def struck(self, escaped: str) -> str:
        """Struck out."""
        return f"{self._struck}{escaped}{self._struck}"

    def code(self, text: str) -> str:
        """Something to be typed as it stands; plain words of ours."""
        return f"{{{{{text}}}}}" if self.name == "jira" else f"`{text}`"

    def link(self, escaped: str, url: str) -> str:
        """A link to one of the tracker's own pages; anything but plain http is shown without a link."""
        if not _ADDRESS.fullmatch(url):
            return escaped
        return f"[{escaped}|{url}]" if self.name == "jira" else f"[{escaped}]({url})"

    def items(self, lines: Sequence[str]) -> str:
        """A list, one item a line."""
        return "\n".join(f"{self._item} {line}" for line in lines)


class PlainText(Markup):
    """For the terminal and for files: nothing to emphasise, nothing to defuse but control characters."""

    def __init__(self) -> None:
        super().__init__("plain", _MARKDOWN, _CALLS, "", "", "-")

    def escape(self, text: str) -> str:
        """`text` on one line."""
        return clean(text)

    def unescape(self, text: str) -> str:
        """`text` as it stands."""
        return text

    def link(self, escaped: str, url: str) -> str:
        """The address beside the words."""
        return f"{escaped} <{url}>" if _ADDRESS.fullmatch(url) else escaped


PLAIN = PlainText()
MARKUPS = {
    "markdown": Markup("markdown", _MARKDOWN, _CALLS, "**", "~~", "-"),
    "jira": Markup("jira", _WIKI, _WIKI_CALLS, "*", "-", "*"),
    "plain": PLAIN,
}
"""By the name a connector's capabilities give."""
