"""Reads boards: everything the first time, what moved after that."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from forewarn.connect import CONFIGURED, Batch, Capabilities, Examination, Guarantee, Listed, Patience
from forewarn.connect.left import Left
from forewarn.connect.retry import Reads
from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, ServerFault
from forewarn.model import Field, Person, Ticket, TicketRef
from forewarn_trello.client import BATCH, Client
from forewarn_trello.config import TrelloOptions
from forewarn_trello.cursor import Begun, Cursor
from forewarn_trello.examination import examine
from forewarn_trello.fetch import Fetch
from forewarn_trello.footer import marker_of
from forewarn_trello.gather import Gathered, gather_all, gather_changes
from forewarn_trello.groups import Memberships, members, memberships
from forewarn_trello.normalize import ticket_of
from forewarn_trello.parse import read_one
from forewarn_trello.payloads import Board, Card, Member
from forewarn_trello.view import BoardView, person

_STEP = 200
"""Cards in one batch."""


class TrelloReader:
    """Reads boards of one source; see `forewarn.connect.protocols.Reader`.

    Only the last batch of a fetch carries a cursor, so that a fetch which died in between begins again.
    """

    def __init__(
        self, source: str, client: Client, options: TrelloOptions, capabilities: Capabilities, patience: Patience
    ) -> None:
        self.capabilities = capabilities
        self._source = source
        self._client = client
        self._options = options
        self._patience = patience
        self._reads = Reads(patience)
        self._account: Person | None = None
        self._me = ""
        self._activities: dict[str, datetime] = {}
        """When something last moved on boards that are about to be read."""
        self._memberships: dict[str, Memberships] = {}

    def account(self) -> Person:
        """Whom the token belongs to."""
        if self._account is None:
            self._account = person(self._fetch("account").account())
            self._me = self._account.id
        return self._account

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """Ask when the boards that were read before last moved, ten in a request. New ones are read in any case."""
        with suppress(MalformedAnswer, ServerFault):  # it may be for one of them: reading asks for each by itself
            self._ask_activities([board for board, cursor in wanted.items() if self._place(cursor)])

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """The board's cards: all of them with their whole history, or those that moved since `cursor`."""
        last, begun = self._place(cursor), Begun.of(cursor)
        left = Left(begun.left)
        fetch = self._fetch(f"board {container}", left)
        if last is not None and not self._has_moved(container, last):
            return
        try:
            found = gather_changes(fetch, container, last, left) if last else gather_all(fetch, container, left)
        except ServerFault:
            # Once more these are no sign that Trello is down: else two of them would hide the rest for ever.
            if left.found != begun.left:
                yield Batch(cursor=(last or begun).model_copy(update={"left": left.found}).model_dump_json())
            raise
        yield from self._batches(container, found, left, retold=frozenset() if last else CONFIGURED)

    def present(self, container: str) -> frozenset[str]:
        """Ids of all cards that stand for work, a thousand in a request."""
        cards = self._fetch(f"board {container}").present(container)
        return frozenset(card.id for card in cards if card.is_work)

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether a card was deleted, stands on another board, or is no work any more."""
        try:
            card = self._fetch(f"card {ticket.key}").card(ticket.id)
        except (GoneError, PermissionDenied):
            return True
        board = card.board
        return not card.is_work or board is None or ticket.container not in (board.id, board.short_link)

    def ended(self, container: str) -> str:
        """Whether the board is closed, although all its cards are shown as ever."""
        return "is a closed board" if self._fetch(f"board {container}").is_closed(container) else ""

    def members(self, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
        """Everybody who is a guest, member or observer on one of the boards; asked once for all three."""
        fetch = self._fetch(f"the {group} of boards")
        unknown = [board for board in containers if board not in self._memberships]
        self._memberships |= memberships(fetch, unknown)
        return members(group, {board: self._memberships[board] for board in containers}, fetch.place)

    def containers(self) -> Iterator[Listed]:
        """Every open board that the account can see, by name: one request."""
        boards = self._fetch("its boards").boards()
        named = sorted((board.name or "", board.short_link) for board in boards if board.short_link)
        return (Listed(link, name) for name, link in named)

    def examine(self, containers: Sequence[str]) -> Examination:
        """What the account is and may do: two requests, and one for ten boards."""
        return examine(
            self._fetch("doctor"),
            self._client,
            self.account(),
            containers,
            self._options,
            self._patience.now(),
            private=self.capabilities.team_only is Guarantee.DECLARED,
        )

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _fetch(self, what: str, left: Left | None = None) -> Fetch:
        return Fetch(self._client, self._reads, f"source {self._source}, {what}", left)

    def _place(self, cursor: str | None) -> Cursor | None:
        return Cursor.parse(cursor, self._options.reading)

    def _has_moved(self, container: str, last: Cursor) -> bool:
        """Whether there is something to read since the last time."""
        if container not in self._activities:
            self._ask_activities([container])
        return self._activities.pop(container, None) != last.activity or bool(last.left)

    def _ask_activities(self, boards: Sequence[str]) -> None:
        """A board that is not shown is left out: reading it tells why."""
        if not boards:
            return
        fetch = self._fetch(f"{len(boards)} boards" if len(boards) > 1 else f"board {boards[0]}")
        paths = [f"/boards/{quote(board, safe='')}?fields=dateLastActivity" for board in boards]
        if not self._me and len(paths) % BATCH:  # there is room to ask who we are, which is mostly needed later
            paths.append("/members/me?fields=username")
        answers = fetch.batch(paths)
        for board, answer in zip(boards, answers, strict=False):
            if answer is not None:
                self._activities[board] = read_one(Board, answer, place=fetch.place).activity
        if len(answers) > len(boards) and answers[-1] is not None:
            self._me = read_one(Member, answers[-1], place=fetch.place).id

    def _batches(self, container: str, found: Gathered, left: Left, *, retold: frozenset[Field]) -> Iterator[Batch]:
        """Raises PartlyRead after the last one, where anything is left."""
        view = self._view(container, found)
        last = max(0, len(found.cards) - 1) // _STEP
        for number in range(last + 1):
            cards = found.cards[number * _STEP : (number + 1) * _STEP]
            tickets = tuple(self._tickets(cards, found, view, left))
            if number == last:
                left.judge()
            cursor = found.cursor.model_copy(update={"reading": self._options.reading, "left": left.found})
            yield Batch(
                tickets=tickets,
                whole=found.whole & {ticket.id for ticket in tickets},
                retold=retold,
                cursor=cursor.model_dump_json() if number == last else None,
            )
        left.tell()

    def _tickets(self, cards: Sequence[Card], found: Gathered, view: BoardView, left: Left) -> Iterator[Ticket]:
        for card in cards:
            try:
                yield ticket_of(card, found.histories[card.id], view)
            except MalformedAnswer as error:
                left.note(card.id, card.short_url or card.id, error)
            else:
                left.was_read(card.id)

    def _view(self, container: str, found: Gathered) -> BoardView:
        options = self._options
        view = BoardView.of(found.board, self._source, container, options.category, options.field_names)
        texts = (action.data.text for actions in found.histories.values() for action in actions)
        if any(text and marker_of(text) for text in texts):  # may be our own: only then is it needed who we are
            view = replace(view, me=self._me or self.account().id)
        return view
