"""docs/writing-a-connector.md is true: its code is that of the files, its examples work, nothing is left out."""

import inspect
import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.connectors.files.conftest import Folder

from forewarn import errors
from forewarn.connect import Capabilities, Connector, Guarantee, Reader, Speaker
from forewarn.model import Kind
from forewarn.testing.contract import Terms
from forewarn_files.connector import FilesConnector

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "writing-a-connector.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^<!-- (.+?) -->\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
CODE = [(name, block) for name, block in BLOCKS if name.endswith(".py")]


def block(name: str) -> str:
    """The only block under this name."""
    [found] = [text for title, text in BLOCKS if title == name]
    return str(found)


def test_every_block_says_where_it_comes_from() -> None:
    assert len(BLOCKS) == len(re.findall(r"^```\w+$", PAGE, re.MULTILINE))
    assert len(CODE) > 10


@pytest.mark.parametrize(("path", "code"), CODE, ids=[f"{number}-{path}" for number, (path, _) in enumerate(CODE)])
def test_the_code_is_that_of_the_file(path: str, code: str) -> None:
    assert code in (ROOT / path).read_text(encoding="utf-8")


def test_the_examples_are_read_as_the_page_says(folder: Folder) -> None:
    folder.write(tickets=block("example: tickets.csv"), events=block("example: events.csv"))
    tickets = folder.tickets(time_zone="Europe/Berlin")
    assert list(tickets) == ["ACME/1", "ACME/2"]
    assert [event.kind for event in tickets["ACME/1"].history] == [
        Kind.CREATED, Kind.CHANGED, Kind.CHANGED, Kind.COMMENTED,
    ]  # fmt: skip


def test_the_entry_point_leads_to_the_connector() -> None:
    [(group, entries)] = tomllib.loads(block("entry point"))["project"]["entry-points"].items()
    [(name, value)] = entries.items()
    assert EntryPoint(name, value, group).load() is FilesConnector


def test_the_source_of_the_example_is_one(tmp_path: Path) -> None:
    [source] = YAML(typ="safe").load(block("config"))["sources"].values()
    assert source.pop("connector") == "files"
    assert source.pop("client_visible") is True
    options = FilesConnector.Options.model_validate(source, context={"folder": tmp_path})
    assert options.path == tmp_path / "export"  # type: ignore[attr-defined]


NAMES = [
    *(name for protocol in (Reader, Speaker, Connector) for name in vars(protocol) if not name.startswith("_")),
    *(name for name in vars(Terms) if name in Terms.__annotations__ or name in ("stage", "is_write")),
    *Capabilities.__dataclass_fields__,
    *(guarantee.name for guarantee in Guarantee),
    *(
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.TrackerError) and kind is not errors.TrackerError
    ),
]


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_every_promise_is_on_the_page(name: str) -> None:
    assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", PAGE), f"{name} is not explained"
