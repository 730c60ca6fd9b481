"""Doctor counts the people in the groups that the config names, and says what to do about each that it cannot count."""

from pathlib import Path
from typing import Any

import pytest
from tests.core.cli.test_doctor import NOW, NoOptions, config, words

from forewarn.connect import Connector
from forewarn.doctor import Health, examine_sources, exit_code
from forewarn.errors import GoneError, PermissionDenied, TrackerError
from forewarn.model import Person
from forewarn.run import Exit
from forewarn.show.doctor import doctor_data
from forewarn.testing.memory import MemoryReader, MemoryTracker
from forewarn_files.connector import FilesConnector

MARA, TOM = Person("1", "Mara"), Person("2", "Tom")


def connector(*errors: TrackerError, **groups: tuple[Person, ...]) -> type[Connector]:
    """One whose groups are these; `errors` are raised instead, one after the other."""
    left = list(errors)

    def fail(step: str) -> None:
        if step == "members" and left:
            raise left.pop(0)

    class Memory:
        Options = NoOptions

        def __init__(self, *arguments: Any, **more: Any) -> None:
            """Nothing is needed."""

        def reader(self) -> MemoryReader:
            return MemoryReader(MemoryTracker(NOW, fail=fail, groups=groups))

    return Memory  # type: ignore[return-value]


def examined(folder: Path, kind: type[Connector], *groups: str, **keys: object) -> tuple[Health, ...]:
    named = [{"source": "one", "group": group} for group in groups]
    checked = config(folder, {"one": {"connector": "kind", **keys}}, {"kind": kind}, roles={"team": named})
    return examine_sources(checked, {}, lambda: NOW)


def test_it_counts_the_people_in_each_group(tmp_path: Path) -> None:
    found = examined(tmp_path, connector(staff=(MARA, TOM), guests=(TOM,), other=()), "staff", "guests")
    assert exit_code(found) is Exit.DONE
    assert "Group staff: 2 people" in words(found)
    assert "Group guests: 1 person" in words(found)
    assert doctor_data(found)[0]["groups"] == {"staff": 2, "guests": 1}


def test_a_group_with_nobody_in_it_is_to_mend(tmp_path: Path) -> None:
    found = examined(tmp_path, connector(staff=()), "staff")
    assert exit_code(found) is Exit.PARTIAL
    assert "To mend: nobody is in the group staff, which roles names." in words(found)
    assert "Next: Put people into it on the tracker, or correct its name in roles." in words(found)


@pytest.mark.parametrize(
    ("error", "problem", "step"),
    [
        (GoneError("there is none"), "the group staff: there is none.", "Next: Name the people themselves in roles"),
        (PermissionDenied("not you", next_step="Ask Ida."), "the group staff: not you.", "Next: Ask Ida."),
    ],
)
def test_a_group_that_cannot_be_read_is_named_and_the_others_are_counted(
    tmp_path: Path, error: TrackerError, problem: str, step: str
) -> None:
    found = examined(tmp_path, connector(error, guests=(TOM,)), "staff", "guests")
    assert exit_code(found) is Exit.PARTIAL
    assert f"To mend: {problem}" in words(found)
    assert step in words(found)
    assert "Group guests: 1 person" in words(found)
    assert doctor_data(found)[0]["groups"] == {"guests": 1}


def test_a_connector_without_groups_says_so(tmp_path: Path) -> None:
    (tmp_path / "export" / "HRB").mkdir(parents=True)
    (tmp_path / "export" / "HRB" / "tickets.csv").write_text("id,title,created\n1,Page,2026-11-02T09:00Z\n")
    found = examined(tmp_path, FilesConnector, "staff", path="export")
    assert exit_code(found) is Exit.PARTIAL
    assert "To mend: the group staff: the connector knows no groups." in words(found)
    assert "domain of their addresses" in words(found)
