"""Facts in sentences: what nobody knows is said in words."""

import pytest
from tests.core.say.test_plan import OFFICE
from tests.core.say.test_render import silence_rule

from forewarn.model import Fact
from forewarn.say.markup import MARKUPS
from forewarn.say.tongue import tongue_for
from forewarn.say.words import sentence


@pytest.mark.parametrize("markup", sorted(MARKUPS))
@pytest.mark.parametrize(
    ("language", "author", "template", "filled"),
    [
        ("en", "", "{{ author }} wrote: {{ words | quote }}", "Somebody wrote: “Hi”"),
        ("en", "", "In review {{ author }} wrote.", "In review somebody wrote."),
        ("ru", "", "{{ author }}: {{ words | quote }}", "Кто-то: «Hi»"),
        ("ru", "", "{{ author }}, {{ words | quote }}", "Кто-то, «Hi»"),
        ("en", "ben", "{{ author }} wrote.", "ben wrote."),
        ("en", "", "{{ words }} is all.", "Hi is all."),
    ],
)
def test_a_writer_whom_nobody_knows_is_somebody(
    markup: str, language: str, author: str, template: str, filled: str
) -> None:
    facts: dict[str, Fact] = {"author": author, "words": "Hi"}
    said = sentence(silence_rule(), template, facts, MARKUPS[markup], OFFICE, tongue_for(language))
    assert said.replace("\\", "") == filled
