"""What a language has learnt from labelled comments: the words that sentences of one kind have in common.

Phrases say what is certain, but people ask for news in more ways than anybody can write down. A file of weights beside
the pack, made by `benchmarks/phrases/learn.py`, adds up what the words of a sentence speak for.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt

from forewarn.language.phrases import STEM
from forewarn.language.sentences import Line

_SIGN = re.compile(r"[^\W\d_]+(?:'\w+)?|\d+|[?!]|\.\.\.")
_NUMBER = "0"
_PAIR, _TRIPLE = 2, 3
_TOO_FEW_WORDS = 2
"""To be sure by likeness alone: whether "Friday?" asks for news no weight can tell."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights of traits. A sentence is of the kind above `sure`, and above `possible` if a phrase says so too.

    `sure` is 0 or more, which a sentence of one or two words never is above.
    """

    weights: Mapping[str, float]
    bias: float
    sure: float
    possible: float
    digest: str
    """Of the comments it was learnt from."""

    def likeness(self, line: Line) -> float:
        """How much a sentence is like those of the kind; above 0 more like them than like the others."""
        weight = self.weigh(traits(line))
        return weight if len(line.plain.split()) > _TOO_FEW_WORDS else min(weight, 0.0)

    def weigh(self, found: Collection[str]) -> float:
        """The same by the traits of a sentence, however short it is."""
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
                if name in ("bias", "sure", "possible", "digest"):
                    values[name] = value
                else:
                    weights[value] = float(name)
        bias, sure, possible = (float(values[name]) for name in ("bias", "sure", "possible"))
        return cls(weights, bias, sure, possible, values["digest"])


def traits(line: Line) -> frozenset[str]:
    """What is weighed of a sentence: its words alone and in pairs, the beginnings of its words alone and up to three in
    a row, and of pairs with another word between.

    The beginning and the end of the sentence count as words, and all numbers as one.
    """
    words = [_NUMBER if word[0].isdecimal() else word for word in _SIGN.findall(line.plain)]
    if line.question and words[-1:] != ["?"]:
        words.append("?")
    stems = [f"{word[:STEM]}*" if len(word) > STEM else word for word in words]
    words, stems = ["^", *words, "$"], ["^", *stems, "$"]
    apart = (f"{one} _ {other}" for one, other in zip(stems, stems[2:], strict=False))
    return frozenset((*_rows(words, _PAIR), *_rows(stems, _TRIPLE), *apart))


def _rows(words: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


@cache
def learnt_for(code: str) -> Learnt | None:
    """How chases look in a language; None where nothing was learnt."""
    file = files("forewarn.language").joinpath(f"{code}.chases.tsv")
    return Learnt.read(file.read_text(encoding="utf-8")) if file.is_file() else None
