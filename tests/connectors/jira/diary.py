"""What run after run brings, kept as the core keeps it."""

from itertools import islice

from tests.connectors.jira.harness import Site

from forewarn.errors import TrackerError
from forewarn.model import Event, Ticket


class Diary:
    """Each event once, the last state of each ticket, and the cursor of the last batch that was stored."""

    def __init__(self, site: Site, container: str = "ACME") -> None:
        self._site = site
        self._container = container
        self.cursor: str | None = None
        self.events: dict[tuple[str, str], Event] = {}
        self.tickets: dict[str, Ticket] = {}
        self.errors: list[TrackerError] = []

    def run(self, batches: int | None = None) -> "Diary":
        """One run, killed after so many batches."""
        reader = self._site.connector.reader()
        reader.expect({self._container: self.cursor})
        try:
            for batch in islice(reader.read(self._container, self.cursor), batches):
                for ticket in batch.tickets:
                    self.tickets[ticket.id] = ticket
                    self.events |= {(ticket.id, event.id): event for event in ticket.history}
                self.cursor = batch.cursor or self.cursor
        except TrackerError as error:
            self.errors.append(error)
        finally:
            reader.close()
        return self

    def is_complete(self) -> bool:
        """Whether it holds what somebody finds who reads everything anew, now that all is well again."""
        fresh = Diary(self._site, self._container).run()
        assert not fresh.errors
        return (self.tickets, self.events) == (fresh.tickets, fresh.events)
