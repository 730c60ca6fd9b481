"""docs/files.md names every column that the files may have, and its config is one."""

import re
from collections.abc import Collection
from pathlib import Path
from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from forewarn_files.connector import FilesConnector
from forewarn_files.normalize import COMMENTS, EVENTS, TICKETS

PAGE = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "columns"), [("tickets.csv", TICKETS), ("events.csv", EVENTS), ("comments.csv", COMMENTS)]
)
def test_every_column_is_on_the_page(name: str, columns: Collection[str]) -> None:
    section = PAGE.partition(f"### {name}\n")[2].partition("\n### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(columns)


def test_the_config_of_the_trial_lets_the_client_see_the_tickets() -> None:
    text = dedent(PAGE.partition("```yaml\n")[2].partition("```")[0])
    config = YAML(typ="safe").load(text)
    assert config["speaking"] == {"baseline_days": 0}  # or the first runs of a trial would say nothing
    source = config["sources"]["export"]
    assert source.pop("connector") == "files"
    assert source.pop("client_visible") is True
    FilesConnector.Options.model_validate(source)
