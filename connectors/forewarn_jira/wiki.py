"""Jira's wiki text as people read it. Pure.

Cloud keeps documents and writes them out as wiki text. Words that were pasted or came by mail carry their colour
along, a date that was picked stands between braces, a link to an issue is written twice, an image says how wide it is,
and what wiki text cannot say, such as a table with merged cells, comes as the document itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from forewarn_jira.instants import from_milliseconds

_OPENING: Final = re.compile(r"\{adf(?::[^{}\n]*)?\}\s*(?=\{)")
_CLOSING: Final = re.compile(r"\s*\{adf\}")
_DECORATION: Final = re.compile(r"(?<!\\)\{(?:color|panel)(?::[^{}\n]*)?\}")
_DATE: Final = re.compile(r"\{\{(\d{4}-\d\d-\d\d)\}\}")
_COPIED: Final = re.compile(r"^[ \t]*\{\{(forewarn:[^{}\n]*)\}\}[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""A command to us that was copied from a note of ours, where it stands as code: Cloud's editor keeps it so."""
_SMART_LINK: Final = re.compile(r"\[([^\[\]|\s]+)\|[^\[\]|\s]+\|smart-(?:link|card|embed)\]")
_FILE: Final = re.compile(
    r"(?<!\w)!([^\s!|][^!|\n]*\.\w{2,5})(?:\|[^!\n]*)?!(?!\w)|(?<!\w)\[\^([^\[\]|\n]+\.\w+)(?:\|[^\[\]\n]*)?\]"
)
"""An image or an attachment by its name, which has an ending: `Hi!Tom.Hello!x` and `[^1]` in code are none."""

_LINES: Final = frozenset({"paragraph", "heading", "taskItem", "decisionItem", "caption"})
"""Nodes whose parts stand on one line."""


def readable(text: str) -> str:
    """`text` without what only decorates it. Quotations, code and the names of people stay marked as they are."""
    if "{" in text:
        text = _COPIED.sub(r"\1", _DATE.sub(r"\1", _DECORATION.sub("", _without_documents(text))))
    if "|smart-" in text:
        text = _SMART_LINK.sub(r"\1", text)
    return _FILE.sub(lambda file: file[1] or file[2], text) if "!" in text or "[^" in text else text


def _without_documents(text: str) -> str:
    """With the words of documents in their place."""
    parts: list[str] = []
    at = 0
    while opening := _OPENING.search(text, at):
        try:
            node, end = json.JSONDecoder().raw_decode(text, opening.end())
            words = _storable(_words(node))
        except (ValueError, RecursionError):  # people may write anything
            parts.append(text[at : opening.end()])
            at = opening.end()
            continue
        parts += text[at : opening.start()], words
        closing = _CLOSING.match(text, end)
        at = closing.end() if closing else end
    return "".join((*parts, text[at:]))


def _storable(words: str) -> str:
    """Without what JSON can spell and no database can hold: NUL, and halves of characters."""
    return words.replace("\x00", "").encode(errors="ignore").decode()


def _words(node: Any) -> str:
    """What a node of Atlassian's document format says, in wiki text."""
    if not isinstance(node, Mapping):
        return ""
    kind, attrs, content = node.get("type"), node.get("attrs"), node.get("content")
    if told := _ATOMS.get(str(kind)):
        return told(attrs if isinstance(attrs, Mapping) else {})
    if kind == "text":
        return str(node.get("text", ""))
    inside = [_words(part) for part in content] if isinstance(content, list) else []
    words = ("" if kind in _LINES else "\n").join(inside)
    macro = {"codeBlock": "{code}", "blockquote": "{quote}"}.get(str(kind), "")
    return f"{macro}{words}{macro}"


def _day(attrs: Mapping[str, Any]) -> str:
    try:
        return from_milliseconds(int(attrs.get("timestamp", ""))).date().isoformat()
    except (TypeError, ValueError):
        return ""


_ATOMS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "hardBreak": lambda attrs: "\n",
    "date": _day,
    "mention": lambda attrs: f"[~accountid:{attrs.get('id', '')}]",
    "emoji": lambda attrs: str(attrs.get("text") or attrs.get("shortName") or ""),
    "status": lambda attrs: str(attrs.get("text", "")),
    "inlineCard": lambda attrs: str(attrs.get("url", "")),
    "blockCard": lambda attrs: str(attrs.get("url", "")),
    "embedCard": lambda attrs: str(attrs.get("url", "")),
}
