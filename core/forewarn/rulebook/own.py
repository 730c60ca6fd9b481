"""Reads the expressions of a rules file, and makes a check of a rule that brings a condition instead of one."""

from collections.abc import Mapping

from forewarn.checks import Check
from forewarn.checks.check import TEAM, TEAM_AND_CLIENT
from forewarn.rulebook.cel import Type
from forewarn.rulebook.condition import Condition, condition
from forewarn.rulebook.custom import SAMPLE, CustomOptions, custom_check
from forewarn.rulebook.merge import Setting, Settings
from forewarn.rulebook.misread import Misread
from forewarn.rulebook.mistakes import Mistake
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.templates import needed
from forewarn.rulebook.texts import own_texts


def read_expression(
    settings: Settings, key: str, problems: Problems, *, gives: Type = Type.FLAG, of_project: bool = False
) -> Condition | None:
    """The expression that stands under a key; None where there is none, or a mistake was noted."""
    if key not in settings:
        return None
    said = settings[key][-1]
    try:
        return condition(said.value, gives, of_project=of_project)
    except Misread as mistake:
        problems.add_within(said.document, said.at, said.value, mistake.offset, mistake)
    return None


def own_check(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> Check | None:
    """The check of a rule with `when`, or None where a mistake was noted."""
    before = len(problems)
    rule = settings["id"][-1]
    _refuse_check(settings, checks, problems)
    if len(problems) > before:
        return None
    read_expression(settings, "where", problems)
    read_expression(settings, "when", problems)
    read_expression(settings, "since", problems, gives=Type.INSTANT)
    texts = dict(own_texts(settings))
    audience = settings["audience"][-1].value if "audience" in settings else "team"
    client = audience != "team"
    for key in _wanted(texts, client):
        if key not in texts:
            reader = "this rule of your own, which has a when," if "." not in key else "its translation"
            step = f'Add it under texts, as in {key.rpartition(".")[2]}: "Look at {{{{ title | quote }}}}."'
            problems.add(rule.document, rule.at, f"{reader} needs the text {key}", step)
    needs = {name for said in texts.values() for name in _needs(said, problems)}
    if len(problems) > before:
        return None
    words: dict[str, str] = {key: said.value for key, said in texts.items() if "." not in key}
    about = settings["about"][-1].value if "about" in settings else ""
    members = {"audiences": TEAM_AND_CLIENT if client else TEAM}
    since = settings["since"][-1].value if "since" in settings else ""
    options = CustomOptions(when=settings["when"][-1].value, since=since, needs=frozenset(needs))
    return custom_check(rule.value, about, words, members)(options)


def _refuse_check(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> None:
    when, name = settings["when"][-1], settings["id"][-1].value
    if "check" in settings or any(slug.endswith(f"/{name}") for slug in checks):
        step = "Narrow the check with where, or give a rule of your own another name and no check."
        problems.add(when.document, when.at, "a rule with a check cannot have a when as well", step)
    for key, said in settings.items():
        if key.startswith("options."):
            problems.add(
                said[-1].document, said[-1].at, "a rule with a when has no options", "Write numbers into when."
            )


def _wanted(texts: Mapping[str, Setting], client: bool) -> list[str]:
    """The texts that must be there: a language that is begun must be complete, for nobody reads half a comment."""
    words = ["team", "advice", *(["client"] if client else [])]
    languages = sorted({key.partition(".")[0] for key in texts if "." in key})
    return words + [f"{language}.{word}" for language in languages for word in words]


def _needs(said: Setting, problems: Problems) -> frozenset[str]:
    try:
        return needed(said.value, SAMPLE)
    except Mistake as mistake:
        problems.add_mistake(said.document, said.at, mistake)
        return frozenset()
