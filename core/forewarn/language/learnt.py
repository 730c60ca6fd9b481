"""What a language has learnt from labelled comments: the words that sentences of one kind have in common.

Phrases say what is certain, but people ask for news in more ways than anybody can write down. A file of weights beside
the pack, made by `benchmarks/phrases/learn.py`, adds up what the words of a sentence speak for.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt

from forewarn.language.phrases import STEM
from forewarn.language.sentences import Line

_SIGN = re.compile(r"[^\W\d_]+(?:'\w+)?|\d+|[?!]|\.\.\.")
_NUMBER = "0"
_PAIR, _TRIPLE = 2, 3
_LENGTHS = (1, 2, 3, 7, 14)
"""The most words of a very short sentence, a short one and so on."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights of traits. A sentence is of the kind if they weigh more than `sure`, with the worth of a phrase if one of
    the pack says so too."""

    weights: Mapping[str, float]
    bias: float
    phrase: float
    sure: float
    digest: str
    """Of the comments it was learnt from."""

    def first(
        self, lines: Sequence[Line], phrased: Callable[[Line], bool], unlike: Callable[[Line], bool]
    ) -> Line | None:
        """The first sentence of a comment that is of the kind.

        Whether it is phrased like one, or is none for all its likeness, is only asked where it matters.
        """
        for line, found in zip(lines, traits(lines), strict=True):
            if not _signs(line):  # an address alone
                continue
            weight = self.weigh(found)
            if (weight > self.sure and not unlike(line)) or (weight + self.phrase > self.sure and phrased(line)):
                return line
        return None

    def weigh(self, found: Collection[str]) -> float:
        """How much a sentence with these traits is like those of the kind."""
        weight = self.weights.get
        return self.bias + sum(weight(trait, 0.0) for trait in found) / sqrt(len(found))

    @classmethod
    def read(cls, text: str) -> "Learnt":
        """From a file: a line each for the single values, then a weight and its trait a line."""
        values: dict[str, str] = {}
        weights: dict[str, float] = {}
        for line in text.splitlines():
            name, _, value = line.partition("\t")
            if value and not line.startswith("#"):
                if name in ("bias", "phrase", "sure", "digest"):
                    values[name] = value
                else:
                    weights[value] = float(name)
        bias, phrase, sure = (float(values[name]) for name in ("bias", "phrase", "sure"))
        return cls(weights, bias, phrase, sure, values["digest"])


def traits(lines: Sequence[Line]) -> list[frozenset[str]]:
    """What is weighed of each sentence of a comment.

    Its words alone and in pairs, the beginnings of its words alone and up to three in a row, and of pairs with another
    word between; its length, its place, and the beginnings of the longer words beside it, in other sentences. The
    beginning and the end of a sentence count as words, and all numbers as one.
    """
    signs = [_signs(line) for line in lines]
    stems = [[f"{word[:STEM]}*" if len(word) > STEM else word for word in words] for words in signs]
    return [frozenset((*_own(words, stems[at]), *_around(stems, at), _length(words))) for at, words in enumerate(signs)]


def _signs(line: Line) -> list[str]:
    words = [_NUMBER if word[0].isdecimal() else word for word in _SIGN.findall(line.plain)]
    return [*words, "?"] if line.question and words[-1:] != ["?"] else words


def _own(words: Sequence[str], stems: Sequence[str]) -> Iterator[str]:
    words, stems = ["^", *words, "$"], ["^", *stems, "$"]
    yield from _rows(words, _PAIR)
    yield from _rows(stems, _TRIPLE)
    yield from (f"{one} _ {other}" for one, other in zip(stems, stems[2:], strict=False))


def _around(stems: Sequence[Sequence[str]], at: int) -> Iterator[str]:
    last = len(stems) - 1
    yield "#only" if not last else "#first" if not at else "#last" if at == last else "#between"
    for sign, beside in (("<", at - 1), (">", at + 1)):
        if 0 <= beside <= last:
            yield from (sign + stem for stem in stems[beside] if stem.endswith("*") or stem in "?!")


def _length(words: Sequence[str]) -> str:
    return f"#{bisect_left(_LENGTHS, sum(word[0].isalnum() for word in words))}"


def _rows(words: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


@cache
def learnt_for(code: str) -> Learnt | None:
    """How chases look in a language; None where nothing was learnt."""
    file = files("forewarn.language").joinpath(f"{code}.chases.tsv")
    return Learnt.read(file.read_text(encoding="utf-8")) if file.is_file() else None
