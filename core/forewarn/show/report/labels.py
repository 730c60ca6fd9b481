"""The report's own words, one data file a language."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from forewarn.say.phrasebook import read_phrases
from forewarn.say.tongue import Tongue, tongue_for


class Labels:
    """The words of one language. A label is a sentence with {names} in it, or a list of forms for a number."""

    __slots__ = ("_words", "tongue")

    def __init__(self, words: Mapping[str, Any], tongue: Tongue) -> None:
        self._words = words
        self.tongue = tongue

    def say(self, key: str, **facts: object) -> str:
        """The label `section.name`, filled. Raises KeyError for one that is not in the file."""
        text: str = self._find(key)
        return text.format_map(facts)

    def html(self, key: str, **facts: object) -> Markup:
        """The same as markup, where some of the facts are markup already; the others are escaped."""
        return Markup(self._find(key)).format_map(facts)  # noqa: S704 (our own data files)

    def count(self, key: str, number: float) -> str:
        """`3 findings`, in the form the language has for the number."""
        return self.tongue.plural(number, *self._find(key))

    def _find(self, key: str) -> Any:
        section, _, name = key.partition(".")
        return self._words[section][name]


@cache
def labels_for(language: str) -> Labels:
    """The labels of a language such as `ru` or `en-GB`; English where there are none of it."""
    code, words = read_phrases("forewarn.show.report", "texts", tongue_for(language).code)
    return Labels(words, tongue_for(code))
