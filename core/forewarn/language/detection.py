"""In which language a comment is written, found offline; cheap where it is one that has a pack."""

import re
from functools import cache
from typing import Any, Final
from unicodedata import name

from forewarn.language.pack import Pack, pack_codes, pack_for

_WORD: Final = re.compile(r"[^\W\d_](?:[\w']*[^\W\d_])?")
_FEWEST_WORDS: Final = 4
_COMMON_SHARE: Final = 0.12
"""Share of everyday words from which a comment is in the language it is expected in."""
_KNOWN_SHARE: Final = 0.5
"""Share of words from its pack from which it is in that language, whether or not it is expected."""
_FEWEST_WORDS_OF_A_STRANGER: Final = 8
"""A language without a pack silences checks, so it takes more words to be believed."""
_SURE: Final = 0.95
_SURE_OF_A_STRANGER: Final = 0.99
_STRANGERS: Final = (
    "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "ar", "he", "hi", "ja", "ko", "zh",
)  # fmt: skip
"""Languages that clients write; rare ones are left out, as short comments are mistaken for them."""


def language_of(prose: str, home: Pack) -> str | None:
    """The code of the language of lower-case prose; None where it is too short or too unclear to say.

    `home` is the pack of the language it is expected in.
    """
    words = _WORD.findall(prose)
    if len(words) < _FEWEST_WORDS:
        return None
    everyday = sum(word in home.everyday for word in words)
    if everyday >= _COMMON_SHARE * len(words) and home.strangers.isdisjoint(prose):
        return home.code
    if code := next((code for code in (home.code, *pack_codes()) if _is_made_of(words, prose, code)), None):
        return code
    if len(words) < _FEWEST_WORDS_OF_A_STRANGER:
        return None
    code, sure = _identifier().classify(" ".join(words))
    return str(code) if sure >= (_SURE if code in pack_codes() else _SURE_OF_A_STRANGER) else None


def language_by_script(prose: str, home: Pack) -> str | None:
    """The language with a pack whose letters prose is in, where it holds no letter that `home` is written in."""
    scripts = {_script(letter) for letter in set(prose) if letter.isalpha()}
    if len(scripts) != 1 or _script_of(home.code) in scripts:
        return None
    return next((code for code in pack_codes() if _script_of(code) in scripts), None)


def _script(letter: str) -> str:
    """The first word of a letter's name: `LATIN`, `CYRILLIC`."""
    return name(letter, "").partition(" ")[0]


@cache
def _script_of(code: str) -> str | None:
    pack = pack_for(code)
    return _script(pack.common[0][0]) if pack else None


def _is_made_of(words: list[str], prose: str, code: str) -> bool:
    """Whether most words are known to the pack of a language, and no letter speaks against it."""
    pack = pack_for(code)
    known = sum(word in pack.vocabulary for word in words) if pack else 0
    return pack is not None and known > _KNOWN_SHARE * len(words) and pack.strangers.isdisjoint(prose)


@cache
def _identifier() -> Any:
    # Imported late: its tables take about a second to load, and most runs never ask it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted({*_STRANGERS, *pack_codes()}.intersection(identifier.labels)))
    return identifier
