"""The sentences of the checks in other languages than English: one file a language beside the checks."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from forewarn.checks.discovery import packages
from forewarn.rulebook.rule import Texts


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    team: str
    advice: str
    client: str | None = None


_FILE = TypeAdapter(dict[str, _Entry])


@cache
def translations() -> Mapping[str, Mapping[str, Texts]]:
    """By language, then by check: the `texts/<language>.yaml` of each package that brings checks."""
    found: dict[str, dict[str, Texts]] = {}
    for package in packages():
        folder = files(package) / "texts"
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name.endswith(".yaml"):
                given = _FILE.validate_python(YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {})
                worded = {slug: Texts(one.team, one.client, one.advice) for slug, one in given.items()}
                found.setdefault(file.name.removesuffix(".yaml"), {}).update(worded)
    return found


def translations_of(slug: str) -> Mapping[str, Texts]:
    """The sentences of one check, by language."""
    return {language: texts[slug] for language, texts in translations().items() if slug in texts}
