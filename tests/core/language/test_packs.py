"""What holds for every shipped pack, and for codes without one."""

import gc
import re

import pytest

from forewarn.language import Language, language_for
from forewarn.language.notation import Notation
from forewarn.language.pack import pack_for
from forewarn.language.periods import MEANINGS
from forewarn.language.phrases import Phrase, keys_of

CODES = ("en", "ru")


@pytest.mark.parametrize(("tag", "code"), [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("ru-RU", "ru")])
def test_a_tag_finds_the_pack_of_its_language(tag: str, code: str) -> None:
    language = language_for(tag)
    assert language is not None
    assert language.code == code


@pytest.mark.parametrize("tag", ["de", "", "e", "english", "../en", "en.yaml", "-", "xx-EN"])
def test_a_language_without_a_pack_is_none(tag: str) -> None:
    assert language_for(tag) is None


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_of_a_pack_compiles(code: str) -> None:
    """Phrases are compiled when they are first needed, which may be long after a translator has gone home."""
    language = language_for(code)
    assert isinstance(language, Language)
    phrases = [one for one in gc.get_objects() if isinstance(one, Phrase)]
    assert len(phrases) > 300
    assert all(isinstance(phrase.regex, re.Pattern) for phrase in phrases)


@pytest.mark.parametrize("code", CODES)
def test_every_meaning_of_a_pack_is_known(code: str) -> None:
    pack = pack_for(code)
    assert pack is not None
    words = pack.deadlines
    meanings = {*words.shapes, *words.shapes_after_lead}
    assert {meaning for meaning in meanings - MEANINGS.keys() if not re.fullmatch(r"\d\d-\d\d", meaning)} == set()
    assert set(words.leads) <= {"by", "before", "until", "to", "never"}
    assert max(len(lead.split()) for leads in words.leads.values() for lead in leads) <= 4


@pytest.mark.parametrize("code", CODES)
def test_a_pack_is_written_in_lower_case_with_straight_quotes(code: str) -> None:
    """Anything else could never be found, as texts are looked at in that form."""
    pack = pack_for(code)
    assert pack is not None
    written = repr(pack.model_dump(exclude={"name": True, "deadlines": {"day_first_regions"}}))
    assert written == written.lower().replace("true", "True").replace("false", "False")
    assert not re.search("[’‘“”–—]", written)


@pytest.mark.parametrize(
    ("phrase", "texts", "others"),
    [
        ("any (news|updates)", ["any news", "any, updates yet"], ["anynews", "any old news", "any newspaper"]),
        ("the [whole] story", ["the story", "the whole story"], ["the old story"]),
        ("updat* it", ["updating it", "update it"], ["it updates"]),
        ("be *ing", ["be sending"], ["be sent", "be inger"]),
        ("send _ now", ["send it now", "send anna's now"], ["send now", "send the file now"]),
        ("any ... yet", ["any news about it yet", "any yet"], ["any" + " old" * 30 + " yet"]),
        ("will !(not|never) _", ["will send"], ["will not send", "will never send"]),
        ("will [also] !be _", ["will also send"], ["will also be"]),
        ("^any", ["any", "- any"], ["so any"]),
        ("over$", ["all over", "over!"], ["over it"]),
        ("(a|b [c]) d", ["a d", "b d", "b c d"], ["c d"]),
        ("{fruit} please", ["pear please"], ["plum please"]),
        ("mid- ~ {fruit}", ["mid-pear"], ["mid- pear", "mid pear", "amid-pear"]),
    ],
)
def test_the_notation_means_what_it_says(phrase: str, texts: list[str], others: list[str]) -> None:
    phrases = Notation({"fruit": ("apple", "pear")}).phrases([phrase])
    assert [text for text in texts if not phrases.occur(text, keys_of(text))] == []
    assert [text for text in others if phrases.occur(text, keys_of(text))] == []


def test_words_that_open_a_sentence_may_stand_before_a_phrase_that_begins_it() -> None:
    phrases = Notation({"opener": ("ok", "thank you")}).phrases(["^[{opener}] any news ?"])
    texts = ("any news", "ok, any news", "thank you any news", "- any news", "so any news", "ok ok any news")
    asked = [text for text in texts if phrases.occur(text, keys_of(text), question=True)]
    assert asked == ["any news", "ok, any news", "thank you any news", "- any news"]
    assert not phrases.occur("ok, any news", keys_of("ok, any news"))


def test_a_key_stands_for_a_whole_word_unless_its_ending_is_left_open() -> None:
    """So that hardly any phrase is compiled for nothing."""
    phrases = Notation({}).phrases(["any update", "all updat*"])
    assert [phrase.source for phrase in phrases.candidates(keys_of("any updates"))] == []
    assert len(phrases.candidates(keys_of("all updates"))) == 1


def test_a_phrase_with_a_question_mark_counts_in_questions_alone() -> None:
    phrases = Notation({}).phrases(["any news ?"])
    assert phrases.occur("any news", keys_of("any news"), question=True)
    assert not phrases.occur("any news", keys_of("any news"))


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("any (news", "unbalanced"),
        ("any news)", "unbalanced"),
        ("[any) news", "unbalanced"),
        ("{nobody} there", "nobody"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Notation({}).phrase(phrase)
