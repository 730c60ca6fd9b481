"""A first config says what was answered, whatever that is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from forewarn.config.first import FirstConfig, FirstSource, called, several

WORDS = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3, unique=True), st.lists(WORDS, max_size=3), st.booleans())
def test_what_was_answered_is_what_is_read(name: str, containers: list[str], who: list[str], visible: bool) -> None:
    keys = {"url": name, "token": {"env": "FOREWARN_JIRA_TOKEN"}}
    first = FirstConfig(name, "en", "Europe/Berlin", "DE-BE", team=who, clients=who)
    first.sources["jira"] = FirstSource("jira", visible, keys)
    first.projects[name] = {"jira": containers}
    read: Any = YAML(typ="safe").load(first.text())
    assert read["agency"]["name"] == name
    assert read["clients"] == {name: None}
    assert read["roles"] == {"team": who, "client": who}
    assert read["sources"] == {"jira": {"connector": "jira", "client_visible": visible, **keys}}
    assert read["projects"] == {name: {"client": name, "sources": {"jira": containers}}}


@given(st.text(max_size=60))
def test_a_name_of_the_config_has_no_blanks_and_stays_as_it_is(text: str) -> None:
    assert called(called(text)) == called(text)
    assert not set(called(text)) & set(" ,:#\n")


@given(st.lists(WORDS.filter(lambda word: "," not in word), max_size=4, unique=True))
def test_what_stands_between_commas_is_taken_once_and_in_order(words: list[str]) -> None:
    assert several(" , ".join([*words, *words])) == words
