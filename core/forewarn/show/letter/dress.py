"""A letter in Markdown as others want it: HTML, an e-mail, or a comment in the markup of a tracker."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forewarn.say.markup import PLAIN, Markup, clean
from forewarn.show.letter.words import GAP

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.35rem; line-height: 1.3; }}
h2 {{ font-size: 1.05rem; margin-top: 1.6rem; }}
mark {{ background: #ffe08a; color: #1a1a1a; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def subject_of(text: str) -> str:
    """The first line that says something, without markup: what an e-mail is called."""
    lines = as_comment(text, PLAIN).splitlines()
    return clean(next((line for line in lines if line.strip()), ""))


def as_html(text: str, language: str) -> str:
    """A page that works in a browser and in a mail program; gaps are marked."""
    body = _reader().render(text)
    marked = GAP.sub(lambda found: f"<mark>{found[0]}</mark>", body)
    return _PAGE.format(language=escape(language), title=escape(subject_of(text)), body=marked)


def as_email(text: str, language: str, at: datetime) -> bytes:
    """A mail with a text and an HTML part. It names no address: a mail program opens it as a draft to be sent."""
    mail = EmailMessage()
    mail["Subject"] = subject_of(text)
    mail["Date"] = format_datetime(at)
    mail["Content-Language"] = language
    mail["X-Unsent"] = "1"
    mail.set_content(as_comment(text, PLAIN))
    mail.add_alternative(as_html(text, language), subtype="html")
    mail.set_boundary(f"letter-{sha256(text.encode()).hexdigest()[:24]}")  # one text, one mail, byte for byte
    return mail.as_bytes()


def as_comment(text: str, markup: Markup) -> str:
    """The letter in a tracker's markup. What looks like a mention or an address in its words becomes harmless."""
    blocks, kind, items = [], "", list[str]()
    for token in _reader().parse(text):
        match token.type:
            case "heading_open" | "list_item_open":
                kind = token.type
            case "inline":
                words = _inline(token.children or (), markup)
                if kind == "list_item_open":
                    items.append(words.replace("\n", " "))
                else:
                    blocks.append(markup.bold(words) if kind == "heading_open" else words)
            case "bullet_list_close" | "ordered_list_close":
                blocks.append(markup.items(items))
                items, kind = [], ""
            case "heading_close":
                kind = ""
            case "fence" | "code_block":
                blocks.append("\n".join(markup.escape(line) for line in token.content.splitlines()))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _inline(tokens: Sequence[Token], markup: Markup) -> str:
    written: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "link_open":
                links.append((len(written), str(token.attrs["href"])))
            case "link_close":
                start, url = links.pop()
                words = "".join(written[start:])
                written[start:] = [_link(words, url, markup)]
            case "softbreak" | "hardbreak":
                written.append("\n")
            case "text" | "code_inline":
                written.append(_spaced(token.content, markup))
    return "".join(written)


def _spaced(text: str, markup: Markup) -> str:
    """Escaped, with the spaces at either end that stand between it and a link."""
    before, after = (" " if text[:1].isspace() else ""), (" " if text.strip() and text[-1:].isspace() else "")
    return f"{before}{markup.escape(text)}{after}"


def _link(words: str, url: str, markup: Markup) -> str:
    return f"{words} ({url})" if markup is PLAIN else markup.link(words, url)


def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
