"""Makes a rule of what the files say of it, or says what is wrong with them."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, TemplateSyntaxError
from pydantic import ValidationError

from forewarn.checks import Check, CheckOptions
from forewarn.model import Audience, Severity
from forewarn.rulebook.layers import Setting, Settings
from forewarn.rulebook.mistakes import Mistake, explain, unknown
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.rule import Rule, Texts, fingerprint
from forewarn.rulebook.translations import translations_of

_AUDIENCES = {
    "team": frozenset({Audience.TEAM}),
    "client": frozenset({Audience.CLIENT}),
    "both": frozenset({Audience.TEAM, Audience.CLIENT}),
}
_OPTIONS = "options."
_templates = Environment(autoescape=False)  # noqa: S701 (templates are read here and never filled)


def build_rule(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> Rule | None:
    """The rule, or None when `problems` were added."""
    before = len(problems)
    kind = _check(settings, checks, problems)
    if kind is None:
        return None
    options = _options(kind, settings, problems)
    audiences = _audiences(kind, settings, problems)
    texts = _texts(kind, settings, problems)
    if options is None or len(problems) > before:
        return None
    check = kind(options)
    severity = Severity[said.value.upper()] if (said := _last(settings, "severity")) else kind.severity
    return Rule(
        id=settings["id"][-1].value,
        check=check,
        enabled=_value(settings, "enabled", True),
        severity=severity,
        audiences=audiences,
        approval=_value(settings, "approval", True),
        texts=texts,
        translations={lang: _worded(settings, theirs) for lang, theirs in translations_of(kind.slug).items()},
        fingerprint=fingerprint(check, severity, audiences),
        origin={key: str(said[-1].place) for key, said in settings.items()},
    )


def _check(settings: Settings, checks: Mapping[str, type[Check]], problems: Problems) -> type[Check] | None:
    said = _last(settings, "check") or settings["id"][-1]
    named = [slug for slug in checks if said.value in (slug, slug.partition("/")[2])]
    if len(named) == 1:
        return checks[named[0]]
    if named:
        mistake = Mistake(f"several checks are called {said.value!r}", f"Name its family: {' or '.join(named)}.")
    else:
        words = checks if "/" in said.value else [slug.partition("/")[2] for slug in checks]
        mistake = unknown("check", said.value, words, "A rule with a name of its own names its check: {check: ...}.")
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


def _texts(kind: type[Check], settings: Settings, problems: Problems) -> Texts:
    for key in ("team", "client", "advice"):
        said = _last(settings, f"texts.{key}")
        if said is not None:
            reason, next_step = _wrong_text(kind, key, said.value)
            if reason:
                problems.add(said.document, said.at, reason, next_step)
    return _worded(settings, Texts(kind.team, kind.client, kind.advice))


def _worded(settings: Settings, own: Texts) -> Texts:
    """The check's own texts where the files say nothing else."""
    return Texts(
        team=_value(settings, "texts.team", own.team),
        client=_value(settings, "texts.client", own.client),
        advice=_value(settings, "texts.advice", own.advice),
    )


def _wrong_text(kind: type[Check], key: str, text: str) -> tuple[str, str]:
    if key == "client" and Audience.CLIENT not in kind.audiences:
        return f"{kind.slug} never speaks to the client", "Leave this text out."
    if not text.strip():
        return "this text is empty", "Write a sentence, or delete the line to use the check's own."
    try:
        _templates.parse(text)
    except TemplateSyntaxError as error:
        return f"this text is not a template: {error.message}", "Facts are written {{ like_this }}."
    return "", ""


def _last(settings: Settings, key: str) -> Setting | None:
    return settings[key][-1] if key in settings else None


def _value(settings: Settings, key: str, otherwise: Any) -> Any:
    said = _last(settings, key)
    return otherwise if said is None else said.value
