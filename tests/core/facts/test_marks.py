"""Names of types, labels and statuses, however they are spelt."""

import pytest

from forewarn.facts.marks import is_one_of


@pytest.mark.parametrize("name", ["In Review", "in-review", "IN_REVIEW", "in  review", " in review "])
@pytest.mark.parametrize("word", ["in review", "In-Review", "in_review"])
def test_hyphens_underscores_and_spaces_are_the_same(name: str, word: str) -> None:
    assert is_one_of(name, ["done", word])


@pytest.mark.parametrize("name", ["inreview", "review", "in review 2", "", "-"])
def test_other_words_are_others(name: str) -> None:
    assert not is_one_of(name, ["in review"])
