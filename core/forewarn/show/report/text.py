"""Other people's words on the page: one clean line of sensible length, and links that are links."""

import re

from markupsafe import Markup

from forewarn.say.words import shorten

_HTTP = re.compile(r"https?://[^\s<>\"'`\\]+")
_LONGEST = 160
_LONGEST_ADDRESS = 2000
_LONGEST_REASON = 300


def one_line(text: str, length: int = _LONGEST) -> Markup:
    """Somebody's words on one line without control characters, cut at a word, and kept apart from what is around them.

    The element isolates the direction of writing, so that words in Arabic or Hebrew turn nothing else around.
    """
    return Markup("<bdi>{}</bdi>").format(shorten(text, length))


def link(text: str | Markup, url: str) -> str | Markup:
    """`text` linked to an address of the web; anything else stays without a link."""
    if len(url) > _LONGEST_ADDRESS or not _HTTP.fullmatch(url):
        return text
    return Markup('<a href="{}">{}</a>').format(url, text)


def english(text: str) -> Markup:
    """A reason, which trackers and checks give in English, marked so for readers of other languages."""
    return Markup('<span lang="en">{}</span>').format(one_line(text, _LONGEST_REASON))
