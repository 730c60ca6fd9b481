"""The sentences of a rule, from its check and from what the files say instead."""

from collections.abc import Iterator, Mapping

from forewarn.checks import Check
from forewarn.model import Audience
from forewarn.rulebook.merge import Setting, Settings
from forewarn.rulebook.mistakes import Mistake
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.rule import Texts
from forewarn.rulebook.templates import check_template
from forewarn.rulebook.translations import translations_of

_PREFIX = "texts."


def texts_of(kind: type[Check], settings: Settings, problems: Problems) -> tuple[Texts, Mapping[str, Texts]]:
    """In English or as a file words them, and by language; mistakes are noted."""
    for key, said in own_texts(settings):
        try:
            if key.endswith("client") and Audience.CLIENT not in kind.audiences:
                step = "Write audience: both, or leave" if kind.slug.startswith("custom/") else "Leave"
                raise Mistake(f"{kind.slug} never speaks to the client", f"{step} this text out.")
            check_template(said.value)
        except Mistake as mistake:
            problems.add_mistake(said.document, said.at, mistake)
    shipped = translations_of(kind.slug)
    texts = _worded(settings, _PREFIX, Texts(kind.team, kind.client, kind.advice))
    languages = {*shipped, *(key.split(".")[1] for key in settings if key.startswith(_PREFIX) and key.count(".") == 2)}
    return texts, {
        language: _worded(settings, f"{_PREFIX}{language}.", _worded(settings, _PREFIX, shipped.get(language, texts)))
        for language in sorted(languages)
    }


def own_texts(settings: Settings) -> Iterator[tuple[str, Setting]]:
    """What the files word themselves, by key: `team`, `client`, `ru.team`."""
    for key, said in settings.items():
        if key.startswith(_PREFIX):
            yield key.removeprefix(_PREFIX), said[-1]


def _worded(settings: Settings, prefix: str, own: Texts) -> Texts:
    """`own` where the files say nothing else."""
    said = {key: settings[prefix + key][-1].value for key in ("team", "client", "advice") if prefix + key in settings}
    return Texts(said.get("team", own.team), said.get("client", own.client), said.get("advice", own.advice))
