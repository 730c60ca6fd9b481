"""Reads what a language contributes to texts: one YAML file a language, in a folder beside the module that uses it."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

DEFAULT = "en"


def read_phrases(package: str, folder: str, language: str) -> tuple[str, Any]:
    """The code and the contents of the file for a language such as `ru` or `en-GB`; English where there is none."""
    code = language.partition("-")[0].lower()
    own = read_own(package, folder, code)
    return (code, own) if own is not None else (DEFAULT, read_own(package, folder, DEFAULT))


@cache
def read_own(package: str, folder: str, language: str) -> Any:
    """The contents of the file for a language; None where there is none."""
    file = files(package).joinpath(folder, f"{language.partition('-')[0].lower()}.yaml")
    return YAML(typ="safe").load(file.read_text(encoding="utf-8")) if file.is_file() else None
