"""The checks speak Russian as fully as English: the same checks, the same facts, and no English in between."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

from forewarn.checks import Check, all_checks
from forewarn.model import Fact, Finding
from forewarn.rulebook import Texts
from forewarn.rulebook.translations import translations, translations_of
from forewarn.say.markup import MARKUPS
from forewarn.say.tongue import tongue_for
from forewarn.say.words import facts_of, sentence
from forewarn.testing.builders import calendar
from forewarn.testing.casefile import read_cases
from forewarn.testing.cases import ask, rule_for, set_stage

HERE = Path(__file__).parent
PARTS = ("team", "advice", "client")
LATIN = re.compile(r"[A-Za-z]+")
SYNTAX = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
KEYS_OF_THE_CONFIG = {"allow"}
"""What the reader has to type as it stands."""
NOT_FOR_CLIENTS = re.compile(
    r"(?i)\b(sla|нарушен|просроч|дедлайн|скоуп|тикет|бэклог|баг|фидбек|апрув|майлстоун|таск|чек-?лист|релиз|правил|провер"
    r"|задач|этап|вин[аоуы]|обязан|регламент|настоящим|уведомл|вы (не|должны|забыли)|вам (следует|необходимо))\w*"
)
OFFERED_GENDERS = re.compile(r"\w\((а|ла|ась|на)\)")
CODE_WORDS = {"how", "kind", "kinds", "asker", "basis", "plan", "place", "weight"}
"""Facts whose values are words of ours, to be put into the reader's language; other words are somebody's own."""

every_check = pytest.mark.parametrize("check", list(all_checks().values()), ids=list(all_checks()))


def _russian(check: type[Check]) -> Texts:
    texts = translations_of(check.slug)
    assert "ru" in texts, f"{check.slug} has no Russian words in rules/forewarn_rules/texts/ru.yaml"
    return texts["ru"]


def _part(texts: Texts | type[Check], part: str) -> str:
    return getattr(texts, part) or ""


def _facts_named(template: str) -> set[str]:
    environment = Environment(autoescape=True)
    environment.filters |= dict.fromkeys(("day", "moment", "plural", "quote", "titles", "hours"), str)
    return find_undeclared_variables(environment.parse(template)) - {"namespace"}


def test_russian_speaks_for_every_check_and_for_no_other() -> None:
    assert set(translations()["ru"]) == set(all_checks())


@every_check
def test_the_russian_texts_are_whole(check: type[Check]) -> None:
    texts = _russian(check)
    assert texts.team.strip(), "the team reads nothing"
    assert texts.advice.strip(), "there is no advice"
    assert (texts.client is None) == (check.client is None), "only one of the languages has a text for the client"


@every_check
@pytest.mark.parametrize("part", PARTS)
def test_both_languages_tell_the_same_facts(check: type[Check], part: str) -> None:
    assert _facts_named(_part(_russian(check), part)) == _facts_named(_part(check, part))


@every_check
@pytest.mark.parametrize("part", PARTS)
def test_the_russian_words_are_russian(check: type[Check], part: str) -> None:
    words = SYNTAX.sub(" ", _part(_russian(check), part))
    assert set(LATIN.findall(words)) <= KEYS_OF_THE_CONFIG
    assert OFFERED_GENDERS.search(words) is None, "say it so that no gender is needed"


@every_check
@pytest.mark.parametrize("part", PARTS)
def test_russian_numbers_come_with_their_three_forms(check: type[Check], part: str) -> None:
    for forms in re.findall(r"plural\(([^)]*)\)", _part(_russian(check), part)):
        assert len(forms.split(",")) == 3, f"plural({forms}): one, few and many"


@every_check
def test_clients_read_no_jargon_and_no_blame_in_russian(check: type[Check]) -> None:
    words = SYNTAX.sub(" ", _russian(check).client or "")
    assert (found := NOT_FOR_CLIENTS.search(words)) is None, f"the client reads {found[0] if found else ''!r}"
    assert re.search(r"\bВ(ы|ам|ами|ас|аш\w*)\b", words) is None, "«вы» is written small"


@every_check
def test_what_russians_read_holds_no_english_but_what_people_wrote(check: type[Check]) -> None:
    findings = _findings(check.slug)
    assert findings, "no case shows what is said"
    rule = rule_for(check)
    for finding in findings:
        facts = {name: _in_russian(name, fact) for name, fact in facts_of(finding).items()}
        for part in PARTS:
            template = _part(_russian(check), part)
            words = sentence(rule, template, facts, MARKUPS["markdown"], calendar(), tongue_for("ru"))
            assert set(LATIN.findall(words)) <= KEYS_OF_THE_CONFIG, words
            assert not re.search(r"None|True|False| [.,;:]|\.\.|\(\)|«»|[.:;]\w", _without_times(words)), words


def _in_russian(name: str, fact: Fact) -> Fact:
    """The fact as if people had written Russian; words of ours stay as they are."""
    if name in CODE_WORDS:
        return fact
    if isinstance(fact, tuple):
        return tuple("Слово" for _ in fact)
    return "Слово" if isinstance(fact, str) and fact else fact


def _without_times(words: str) -> str:
    return re.sub(r"\d\d:\d\d", "00", words.replace("\\", ""))


def _findings(slug: str) -> tuple[Finding, ...]:
    """What the check says in those of its cases that it flags."""
    found: list[Finding] = []
    for case in read_cases(HERE / f"{slug}.yaml"):
        if case.expect == "flags":
            stage, rule = set_stage(case), rule_for(all_checks()[slug], case.options)
            tickets = stage.tickets_by(stage.now)
            found += ask(rule, stage.project, tickets, stage.now, stage.subject).findings
    return tuple(found)
