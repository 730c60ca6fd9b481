"""What a visitor reads on a page."""

from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "code", "pre", "kbd", "samp", "textarea", "select", "svg", "head"}
)
"""Elements whose words are none that a visitor reads as the page's own."""
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_LONGEST: Final = 300_000
"""Characters that are read: some pages are made to keep a parser busy."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent: list[str] = []
        """The silent element we are in, and those of the same name within it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        if self._silent:
            if tag == self._silent[0]:
                self._silent.append(tag)
        elif tag in _SILENT or _is_hidden(dict(attrs)):
            self._silent.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content hides nothing."""

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[0]:
            self._silent.pop()
        elif not self._silent:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or attributes.get("aria-hidden") == "true"


def visible_text(html: str) -> str:
    """The words on a page, on one line, without code, scripts and what is hidden."""
    reader = _Reader()
    reader.feed(html[:_LONGEST])
    return " ".join("".join(reader.words).split())
