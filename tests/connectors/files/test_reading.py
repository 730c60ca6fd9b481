"""What the columns mean, what a missing one means, and when there is something new to read."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from tests.connectors.files.conftest import TICKETS, Folder

from forewarn.errors import GoneError, MalformedAnswer, UnavailableError
from forewarn.model import Field, Item, Kind, Link, Need, Role, StatusCategory
from forewarn_files.config import FilesOptions

WHOLE = """\
id;title;created;key;url;description;type;status;declined;priority;reporter;assignees;labels;due;estimate;milestone;\
parent;links;checklist;attachments
m1;Launch;2026-11-02 09:00;;;;milestone;;;;tom;;;2026-11-27;;;;;;
2;"Start page; with panorama";2026-11-02 10:00;ACME-2;https://x.example/2;"Two
lines";Task;Client check;no;High;clara@acme.example;tom, pia;"design; hard date";2026-11-11 17:00;1.5;m1;m1;\
"blocks ACME-7; relates to ACME-8";"[x] Copy; [ ] Photos; Proofs";brief.pdf
"""


def test_every_column_is_read_as_what_it_says(folder: Folder) -> None:
    folder.write(tickets=WHOLE)
    found = folder.tickets(time_zone="Europe/Berlin", statuses={"client CHECK": "doing"})
    milestone, ticket = found["ACME/m1"], found["ACME/2"]
    assert milestone.is_milestone
    assert milestone.due == date(2026, 11, 27)
    assert ticket.title == "Start page; with panorama"
    assert ticket.description == "Two\nlines"
    assert ticket.created == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert ticket.due == datetime(2026, 11, 11, 16, tzinfo=UTC)
    assert (ticket.status, ticket.category) == ("Client check", StatusCategory.DOING)
    assert (ticket.key, ticket.url, ticket.priority, ticket.estimate) == ("ACME-2", "https://x.example/2", "High", 1.5)
    assert (ticket.milestone, ticket.parent) == ("ACME/m1", "ACME/m1")
    assert ticket.labels == ("design", "hard date")
    assert ticket.links == (Link("blocks", "ACME-7"), Link("relates to", "ACME-8"))
    assert ticket.checklist == (Item("Copy", "Copy", done=True), Item("Photos", "Photos"), Item("Proofs", "Proofs"))
    assert ticket.attachments == ("brief.pdf",)
    assert ticket.reporter is not None
    assert ticket.reporter.email == "clara@acme.example", "so that the config's rules for domains apply"


@pytest.mark.parametrize(
    ("status", "category", "declined"),
    [
        ("К выполнению", StatusCategory.TODO, False),
        ("В очереди", StatusCategory.TODO, False),
        ("В работе", StatusCategory.DOING, False),
        ("На проверке", StatusCategory.DOING, False),
        ("Готово", StatusCategory.DONE, False),
        ("Сделано", StatusCategory.DONE, False),
        ("Закрыто", StatusCategory.DONE, False),
        ("Отменено", StatusCategory.DONE, True),
        ("Cancelled", StatusCategory.DONE, True),
    ],
)
def test_everyday_names_of_statuses_are_known_and_what_was_cancelled_was_not_delivered(
    folder: Folder, status: str, category: StatusCategory, declined: bool
) -> None:
    folder.write(tickets=f"id,title,created,status\n1,x,2026-11-02T09:00Z,{status}\n")
    ticket = folder.tickets()["ACME/1"]
    assert (ticket.category, ticket.declined) == (category, declined)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_files_of_every_spreadsheet_are_read(folder: Folder, separator: str, mark: str) -> None:
    folder.write(tickets=mark + TICKETS.replace(",", separator).replace("\n", "\r\n"))
    assert folder.tickets()["ACME/1"].title == "Start page"


def test_what_no_database_can_hold_is_left_out(folder: Folder) -> None:
    folder.write(tickets="id,title,created\n1,Start\0 page,2026-11-02T09:00Z\n")
    assert folder.tickets()["ACME/1"].title == "Start page"


def test_what_has_no_column_is_absent_and_not_empty(folder: Folder) -> None:
    absent = folder.tickets()["ACME/1"].absent
    assert absent[Need.DUE] == "tickets.csv of ACME has no column 'due'."
    assert absent[Need.STATUS_HISTORY] == "ACME has no events.csv, so nothing is known of its past."
    folder.write(tickets="id,title,created,due\n1,Start page,2026-11-02T09:00Z,\n", events="ticket,at,what\n")
    ticket = folder.tickets()["ACME/1"]
    assert ticket.due is None
    assert not ticket.absent.keys() & {Need.DUE, Need.STATUS_HISTORY, Need.COMMENTS}


def test_a_comment_keeps_its_id_when_its_words_or_its_line_change(folder: Folder) -> None:
    folder.write(events="ticket,at,who,what,text\n1,2026-11-03T09:00Z,tom,commented,Frist\n")
    [before] = folder.tickets()["ACME/1"].comments()
    folder.write(
        events="ticket,at,who,what,text\n1,2026-11-02T12:00Z,pia,commented,Earlier\n"
        "1,2026-11-03T09:00Z,tom,commented,First\n"
    )
    _, after = folder.tickets()["ACME/1"].comments()
    assert (before.text, after.text) == ("Frist", "First")
    assert before.id == after.id


def test_the_same_change_twice_is_two_events(folder: Folder) -> None:
    line = "1,2026-11-03T09:00Z,tom,added,labels,urgent\n"
    folder.write(events="ticket,at,who,what,field,new\n" + line + line)
    ids = [event.id for event in folder.tickets()["ACME/1"].history]
    assert len(set(ids)) == 3


def test_nothing_is_read_again_until_a_file_or_its_meaning_changes(folder: Folder) -> None:
    folder.write(events="ticket,at,what,field,new\n1,2026-11-03T09:00Z,changed,status,Doing\n")
    [batch] = folder.reader().read("ACME", None)
    assert list(folder.reader().read("ACME", batch.cursor)) == []
    assert list(folder.reader(statuses={"Doing": "done"}).read("ACME", batch.cursor))
    folder.write(tickets=TICKETS.replace("Start", "Landing"))
    [again] = folder.reader().read("ACME", batch.cursor)
    assert again.tickets[0].title == "Landing page"
    (folder.path / "events.csv").unlink()
    [third] = folder.reader().read("ACME", again.cursor)
    assert third.cursor not in (batch.cursor, again.cursor)


def test_a_table_without_tickets_is_an_error_only_where_there_were_some(folder: Folder) -> None:
    empty = "id,title,created\n"
    folder.write(tickets=empty)
    [none] = folder.reader().read("ACME", None)
    assert (none.tickets, none.cursor) == ((), None)
    folder.write(tickets=TICKETS)
    [some] = folder.reader().read("ACME", none.cursor)
    folder.write(tickets=empty)
    with pytest.raises(MalformedAnswer, match=r"ACME/tickets.csv: it holds no ticket any more. Export it again"):
        list(folder.reader().read("ACME", some.cursor))


def test_one_number_in_two_containers_is_two_tickets(folder: Folder) -> None:
    (folder.path.parent / "OTHER").mkdir()
    (folder.path.parent / "OTHER" / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    [other] = folder.reader().read("OTHER", None)
    assert other.tickets[0].id != next(iter(folder.tickets()))


def test_our_own_comments_are_those_of_a_bot(folder: Folder) -> None:
    folder.write(comments="id,ticket,at,marker,audience,text\nx,1,2026-11-03T09:00Z,v1,team,Hello\n")
    event = folder.tickets()["ACME/1"].history[-1]
    assert event.kind is Kind.COMMENTED
    assert event.actor is not None
    assert event.actor.role is Role.BOT
    assert not event.public


def test_a_comment_of_ours_outlives_the_ticket_it_was_on(folder: Folder) -> None:
    folder.write(comments="id,ticket,at,marker,audience,text\nx,99,2026-11-03T09:00Z,v1,team,Hello\n")
    assert list(folder.tickets()) == ["ACME/1"]


@pytest.mark.parametrize("name", ["NOWHERE", "..", "../..", "/", "ACME/tickets.csv"])
def test_a_container_is_a_folder_below_the_path_and_nothing_else(folder: Folder, name: str) -> None:
    with pytest.raises(GoneError, match=r"has to be a folder in|has no tickets\.csv"):
        list(folder.reader().read(name, None))


def test_a_folder_that_is_not_mounted_is_not_an_empty_one(folder: Folder) -> None:
    reader = folder.reader()
    folder.path.parent.rename(folder.path.parent.with_name("elsewhere"))
    with pytest.raises(UnavailableError, match="Check 'path' in the config"):
        list(reader.read("ACME", None))


def test_fields_whose_history_is_not_told_may_be_named(folder: Folder) -> None:
    assert folder.reader(history=["status"]).capabilities.history == {Field.STATUS}
    assert folder.reader().capabilities.history == frozenset(Field)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, "path"),
        ({"path": "x", "time_zone": "Berlin"}, "unknown time zone 'Berlin'"),
        ({"path": "x", "statuses": {"Doing": "soon"}}, "todo"),
        ({"path": "x", "history": ["stauts"]}, "status"),
        ({"path": "x", "pth": "y"}, "pth"),
    ],
)
def test_options_that_mean_nothing_are_refused(keys: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        FilesOptions.model_validate(keys)


def test_the_path_is_seen_from_the_folder_of_the_config(folder: Folder) -> None:
    options = FilesOptions.model_validate({"path": "export"}, context={"folder": folder.path})
    assert options.path == folder.path / "export"
