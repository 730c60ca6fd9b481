"""A contract that nothing can break is worth nothing: each connector here breaks one promise, and is caught."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any, cast
from uuid import uuid4

import pytest
from pydantic import BaseModel

from forewarn.connect import Batch, Connector, Examination, Patience, Posted
from forewarn.errors import AuthError, GoneError, RateLimited, TrackerError, UnavailableError
from forewarn.model import Audience, Event, Kind, Person, Ticket, TicketRef
from forewarn.testing.contract import ConnectorContract
from forewarn.testing.contract.chronicle import BEGIN
from forewarn.testing.contract.trial import Trial
from forewarn_files.connector import FilesConnector
from forewarn_files.reader import FilesReader
from forewarn_files.speaker import FilesSpeaker
from forewarn_trello.connector import TrelloConnector
from forewarn_trello.reader import TrelloReader
from forewarn_trello.speaker import TrelloSpeaker

Members = Callable[[str, Sequence[str]], tuple[Person, ...]]


def contract(connector: type[Connector], **terms: object) -> ConnectorContract:
    """A contract for it, made as an author makes one."""
    made = type("TestBroken", (ConnectorContract,), {"connector": connector, **terms})
    return cast(ConnectorContract, made())


def run(connector: type[Connector], test: str, *arguments: object, **more: object) -> None:
    """One test of the contract."""
    terms = contract(connector, **more)
    with terms.stage(BEGIN) as sandbox:
        getattr(terms, test)(Trial(connector, sandbox, BEGIN), *arguments)


def reading(**methods: Callable[..., Any]) -> type[Connector]:
    """The connector of files with some methods of its reader replaced."""
    broken = type("Broken", (FilesReader,), methods)

    class Files(FilesConnector):
        def reader(self) -> FilesReader:
            return cast(FilesReader, broken(self._source, self._options))

    return Files


def telling(change: Callable[[Ticket], Ticket]) -> type[Connector]:
    """The connector of files with each ticket changed as it is read."""

    def read(self: FilesReader, container: str, cursor: str | None) -> Iterator[Batch]:
        for batch in FilesReader.read(self, container, cursor):
            yield replace(batch, tickets=tuple(map(change, batch.tickets)))

    return reading(read=read)


def each(change: Callable[[Event], Event]) -> Callable[[Ticket], Ticket]:
    """Every event after the first changed."""
    return lambda ticket: replace(ticket, history=(*ticket.history[:1], *map(change, ticket.history[1:])))


def speaking(**methods: Callable[..., Any]) -> type[Connector]:
    """The connector of files with some methods of its speaker replaced."""
    broken = type("Broken", (FilesSpeaker,), methods)

    class Files(FilesConnector):
        def speaker(self) -> FilesSpeaker:
            made = broken(self._source, self._options, self._patience)
            return cast(FilesSpeaker, made)

    return Files


def _early_cursor(self: FilesReader, container: str, cursor: str | None) -> Iterator[Batch]:
    [batch] = list(FilesReader.read(self, container, cursor)) or [Batch()]
    half = len(batch.tickets) // 2
    yield replace(batch, tickets=batch.tickets[:half])
    yield replace(batch, tickets=batch.tickets[half:])


def _all_containers(self: FilesReader, container: str, cursor: str | None) -> Iterator[Batch]:
    for name in ("ACME", "OTHER"):
        for batch in FilesReader.read(self, name, cursor):
            yield replace(batch, tickets=tuple(replace(t, container=container) for t in batch.tickets))


def _forgetful(self: FilesReader, container: str, cursor: str | None) -> Iterator[Batch]:
    """The second time it says that nothing changed."""
    return iter(()) if cursor else FilesReader.read(self, container, cursor)


def _without_milestones(self: FilesReader, container: str) -> frozenset[str]:
    return frozenset(ticket.id for ticket in self._tickets(container) if not ticket.is_milestone)


def _first_page(self: FilesReader, container: str) -> frozenset[str]:
    return frozenset(sorted(FilesReader.present(self, container))[:100])


def _silent_on_problems(self: FilesReader, containers: Sequence[str]) -> Examination:
    found = FilesReader.examine(self, containers)
    return replace(found, rights=tuple(replace(rights, problem="", next_step="") for rights in found.rights))


def _at_once(self: FilesReader, containers: Sequence[str]) -> Examination:
    for container in containers:
        self._tickets(container)
    return FilesReader.examine(self, containers)


PLAYED = ("test_what_is_read_is_what_was_played", 0)
READERS: dict[str, tuple[type[Connector], tuple[Any, ...]]] = {
    "an event is lost": (telling(lambda t: replace(t, history=t.history[:-1])), PLAYED),
    "an event is made up": (
        telling(lambda t: replace(t, history=(*t.history, replace(t.history[-1], id="more")))), PLAYED,
    ),
    "a ticket is lost": (
        telling(lambda t: replace(t, id="gone") if t.title == "Start page" else t), PLAYED,
    ),
    "an hour is lost": (telling(each(lambda e: replace(e, at=e.at + timedelta(hours=1)))), PLAYED),
    "somebody else did it": (telling(each(lambda e: replace(e, actor=Person("9", "Nobody")))), PLAYED),
    "nobody did it": (telling(each(lambda e: replace(e, actor=None))), PLAYED),
    "old and new change places": (telling(each(lambda e: replace(e, old=e.new, new=e.old))), PLAYED),
    "internal comments look public": (telling(each(lambda e: replace(e, public=True))), PLAYED),
    "a change is told as another field's": (telling(each(lambda e: replace(e, field=None))), PLAYED),
    "what a status means is lost": (
        telling(each(lambda e: replace(e, old_category=None))), PLAYED,
    ),
    "words of a comment are cut": (telling(each(lambda e: replace(e, text=e.text[:5]))), PLAYED),
    "the state is stale": (telling(lambda t: replace(t, title="Old title", labels=(), due=None)), PLAYED),
    "the past is wrong": (
        telling(each(lambda e: replace(e, old=None))), ("test_as_of_agrees_with_what_stood_at_each_step", 0),
    ),
    "ids are new each time": (
        telling(each(lambda e: replace(e, id=uuid4().hex))), ("test_reading_in_steps_gives_everything_exactly_once", 0),
    ),
    "ids are shared": (
        telling(each(lambda e: replace(e, id="same"))), PLAYED,
    ),
    "the history is newest first": (telling(lambda t: replace(t, history=t.history[::-1])), PLAYED),
    "instants are local": (
        telling(each(lambda e: replace(e, at=e.at.astimezone(timezone(timedelta(hours=2)))))),
        ("test_every_instant_is_in_utc",),
    ),
    "the cursor runs ahead": (
        reading(read=_early_cursor), ("test_a_fetch_that_dies_after_any_batch_goes_on_without_loss",),
    ),
    "changes are overlooked": (
        reading(read=_forgetful), ("test_a_run_over_several_containers_sees_what_happened_in_one_of_them",),
    ),
    "other containers leak in": (reading(read=_all_containers), ("test_a_container_gives_its_own_tickets_alone",)),
    "milestones are never present": (
        reading(present=_without_milestones), ("test_present_names_the_tickets_and_milestones",),
    ),
    "present stops at a page": (reading(present=_first_page), ("test_present_is_complete_over_many_pages",)),
    "nothing is ever gone": (reading(is_gone=lambda self, ticket: False), ("test_a_deleted_ticket_is_gone",)),
    "everything is gone": (reading(is_gone=lambda self, ticket: True), ("test_what_is_there_is_not_gone",)),
    "a problem has no words": (
        reading(examine=_silent_on_problems), ("test_examine_says_what_is_wrong_with_a_container_that_is_not_there",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", READERS)
def test_a_reader_that_breaks_a_promise_is_caught(what: str) -> None:
    connector, (test, *arguments) = READERS[what]
    run(FilesConnector, test, *arguments)
    with pytest.raises(AssertionError):
        run(connector, test, *arguments)


def test_one_bad_container_that_spoils_the_examination_of_the_others_is_caught() -> None:
    test = "test_examine_says_what_is_wrong_with_a_container_that_is_not_there"
    with pytest.raises(GoneError):
        run(reading(examine=_at_once), test)


def _any_marker(self: FilesSpeaker, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
    return FilesSpeaker.find(self, ticket)


def _newest_first(self: FilesSpeaker, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
    return FilesSpeaker.find(self, ticket, marker)[::-1]


def _to_everybody(self: FilesSpeaker, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
    return FilesSpeaker.post(self, ticket, body, marker=marker, audience=Audience.CLIENT)


def _cut_short(self: FilesSpeaker, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
    return FilesSpeaker.post(self, ticket, body[:1000], marker=marker, audience=audience)


def _anew(
    self: FilesSpeaker, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience
) -> Posted:  # fmt: skip
    return FilesSpeaker.post(self, ticket, body, marker=marker, audience=audience)


SPEAKERS: dict[str, tuple[type[Connector], tuple[str, ...]]] = {
    "find looks at no marker": (
        speaking(find=_any_marker), ("test_a_comment_is_found_by_its_marker_and_by_no_other",),
    ),
    "find is newest first": (speaking(find=_newest_first), ("test_a_comment_is_found_by_its_marker_and_by_no_other",)),
    "what is for the team is public": (
        speaking(post=_to_everybody), ("test_a_comment_for_the_team_stays_among_the_team_where_that_is_promised",),
    ),
    "long comments are cut": (speaking(post=_cut_short), ("test_the_largest_comment_it_promises_fits",)),
    "an edit is a new comment": (
        speaking(edit=_anew),
        ("test_an_edit_replaces_the_words_in_place", "test_a_comment_that_a_person_deleted_cannot_be_edited"),
    ),
    "nothing is withdrawn": (
        speaking(withdraw=lambda self, ticket, comment: None), ("test_what_is_withdrawn_is_gone_and_nothing_else",),
    ),
    "it speaks to nobody": (
        speaking(_must_be_there=lambda self, ticket: None), ("test_nothing_is_said_on_a_ticket_that_is_gone",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPEAKERS)
def test_a_speaker_that_breaks_a_promise_is_caught(what: str) -> None:
    connector, tests = SPEAKERS[what]
    for test in tests:
        run(FilesConnector, test)
        with pytest.raises((AssertionError, ValueError)):
            run(connector, test)


class Impatient(TrelloConnector):
    """Asks once."""

    def __init__(
        self, source: str, options: BaseModel, *, client_visible: bool, environ: Mapping[str, str], patience: Patience
    ) -> None:
        once = replace(patience, attempts=1)
        super().__init__(source, options, client_visible=client_visible, environ=environ, patience=once)


class Endless(TrelloConnector):
    """Knows no budget."""

    def __init__(
        self, source: str, options: BaseModel, *, client_visible: bool, environ: Mapping[str, str], patience: Patience
    ) -> None:
        rich = replace(patience, budget=timedelta(days=1))
        super().__init__(source, options, client_visible=client_visible, environ=environ, patience=rich)


class Insisting(TrelloConnector):
    """Writes again when no answer comes."""

    def speaker(self) -> TrelloSpeaker:
        speaker = super().speaker()
        post = speaker.post

        def twice(*arguments: Any, **more: Any) -> Posted:
            try:
                return post(*arguments, **more)
            except UnavailableError:
                return post(*arguments, **more)

        speaker.post = twice  # type: ignore[method-assign]
        return speaker


class Careless(TrelloConnector):
    """Tells clients what is for the team."""

    def speaker(self) -> TrelloSpeaker:
        speaker = super().speaker()
        post = speaker.post

        def to_everybody(*arguments: Any, **more: Any) -> Posted:
            return post(*arguments, **{**more, "audience": Audience.CLIENT})

        speaker.post = to_everybody  # type: ignore[method-assign]
        return speaker


class Talkative(TrelloConnector):
    """Says in its errors what it was called with."""

    def reader(self) -> TrelloReader:
        reader = super().reader()
        read, token = reader.read, self._token

        def telling_all(container: str, cursor: str | None) -> Iterator[Batch]:
            try:
                yield from read(container, cursor)
            except TrackerError as error:
                raise AuthError(f"{error} (token {token})") from None

        reader.read = telling_all  # type: ignore[method-assign]
        return reader


class Confused(TrelloConnector):
    """Calls every failure the same."""

    def reader(self) -> TrelloReader:
        reader = super().reader()
        read = reader.read

        def same_for_all(container: str, cursor: str | None) -> Iterator[Batch]:
            try:
                yield from read(container, cursor)
            except TrackerError:
                raise RateLimited("it failed", until=None) from None

        reader.read = same_for_all  # type: ignore[method-assign]
        return reader


def grouping(change: Callable[[Members, str, Sequence[str]], tuple[Person, ...]]) -> type[Connector]:
    """The connector of Trello with another way to tell who is in a group."""

    class Groups(TrelloConnector):
        def reader(self) -> TrelloReader:
            reader = super().reader()
            told = reader.members

            def members(group: str, containers: Sequence[str]) -> tuple[Person, ...]:
                return change(told, group, containers)

            reader.members = members  # type: ignore[method-assign]
            return reader

    return Groups


def _calm(told: Members, group: str, boards: Sequence[str]) -> tuple[Person, ...]:
    try:
        return told(group, boards)
    except TrackerError:
        return ()


GROUPS: dict[str, tuple[Callable[[Members, str, Sequence[str]], tuple[Person, ...]], str]] = {
    "somebody is left out": (
        lambda told, group, boards: told(group, boards)[:1],
        "test_everybody_in_a_group_is_a_member_and_nobody_else",
    ),
    "others are told as well": (
        lambda told, group, boards: told("members", boards) + told(group, boards),
        "test_everybody_in_a_group_is_a_member_and_nobody_else",
    ),
    "a page is the whole": (
        lambda told, group, boards: told(group, boards)[:100],
        "test_a_group_is_complete_over_many_pages",
    ),
    "ids are others than on tickets": (
        lambda told, group, boards: tuple(replace(who, id=who.handle) for who in told(group, boards)),
        "test_a_member_has_the_id_they_have_on_tickets",
    ),
    "a group that is not there is empty": (_calm, "test_a_group_that_is_not_there_is_named_with_a_next_step"),
}


@pytest.mark.parametrize("what", GROUPS)
def test_a_connector_that_tells_groups_badly_is_caught(what: str) -> None:
    change, test = GROUPS[what]
    run(TrelloConnector, test, group="guests")
    with pytest.raises(AssertionError):
        run(grouping(change), test, group="guests")


def test_a_connector_that_knows_no_groups_is_held_to_the_rest() -> None:
    with pytest.raises(pytest.skip.Exception, match="knows no groups"):
        run(FilesConnector, "test_a_group_is_complete_over_many_pages")


WIRES: dict[str, tuple[type[Connector], tuple[Any, ...]]] = {
    "a read is not repeated": (
        Impatient, ("test_a_failure_that_passes_costs_nothing_whichever_request_it_hits", "cut"),
    ),
    "a wait is not waited": (Impatient, ("test_a_tracker_that_names_a_time_is_asked_again_after_it", "seconds")),
    "the budget is overdrawn": (
        Endless, ("test_a_failure_that_lasts_is_a_typed_error_within_the_budget", "read", "slow-down"),
    ),
    "a hopeless wait is begun": (Endless, ("test_a_wait_that_the_budget_cannot_pay_is_not_begun",)),
    "a write is repeated": (
        Insisting, ("test_a_post_that_fails_is_sent_once_and_find_knows_whether_it_happened", "cut-after"),
    ),
    "clients are told what is for the team": (
        Careless, ("test_a_comment_for_the_team_is_refused_where_clients_would_read_it",),
    ),
    "a token is shown": (Talkative, ("test_a_wrong_token_is_an_auth_error", "read")),
    "a container is not named": (Confused, ("test_a_container_that_is_not_there_is_named",)),
    "errors are mixed up": (
        Confused, ("test_a_failure_that_lasts_is_a_typed_error_within_the_budget", "read", "a-500"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WIRES)
def test_a_connector_that_fails_badly_is_caught(what: str) -> None:
    connector, (test, *arguments) = WIRES[what]
    run(TrelloConnector, test, *arguments)
    with pytest.raises((AssertionError, TrackerError)):
        run(connector, test, *arguments)


def test_a_connector_that_cannot_speak_says_so_and_is_held_to_the_rest() -> None:
    class Terms(ConnectorContract):
        connector = FilesConnector
        read_only = "its tracker takes no comments"

    with Terms().stage(BEGIN) as sandbox, pytest.raises(pytest.skip.Exception, match="takes no comments"):
        Terms().test_the_largest_comment_it_promises_fits(Trial(FilesConnector, sandbox, BEGIN))


def test_a_story_in_which_hardly_anything_happens_proves_nothing() -> None:
    class Idle(ConnectorContract):
        connector = FilesConnector
        without = dict.fromkeys([*Kind], "")  # type: ignore[assignment]

    terms = Idle()
    with terms.stage(BEGIN) as sandbox:
        trial = Trial(FilesConnector, sandbox, BEGIN)
        sandbox.play = _refuse  # type: ignore[method-assign]
        with pytest.raises(AssertionError, match="hardly anything"):
            terms.test_what_is_read_is_what_was_played(trial, 0)


def _refuse(ticket_id: str, event: Event) -> str:
    raise ValueError("nobody can do anything here")
