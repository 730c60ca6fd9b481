"""Each signal is given by its hits and not by its misses; the cases are in signals.<language>.yaml."""

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from forewarn.language import Language, language_for

FILES = sorted(Path(__file__).parent.glob("signals.*.yaml"))


CASES = {file.name.split(".")[1]: YAML(typ="safe").load(file.read_text(encoding="utf-8")) for file in FILES}


def cases(kind: str) -> list[tuple[str, str, str]]:
    return [
        (code, signal, text)
        for code, signals in CASES.items()
        for signal, texts in signals.items()
        for text in texts[kind]
    ]


def gives(code: str, signal: str, text: str) -> bool:
    language = language_for(code)
    assert language is not None
    ask: Callable[[Language, str], object] = getattr(Language, signal)
    return bool(ask(language, text))


@pytest.mark.parametrize(("code", "signal", "text"), cases("hits"))
def test_a_hit_gives_its_signal(code: str, signal: str, text: str) -> None:
    assert gives(code, signal, text)


@pytest.mark.parametrize(("code", "signal", "text"), cases("misses"))
def test_a_miss_does_not_give_its_signal(code: str, signal: str, text: str) -> None:
    assert not gives(code, signal, text)


def test_the_chasing_sentence_is_given_back_in_the_authors_own_words() -> None:
    english = language_for("en")
    assert english is not None
    text = "Hello Tom. **Any news** on the _map_?  Best wishes"
    assert english.chases(text) == "**Any news** on the _map_?"


def test_every_yes_or_no_signal_has_hits_and_misses_in_every_language() -> None:
    """A signal without cases would be one that nobody has tried."""
    asked = {"chases", "gives_reason", "delivers", "approves", "asks", "assents", "settles", "complains", "calls_draft"}
    asked |= {"waives"} | {name for name in vars(Language) if name.startswith("is_")}
    for signals in CASES.values():
        assert set(signals) == asked
        assert all(texts["hits"] and texts["misses"] for texts in signals.values())
