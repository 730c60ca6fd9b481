"""A mistake in a file is named with the file, the line and the next step, and nothing is half read."""

import os

import pytest
from tests.connectors.files.conftest import TICKETS, Folder

from forewarn.errors import MalformedAnswer, PermissionDenied, UnavailableError

EVENTS = "ticket,at,who,what,field,old,new,text,ref,public\n"

MISTAKES: dict[str, tuple[dict[str, str], list[str]]] = {
    "an unknown column": (
        {"tickets": "id,titel,created\n"}, ["tickets.csv:1", "unknown column 'titel'", "Known: id, title"],
    ),
    "a column twice": ({"tickets": "id,id,title,created\n"}, ["tickets.csv:1", "second column 'id'"]),
    "a missing column": ({"tickets": "id,title\n1,x\n"}, ["tickets.csv:1", "no column 'created'", "needs at least"]),
    "an empty file": ({"tickets": ""}, ["tickets.csv:1", "no column 'id'"]),
    "an empty cell": ({"tickets": TICKETS + ",Footer,2026-11-02T09:00Z\n"}, ["tickets.csv:3", "'id' is empty"]),
    "too many cells": ({"tickets": TICKETS + "2,a,b,c,d\n"}, ["tickets.csv:3", "5 cells under 3 columns", "Quote"]),
    "an open quote": ({"tickets": TICKETS + '2,"a,2026-11-02T09:00Z\n'}, ["tickets.csv:3", "no CSV", "quotes"]),
    "an open quote on the first line": ({"tickets": '"' + TICKETS}, ["tickets.csv:1", "no CSV", "quotes"]),
    "a line after one of two lines": (
        {"tickets": TICKETS + '2,"a\nb",2026-11-02T09:00Z\n3,c,soon\n'}, ["tickets.csv:5", "'soon' is no instant"],
    ),
    "an id twice": ({"tickets": TICKETS + "1,Footer,2026-11-02T09:00Z\n"}, ["tickets.csv:3", "a second ticket '1'"]),
    "an instant without an offset": (
        {"tickets": "id,title,created\n1,x,2026-11-02 09:00\n"}, ["tickets.csv:2", "no offset", "time_zone"],
    ),
    "an unknown status": (
        {"tickets": "id,title,created,status\n1,x,2026-11-02T09:00Z,Legal\n"},
        ["tickets.csv:2", "what the status 'Legal' means", "under 'statuses' of files"],
    ),
    "several unknown statuses": (
        {
            "tickets": "id,title,created,status\n1,x,2026-11-02T09:00Z,Done\n2,x,2026-11-02T09:00Z,Legal\n"
            "3,x,2026-11-02T09:00Z,Print\n4,x,2026-11-02T09:00Z,Legal\n",
            "events": "ticket,at,who,what,field,old,new\n1,2026-11-03T09:00Z,tom,changed,status,Attic,Done\n",
        },
        ["tickets.csv:3", "what the statuses 'Legal', 'Print', 'Attic' mean"],
    ),
    "a number with a comma": (
        {"tickets": "id;title;created;estimate\n1;x;2026-11-02T09:00Z;1,5\n"}, ["tickets.csv:2", "'1,5' is no number"],
    ),
    "a number that is none": (
        {"tickets": "id,title,created,estimate\n1,x,2026-11-02T09:00Z,NaN\n"}, ["tickets.csv:2", "'NaN' is no number"],
    ),
    "an instant before all others": (
        {"tickets": "id,title,created\n1,x,0001-01-01T00:00:00+02:00\n"}, ["tickets.csv:2", "is no instant"],
    ),
    "a date as people say it": (
        {"tickets": "id,title,created,due\n1,x,2026-11-02T09:00Z,30.11.2026\n"},
        ["tickets.csv:2", "no date", "2026-11-30"],
    ),
    "neither yes nor no": (
        {"tickets": "id,title,created,declined\n1,x,2026-11-02T09:00Z,perhaps\n"}, ["tickets.csv:2", "yes or no"],
    ),
    "an event on no ticket": (
        {"events": EVENTS + "7,2026-11-03T09:00Z,tom,commented,,,,Hi,,\n"}, ["events.csv:2", "no ticket '7'", "Add it"],
    ),
    "an event before its ticket": (
        {"events": EVENTS + "1,2026-11-01T09:00Z,tom,commented,,,,Hi,,\n"}, ["events.csv:2", "before the ticket"],
    ),
    "an unknown kind": (
        {"events": EVENTS + "1,2026-11-03T09:00Z,tom,said,,,,Hi,,\n"}, ["events.csv:2", "'said'", "commented"],
    ),
    "an unknown field": (
        {"events": EVENTS + "1,2026-11-03T09:00Z,tom,changed,stage,a,b,,,\n"},
        ["events.csv:2", "'stage' cannot be changed"],
    ),
    "a field that holds several, changed": (
        {"events": EVENTS + "1,2026-11-03T09:00Z,tom,changed,labels,a,b,,,\n"}, ["events.csv:2", "cannot be changed"],
    ),
    "a comment's ref twice": (
        {"events": EVENTS + 2 * "1,2026-11-03T09:00Z,tom,commented,,,,Hi,c1,\n"},
        ["events.csv:3", "second comment 'c1'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_next_step(folder: Folder, name: str) -> None:
    files, words = MISTAKES[name]
    folder.write(**files)
    with pytest.raises(MalformedAnswer) as caught:
        folder.tickets()
    for word in ["files: ACME/", *words]:
        assert word in str(caught.value)
    assert caught.value.next_step


def test_what_is_not_utf_8_is_named_with_its_line(folder: Folder) -> None:
    (folder.path / "tickets.csv").write_bytes(TICKETS.encode() + "2,Übersicht,2026-11-02T09:00Z\n".encode("latin-1"))
    with pytest.raises(MalformedAnswer, match=r"tickets.csv:3: it is not UTF-8. Export it as UTF-8."):
        folder.tickets()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_no_empty_file(folder: Folder) -> None:
    (folder.path / "tickets.csv").chmod(0)
    with pytest.raises(PermissionDenied, match="Let the user of the cron job read it"):
        folder.tickets()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_opened_is_told_with_what_to_do(folder: Folder) -> None:
    folder.path.parent.chmod(0)
    try:
        with pytest.raises(PermissionDenied, match="Let the user of the cron job read it"):
            folder.tickets()
    finally:
        folder.path.parent.chmod(0o755)


def test_a_folder_that_cannot_be_looked_at_does_not_count_as_gone(folder: Folder) -> None:
    folder.path.rename(folder.path.with_name("away"))
    folder.path.symlink_to(folder.path)
    with pytest.raises(UnavailableError, match="Too many levels of symbolic links"):
        folder.tickets()


def test_a_folder_in_place_of_a_file_is_an_error_with_its_reason(folder: Folder) -> None:
    (folder.path / "events.csv").mkdir()
    with pytest.raises(UnavailableError, match="Is a directory"):
        folder.tickets()
