"""A small agency with a connector of its own, so that the config is tested without the shipped trackers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from forewarn.checks import Check
from forewarn.config import Config, load_config
from forewarn.connect import Patience, Secret

RULES = """\
version: 1
rules: {silence: {}}
"""


def _address(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("write the whole address, such as https://tracker.example")
    return value


class PaperOptions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_address)] = Field(description="Address of the tracker.")
    token: Secret = Field(description="Where the token is kept.")


class PaperConnector:
    """Keeps what it was made with; it speaks to nobody."""

    Options = PaperOptions

    def __init__(
        self, source: str, options: BaseModel, *, client_visible: bool, environ: Mapping[str, str], patience: Patience
    ) -> None:
        assert isinstance(options, PaperOptions)
        self.source = source
        self.secret = options.token.reveal(environ, f"sources.{source}.token")
        self.client_visible = client_visible
        self.patience = patience

    @staticmethod
    def misnamed(container: str) -> tuple[str, str]:
        return ("is no pile of paper", "Write one word.") if " " in container else ("", "")


def _not_installed() -> type[Any]:
    raise ModuleNotFoundError("No module named 'slate'", name="slate")


class Silence(Check):
    """Silence was found."""

    __module__ = "sample.relationship.silence"
    team = "It is quiet."
    advice = "Write."


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Config]:
    """Writes a config beside its rules file and loads it from there."""
    monkeypatch.chdir(tmp_path)

    def write_and_load(text: str, rules: str = RULES, path: str = "forewarn.yaml") -> Config:
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
        (Path(path).parent / "rules.yaml").write_text(rules, encoding="utf-8")
        connectors = {"paper": lambda: PaperConnector, "slate": _not_installed}
        return load_config(Path(path), connectors=connectors, checks={Silence.slug: Silence})

    return write_and_load
