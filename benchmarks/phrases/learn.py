"""Learns from the dev part how chases look: `python benchmarks/phrases/learn.py`, which needs forewarn[learn].

Writes `core/forewarn/language/<code>.chases.tsv`. A comment that chases does so in one of its sentences, and nobody
has labelled which: each time round it is the one that looks most like a chase so far. Traits weigh by how unevenly
they are spread (Wang and Manning, "Baselines and Bigrams", 2012).
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from measure import CALENDARS, HERE, Labelled, digest, voices
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from forewarn.language.learnt import Learnt, traits
from forewarn.language.pack import pack_for
from forewarn.language.reading import Reading

ROUNDS = 3
STRENGTH = 20.0
"""Of the evidence against the wish for small weights."""
FEWEST = 3
"""Comments in which a trait has to occur."""
SMALLEST = 0.15
"""Weight below which a trait is not kept."""
WORTHS = 1.0, 1.5, 2.0, 2.5, 3.0
"""What a phrase of the pack that says so too may add to the likeness of a sentence; one is chosen."""
DAILY = "daily"
"""How the names of voices begin that write in the proportions of life."""
OFTEN = 3
"""How often each of their comments counts."""
AIM = 0.97
"""Share of right alarms about such voices while they are left out of the learning."""
FOLDS = 6
"""Parts of these voices, of which each is left out once."""
TARGET = HERE.parents[1] / "core" / "forewarn" / "language"

Bag = Sequence[frozenset[str]]
"""The traits of each sentence of a comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What is learnt from."""

    bag: Bag
    phrased: tuple[bool, ...]
    """By sentence: whether a phrase of the pack says that it chases."""
    chases: bool
    weight: int
    """How often it counts."""


def main() -> None:
    """Learn each language."""
    for code in CALENDARS:
        sets = {name: list(comments) for name, comments in voices(code)}
        read = {name: _read(code, comments, OFTEN if _is_daily(name) else 1) for name, comments in sets.items()}
        everything = [comment for comments in read.values() for comment in comments]
        sure, worth = _sure(read)
        weights, bias = _learn(everything)
        kept = sorted((w, trait) for trait, w in weights.items() if abs(w) >= SMALLEST)
        lines = [
            "# What sentences that chase have in common: weights, made by benchmarks/phrases/learn.py. Not for hands.",
            f"digest\t{digest(code)}", f"bias\t{bias:.3f}", f"phrase\t{worth}", f"sure\t{sure:.2f}",
            *(f"{weight:.2f}\t{trait}" for weight, trait in reversed(kept)),
        ]  # fmt: skip
        (TARGET / f"{code}.chases.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sys.stdout.write(f"{code}: {len(everything)} comments, {len(kept)} traits, sure above {sure:.2f}\n")


def _is_daily(voice: str) -> bool:
    return voice.startswith(DAILY)


def _read(code: str, comments: Sequence[Labelled], weight: int) -> list[Comment]:
    pack = pack_for(code)
    assert pack is not None
    reading = Reading(pack)
    found = []
    for case in comments:
        lines = reading.meant(case.text)
        phrased = tuple(reading.chases(line.said) is not None for line in lines)
        found.append(Comment(traits(lines), phrased, case.chases, weight))
    return [comment for comment in found if comment.bag]


def _learn(comments: Sequence[Comment]) -> tuple[dict[str, float], float]:
    """Weights by trait, and the bias."""
    occurs = Counter(trait for comment in comments for trait in frozenset().union(*comment.bag))
    known = {trait: at for at, trait in enumerate(sorted(t for t, times in occurs.items() if times >= FEWEST))}
    sentences = [(traits_, at) for at, comment in enumerate(comments) for traits_ in comment.bag]
    table = _table([one for one, _ in sentences], known)
    owner = np.array([at for _, at in sentences])
    labels = np.array([comments[at].chases for at in owner])
    counts = np.array([comments[at].weight for at in owner])
    weights, bias = _fit(table, labels, counts)
    for _ in range(ROUNDS):
        score = table @ weights + bias
        best = {at: int(np.flatnonzero(owner == at)[np.argmax(score[owner == at])]) for at in set(owner[labels])}
        rows = np.array(sorted({*best.values(), *np.flatnonzero(~labels)}))
        weights, bias = _fit(table[rows], labels[rows], counts[rows])
    return dict(zip(known, weights, strict=True)), bias


def _table(sentences: Sequence[frozenset[str]], known: dict[str, int]) -> csr_matrix:
    rows = [sorted(known[trait] for trait in one if trait in known) for one in sentences]
    values = [1 / np.sqrt(len(one)) for one, row in zip(sentences, rows, strict=True) for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, [at for row in rows for at in row], ends), shape=(len(rows), len(known)))


def _fit(table: csr_matrix, labels: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, float]:
    occurs = (table > 0).astype(float).multiply(counts[:, None]).tocsr()
    yes, no = (1 + occurs[mask].sum(0).A1 for mask in (labels, ~labels))
    spread = np.abs(np.log((yes / (1 + counts[labels].sum())) / (no / (1 + counts[~labels].sum()))))
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced", solver="liblinear")
    model.fit(table.multiply(spread).tocsr(), labels, counts)
    return model.coef_[0] * spread, float(model.intercept_[0])


def _sure(read: dict[str, list[Comment]]) -> tuple[float, float]:
    """The lowest score above which a sentence is a chase often enough, in voices that nothing was learnt from.

    And what a phrase is worth, so that most chases are found.
    """
    left_out: list[tuple[Learnt, Comment]] = []
    for fold in range(FOLDS):
        unheard = list(filter(_is_daily, read))[fold::FOLDS]
        weights, bias = _learn([one for name, them in read.items() if name not in unheard for one in them])
        learnt = Learnt(weights, bias, 0, 0, "")
        left_out += [(learnt, comment) for name in unheard for comment in read[name]]
    _, sure, worth = max(_reached(left_out, worth) for worth in WORTHS)
    return sure, worth


def _reached(left_out: Sequence[tuple[Learnt, Comment]], worth: float) -> tuple[int, float, float]:
    """How many chases are found above the lowest score that is sure enough, that score, and the worth."""
    scored = [(_score(learnt, comment, worth), comment.chases) for learnt, comment in left_out]
    for sure in np.arange(0, 5, 0.05):
        alarms = [chases for score, chases in scored if score > sure]
        if sum(alarms) >= AIM * len(alarms):
            return sum(alarms), float(sure), worth
    raise SystemExit("no score is sure enough")


def _score(learnt: Learnt, comment: Comment, worth: float) -> float:
    return max(learnt.weigh(found) + worth * said for found, said in zip(comment.bag, comment.phrased, strict=True))


if __name__ == "__main__":
    main()
