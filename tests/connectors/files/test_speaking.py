"""Our comments stand in a file of their own; people's files are never touched, and a crash leaves a whole file."""

from pathlib import Path

import pytest
from tests.connectors.files.conftest import TICKETS, Folder

from forewarn.errors import MalformedAnswer, TrackerError
from forewarn.model import Audience, TicketRef

REF = TicketRef("files", "ACME", "ACME/1", "1")


def test_people_s_files_are_not_touched(folder: Folder) -> None:
    folder.write(events="ticket,at,what,text\n1,2026-11-03T09:00Z,commented,Hi\n")
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    posted = folder.speaker().post(REF, "Hello", marker="v1", audience=Audience.CLIENT)
    folder.speaker().edit(REF, posted.id, "Hello again", marker="v1", audience=Audience.CLIENT)
    after = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    assert after.keys() - before.keys() == {"comments.csv"}
    assert before.items() <= after.items()


def test_a_new_export_leaves_our_comments_alone(folder: Folder) -> None:
    folder.speaker().post(REF, "Hello", marker="v1", audience=Audience.CLIENT)
    folder.write(tickets=TICKETS.replace("Start", "Landing"))
    assert [posted.body for posted in folder.speaker().find(REF)] == ["Hello"]


def test_a_line_that_a_person_removed_is_found_no_more(folder: Folder) -> None:
    speaker = folder.speaker()
    speaker.post(REF, "Hello", marker="v1", audience=Audience.CLIENT)
    path = folder.path / "comments.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert speaker.find(REF) == ()


def test_what_cannot_be_written_leaves_the_old_file_whole(folder: Folder) -> None:
    speaker = folder.speaker()
    speaker.post(REF, "Hello", marker="v1", audience=Audience.CLIENT)
    (folder.path / "comments.csv.new").mkdir()  # so that the new file cannot be made
    with pytest.raises(TrackerError, match=r"comments\.csv"):
        speaker.post(REF, "More", marker="v2", audience=Audience.CLIENT)
    assert [posted.body for posted in speaker.find(REF)] == ["Hello"]


def test_a_line_that_a_person_spoiled_is_named(folder: Folder) -> None:
    folder.write(comments="id,ticket,at,marker,audience,text\nx,1,2026-11-03T09:00Z,v1,everybody,Hello\n")
    with pytest.raises(MalformedAnswer, match=r"comments.csv:2: nobody is called 'everybody'. Write team or client."):
        folder.speaker().find(REF)


@pytest.mark.parametrize("client_visible", [True, False])
def test_the_team_is_written_to_whoever_sees_the_tickets(folder: Folder, client_visible: bool) -> None:
    posted = folder.speaker(client_visible=client_visible).post(REF, "For us", marker="v1", audience=Audience.TEAM)
    assert posted.audience is Audience.TEAM
    assert not folder.tickets()["ACME/1"].comments()[0].public


def test_words_of_any_kind_come_back_as_they_were(folder: Folder, tmp_path: Path) -> None:
    body = 'Quotes " and ; and , and\nlines\n\nand =HYPERLINK("x") and "" end'
    folder.speaker().post(REF, body, marker="v1", audience=Audience.CLIENT)
    assert folder.speaker().find(REF)[0].body == body
