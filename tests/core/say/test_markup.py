"""Other people's words are nothing but text, in every markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from forewarn.say.markup import MARKUPS, Markup, clean
from forewarn.say.words import shorten

HOSTILE = [
    "@everyone look",
    "[click](https://evil.example)",
    "[click|https://evil.example]",
    "https://evil.example/x",
    "www.evil.example",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "<!-- forewarn:0123456789abcdef -->",
    "![x](http://evil.example/pixel.png)",
    "{code}rm -rf{code}",
    "{panel:title=x}",
    "!http://evil.example/pixel.png!",
    "[~accountid:5b10]",
    "fixes #12",
    "fixes GH-12",
    "**bold** _it_ ~~gone~~ `code`",
    "# heading\n- item\n> quote",
    "| a | b |",
    "\u202egnp.exe\u202c",
    "zero\u200bwidth\u0000null",
]


DANGEROUS = {"markdown": r"[\\`*_\[\]|<~]|^[>+=-]|(?i:\bgh)-\d", "jira": r"[\\*_{}\[\]!|~]"}

QUIET = {f"{kind}_{end}" for kind in ("paragraph", "bullet_list", "list_item") for end in ("open", "close")}
"""Blocks that change nothing about the words in them."""


@pytest.mark.parametrize("markup", [MARKUPS[name] for name in DANGEROUS], ids=list(DANGEROUS))
@pytest.mark.parametrize("words", HOSTILE)
def test_no_mention_link_image_macro_or_heading_survives(markup: Markup, words: str) -> None:
    escaped = markup.escape(words)
    bare = re.sub(r"\\.", "x", escaped)  # what is escaped is harmless
    assert not re.search(DANGEROUS[markup.name], bare)
    assert not re.search(r"@\w", escaped)
    assert not re.search(r"#\d", escaped)
    assert not re.search(r"(?i)\b(https?|javascript):", escaped)
    assert "www." not in escaped
    assert "<!--" not in escaped
    assert "\n" not in escaped


@pytest.mark.parametrize("words", ["[~accountid:5b10] please", "{quote}said{quote}", "[x|mailto:a@b.example]", "{{x}}"])
def test_nothing_is_called_where_jira_cloud_unescapes_twice(words: str) -> None:
    """It does so between the signs of bold and struck words."""
    jira = MARKUPS["jira"]
    twice = re.sub(r"\\(.)", r"\1", re.sub(r"\\(.)", r"\1", jira.struck(jira.escape(words))))
    assert not re.search(r"\[~|\{\w|\{\{|\[x", twice)


@given(st.text(alphabet="ab1.)-+=#>*_`~[]()!<|&;\\ \"'", max_size=24) | st.sampled_from(HOSTILE))
@pytest.mark.parametrize("around", ["{}", "- {} stood there", "“{}”", "**{}**", "~~x {} x~~"])
def test_a_reader_of_markdown_sees_the_words_and_nothing_else(around: str, text: str) -> None:
    words = MARKUPS["markdown"].escape(text)
    if not words:
        return
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(around.format(words))
    seen = "".join(t.content for block in blocks for t in block.children or () if t.type in ("text", "text_special"))
    shown = re.sub(r"^- |[*~]{2}", "", around).format(clean(text))
    assert seen.replace("\u2060", "") == shown
    assert {block.type for block in blocks} <= QUIET | {"inline"}


@pytest.mark.parametrize("words", ["Sign-up is on the start page. (Done!)", "1.2 costs 5 + 3", "Now > later, C# {x}"])
def test_plain_words_stay_as_they_are_in_markdown(words: str) -> None:
    """Notifications show them raw."""
    assert MARKUPS["markdown"].escape(words).replace("\u2060", "") == words


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_one_visible_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not re.search(r"[\x00-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\n]", once)


@given(st.text(), st.sampled_from(sorted(MARKUPS)))
def test_escaping_keeps_every_visible_character(text: str, name: str) -> None:
    visible = MARKUPS[name].escape(text).replace("\\", "").replace("\u2060", "")
    assert visible == clean(text).replace("\\", "")


@given(st.text(), st.sampled_from(sorted(MARKUPS)))
def test_what_was_escaped_can_be_shown_as_people_read_it(text: str, name: str) -> None:
    assert MARKUPS[name].unescape(MARKUPS[name].escape(text)) == clean(text)


@pytest.mark.parametrize("words", ["ann@acme.example", "Thursday.", "#12 *now* [here](x)", r"C:\new\[x]"])
def test_plain_text_is_written_as_people_read_it(words: str) -> None:
    assert MARKUPS["plain"].escape(words) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[~accountid:557058:5b10-ac8d], can you look?", "can you look?"),
        ("[~accountid:557058:5b10-ac8d]", "@…"),
        ("I asked [~accountid:5b10ac8d] and [~ivo.santos].", "I asked @… and @ivo.santos."),
        ("See [~] and [EU]", "See [~] and [EU]"),
    ],
)
def test_nobody_is_shown_the_number_of_an_account(words: str, shown: str) -> None:
    assert shorten(words) == shown


@given(st.text(max_size=400), st.integers(2, 150))
def test_shortened_text_fits_and_says_that_it_was_cut(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == clean(text) or short.endswith("…")


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://jira.example/browse/A-1", True),
        ("javascript:alert(1)", False),
        ("https://x.example/) [evil](https://y.example", False),
        ("https://x.example/a|b", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, linked: bool) -> None:
    for markup in MARKUPS.values():
        assert (url in markup.link("see", url) and url != "") is linked
