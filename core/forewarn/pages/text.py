"""What a visitor reads on a page.

A scan of our own, since the standard library's parser takes hours for pages that are made to keep it busy, and raises
on some. Every step looks for the end of what it is in, and where there is none the page is over.
"""

import re
from html import unescape
from typing import Final

_RAW: Final = frozenset({"script", "style", "textarea"})
"""Elements in which nothing but their own end is a tag."""
_SILENT: Final = frozenset({"head", "template", "noscript", "code", "pre", "kbd", "samp", "select", "svg"})
"""Elements whose words are none that a visitor reads as the page's own."""
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_WITHIN_WORDS: Final = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "u", "wbr"})
"""Elements that part no words."""
_OPENING: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG: Final = re.compile(r"(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"\shidden(?=[\s=/]|$)|display\s*:\s*none|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)


def visible_text(html: str) -> str:
    """The words on a page, on one line, without code, scripts and what is hidden."""
    words: list[str] = []
    silent: list[str] = []
    """The silent element we are in, and those of the same name within it."""
    at = 0
    while opening := _OPENING.search(html, at):
        if not silent:
            words.append(html[at : opening.start()])
        tag, at = _tag(html, opening.start())
        if at < 0:
            return _joined(words)
        named = _TAG.match(tag)
        name, ends = (named["name"].lower(), bool(named["end"])) if named else ("", False)
        if silent:
            _nest(silent, name, tag, ends)
        elif name and not ends and name not in _VOID and _is_silent(name, tag):
            silent.append(name)
        elif name not in _WITHIN_WORDS:
            words.append(" ")
    return _joined([*words, "" if silent else html[at:]])


def _tag(html: str, opening: int) -> tuple[str, int]:
    """What stands between the brackets, and where the text goes on; -1 where it does not.

    Comments, declarations and elements that hold no text are empty.
    """
    if html.startswith("<!--", opening):
        end = html.find("-->", opening + 4)
        return "", end + 3 if end >= 0 else -1
    end = html.find(">", opening + 1)
    if end < 0:
        return "", -1
    tag = html[opening + 1 : end]
    name = _TAG.match(tag)
    if name is None:
        return "", end + 1
    if name["name"].lower() in _RAW and not name["end"] and not tag.endswith("/"):
        closing = re.compile(rf"</{name['name']}(?=[\s/>])", re.IGNORECASE).search(html, end)
        end = html.find(">", closing.end()) if closing else -1
        return "", end + 1 if end >= 0 else -1
    return tag, end + 1


def _is_silent(name: str, tag: str) -> bool:
    return not tag.endswith("/") and (name in _SILENT or _HIDDEN.search(tag) is not None)


def _nest(silent: list[str], name: str, tag: str, ends: bool) -> None:
    """Go deeper into the silent element, or out of it."""
    if name == silent[0] and not tag.endswith("/"):
        silent.pop() if ends else silent.append(name)


def _joined(words: list[str]) -> str:
    return " ".join(unescape("".join(words)).split())
