"""Addresses in what people write, and when a page counts as gone."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.work.pages import DEAD, OK, UNKNOWN, address_of, addresses_in, death_of
from forewarn.model import PAGE
from forewarn.testing import builders
from forewarn.testing.script import instant

START = instant("Mon 2026-11-09 09:00")
HOUR = timedelta(hours=1)
WRITTEN = [
    ("See https://acme.example/a.", ["https://acme.example/a"]),
    ("See https://acme.example.", ["https://acme.example/"]),
    ("[prices](https://acme.example/a) and <https://acme.example/b>", ["https://acme.example/a", "https://acme.example/b"]),
    ("[prices|https://acme.example/a|smart-link]", ["https://acme.example/a"]),
    ("*https://acme.example/a*, (https://acme.example/b)!", ["https://acme.example/a", "https://acme.example/b"]),
    ("https://acme.example/oven_(stone)", ["https://acme.example/oven_(stone)"]),
    ("HTTPS://ACME.example/About#team", ["https://acme.example/About"]),
    ("https://acme.example:443/a http://acme.example:80/a", ["https://acme.example/a", "http://acme.example/a"]),
    ("http://acme.example:8080/a", ["http://acme.example:8080/a"]),
    ("https://müller.example/größe", ["https://müller.example/größe"]),
    ("https://acme.example/out?token=secret", []),
    ("https://user:secret@acme.example/", []),
    ("https://user@acme.example/", []),
    ("ftp://acme.example/ mailto:a@acme.example javascript:alert(1) acme.example/a", []),
    ("https:// https://. https:///a", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "urls"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_addresses_in_a_description(text: str, urls: list[str]) -> None:
    assert [address.url for address in addresses_in(text)] == urls


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://acme.example/a?lang=en#top ", "https://acme.example/a?lang=en"),
        ("https://acme.example", "https://acme.example/"),
        ("https://acme.example/a b", None),
        ("acme.example", None),
        ("file:///etc/passwd", None),
        ("https://user:secret@acme.example/", None),
    ],
)
def test_an_address_of_the_config(text: str, url: str | None) -> None:
    address = address_of(text)
    assert (address.url if address else None) == url


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_found_is_an_address_by_itself(before: str, after: str) -> None:
    for address in addresses_in(f"{before}https://acme.example/{after}"):
        again = address_of(address.url)
        assert again == address


looks = st.lists(st.tuples(st.integers(1, 12), st.sampled_from([OK, DEAD, UNKNOWN])), max_size=12)


@settings(deadline=None)
@given(looks, st.integers(2, 4), st.booleans())
def test_a_death_is_enough_looks_in_a_row_far_enough_apart(
    told: list[tuple[int, str]], enough: int, listed: bool
) -> None:
    at, played = START, list[tuple[datetime, str]]()
    for gap, status in told:
        at += gap * HOUR
        played.append((at, status))
    steps = [builders.moved(when, None, status) for when, status in played]
    page = builders.ticket("https://acme.example/", builders.opened(START, None), *steps, type=PAGE)
    death = death_of(page, listed=listed, looks=enough, apart=6 * HOUR)
    since_alive = played[max((n + 1 for n, (_, s) in enumerate(played) if s == OK), default=0) :]
    dead = [when for when, status in since_alive if status == DEAD]
    if death is None:
        alive_once = listed or any(status == OK for _, status in played)
        told_all = all(status == DEAD for _, status in since_alive)
        assert not (alive_once and told_all) or len(dead) < enough or dead[-1] - dead[0] < (enough - 1) * 12 * HOUR
    else:
        assert death.look.at == dead[0]
        assert death.confirmed in dead
        assert death.confirmed - dead[0] >= (enough - 1) * 6 * HOUR
