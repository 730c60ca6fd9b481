"""Makes a rule of what the files say of it, or says what is wrong with them."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from forewarn.checks import Check, CheckOptions, why_unloaded
from forewarn.checks.check import Subject
from forewarn.model import Audience, Severity
from forewarn.rulebook.merge import Setting, Settings
from forewarn.rulebook.mistakes import Mistake, explain, unknown
from forewarn.rulebook.own import own_check, read_expression
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.rule import Rule, fingerprint
from forewarn.rulebook.texts import texts_of

_AUDIENCES = {
    "team": frozenset({Audience.TEAM}),
    "client": frozenset({Audience.CLIENT}),
    "both": frozenset({Audience.TEAM, Audience.CLIENT}),
}
_OPTIONS = "options."


def build_rule(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> Rule | None:
    """The rule, or None when `problems` were added."""
    before = len(problems)
    check = own_check(settings, checks, problems) if "when" in settings else _shipped(settings, checks, problems)
    if check is None:
        return None
    kind = type(check)
    audiences = _audiences(kind, settings, problems)
    texts, translations = texts_of(kind, settings, problems)
    where = read_expression(settings, "where", problems, of_project=kind.subject is Subject.PROJECT)
    if len(problems) > before:
        return None
    severity = Severity[said.value.upper()] if (said := _last(settings, "severity")) else kind.severity
    return Rule(
        id=settings["id"][-1].value,
        check=check,
        enabled=_value(settings, "enabled", True),
        severity=severity,
        audiences=audiences,
        approval=_value(settings, "approval", True),
        texts=texts,
        translations=translations,
        fingerprint=fingerprint(check, severity, audiences, where),
        origin={key: str(said[-1].place) for key, said in settings.items()},
        where=where,
    )


def _shipped(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> Check | None:
    """A check of an installed package, with its options."""
    for key in ("since", "about"):
        if said := _last(settings, key):
            problems.add(said.document, said.at, f"{key} belongs to a rule that has a when", "Leave it out.")
    kind = _check(settings, checks, problems)
    options = _options(kind, settings, problems) if kind else None
    return kind(options) if kind and options else None


def _check(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> type[Check] | None:
    said = _last(settings, "check") or settings["id"][-1]
    named = [slug for slug in checks if said.value in (slug, slug.partition("/")[2])]
    if len(named) == 1:
        return checks[named[0]]
    if named:
        mistake = Mistake(f"several checks are called {said.value!r}", f"Name its family: {' or '.join(named)}.")
    elif errors := why_unloaded(said.value):
        for error in errors:
            problems.add_error(error)
        return None
    else:
        words = checks if "/" in said.value else [slug.partition("/")[2] for slug in checks]
        mistake = unknown(
            "check",
            said.value,
            words,
            "A rule of another name says which check it is made of (check), or when it finds something (when).",
        )
    problems.add_mistake(said.document, said.at, mistake)
    return None


def _options(kind: type[Check], settings: Settings, problems: Problems) -> CheckOptions | None:
    given: dict[str, Any] = {}
    before = len(problems)
    for key, said in settings.items():
        if key.startswith(_OPTIONS):
            name = key.removeprefix(_OPTIONS)
            try:
                given[name] = _joined(kind, name, said)
            except Mistake as mistake:
                problems.add_mistake(said[-1].document, said[-1].at, mistake)
    if len(problems) > before:
        return None
    try:
        return kind.Options.model_validate(given)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            at = tuple(step for step in detail["loc"] if step != "[key]")
            cause = settings.get(f"{_OPTIONS}{at[0]}", settings["id"])[-1] if at else settings["id"][-1]
            problems.add_mistake(cause.document, (*cause.at, *at[1:]), explain(kind.Options, detail, at))
        return None


def _joined(kind: type[Check], name: str, said: tuple[Setting, ...]) -> Any:
    """The value of an option: the one that stands, with everything added to it."""
    if not any(setting.adds for setting in said):
        return said[-1].value
    field = kind.Options.model_fields.get(name)
    if field is None:
        raise unknown("option", name, kind.Options.model_fields)
    parts = [setting.value for setting in said]
    if said[0].adds:
        parts.insert(0, field.get_default(call_default_factory=True))
    if not all(isinstance(part, list | tuple | set | frozenset) for part in parts):
        raise Mistake(f"only a list can be added to with +{name}", f"Write {name} without the + to replace it.")
    return [item for part in parts for item in part]


def _audiences(kind: type[Check], settings: Settings, problems: Problems) -> frozenset[Audience]:
    said = _last(settings, "audience")
    if said is None:
        return kind.audiences
    wanted = _AUDIENCES[said.value]
    if not wanted <= kind.audiences:
        allowed = next(word for word, audiences in _AUDIENCES.items() if audiences == kind.audiences)
        reason = f"{kind.slug} speaks to the {allowed} only, so its audience cannot be {said.value!r}"
        problems.add(said.document, said.at, reason, f"Write {allowed!r}, or leave the line out.")
    return wanted


def _last(settings: Settings, key: str) -> Setting | None:
    return settings[key][-1] if key in settings else None


def _value(settings: Settings, key: str, otherwise: Any) -> Any:
    said = _last(settings, key)
    return otherwise if said is None else said.value
