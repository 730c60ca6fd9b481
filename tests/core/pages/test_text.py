"""What a visitor reads, and nothing else; hostile pages keep nobody busy."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.work.drafts import PAGE_WORDS, draft_words
from forewarn.pages.text import visible_text

READ = [
    ("<p>Coming soon</p>", "Coming soon"),
    ("<p>Coming</p><p>soon</p>", "Coming soon"),
    ("<b>Lorem</b> <i>ipsum</i> dolor", "Lorem ipsum dolor"),
    ("Coming&nbsp;soon &amp; more", "Coming soon & more"),
    ("<title>Draft</title><body>Ready</body>", "Draft Ready"),
    ("<head><title>TODO</title></head><body>Ready</body>", "Ready"),
    ("<script>var todo = 'TODO'</script>Ready", "Ready"),
    ("<style>.placeholder {}</style>Ready", "Ready"),
    ("<pre>TODO</pre><code>TODO</code>Ready", "Ready"),
    ("<!-- TODO -->Ready", "Ready"),
    ("<input placeholder='placeholder'>Ready", "Ready"),
    ("<p hidden>TODO</p>Ready", "Ready"),
    ("<div style='display: none'>TODO<div>TODO</div>TODO</div>Ready", "Ready"),
    ("<input hidden>Ready", "Ready"),
    ("<textarea>TODO</textarea>Ready", "Ready"),
    ("<template><p>TODO</p></template>Ready", "Ready"),
    ("plain words", "plain words"),
    ("", ""),
    ("<p>Ready<p", "Ready"),
]


@pytest.mark.parametrize(("html", "words"), READ)
def test_what_a_visitor_reads(html: str, words: str) -> None:
    assert visible_text(html) == words


FOUND = [
    ("Lorem  Ipsum dolor sit", ("lorem ipsum",)),
    ("TODO: prices", ("TODO",)),
    ("Todo incluido, todos los días", ()),
    ("Coming soon: our shop", ("coming soon",)),
    ("We are coming, soon", ()),
    ("Placeholders of the year", ()),
    ("image_placeholder_2", ("placeholder",)),
    ("Страница в разработке", ("страница в разработке",)),
]


@pytest.mark.parametrize(("text", "words"), FOUND)
def test_words_that_give_a_page_away(text: str, words: tuple[str, ...]) -> None:
    assert draft_words(text, PAGE_WORDS, ()) == words


def test_a_phrase_that_is_allowed_gives_nothing_away() -> None:
    assert draft_words("The film “Coming Soon” is here.", PAGE_WORDS, {"coming soon"}) == ()
    assert draft_words("Coming Soon comes, coming soon!", PAGE_WORDS, {"coming soon comes"}) == ("coming soon",)


BUSY = ["<", "<a ", "<a>", "<!--", "<!-->", "<![", "&", "&#", "</", "<div hidden>", "<?", "<a b='", "<script></script"]


@pytest.mark.parametrize("piece", BUSY)
def test_a_page_made_to_keep_a_parser_busy_does_not(piece: str) -> None:
    begun = time.monotonic()
    visible_text(piece * (300_000 // len(piece)))
    assert time.monotonic() - begun < 10  # seconds, where a scan that goes back and forth would take hours


@settings(deadline=None)
@given(st.text(alphabet="<>/!-= abscript\"'&;", max_size=200))
def test_any_page_can_be_read(html: str) -> None:
    assert "\n" not in visible_text(html)
