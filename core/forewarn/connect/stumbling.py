"""What a connector did not expect: a fault of one source, which must not end the run of all."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from forewarn.connect.protocols import Access, Posted, Speaker
from forewarn.errors import ForewarnError, MalformedAnswer, spot
from forewarn.model import Audience, TicketRef


@contextmanager
def stumbling(source: str) -> Iterator[None]:
    """While inside, whatever a connector raises is an error of this program's: its own as they are, and any other as a
    MalformedAnswer that says where it arose and nothing of what stood there."""
    try:
        yield
    except ForewarnError:
        raise
    except Exception as error:
        raise MalformedAnswer(
            f"the connector stumbled over an answer ({type(error).__name__} in {spot(error)})",
            place=f"sources.{source}",
            next_step="That is a mistake in the connector: report it. What was read before is kept.",
        ) from error


@contextmanager
def steady_speaker(source: str, connector: Access) -> Iterator[Speaker]:
    """A speaker of which nobody knows whether it wrote when it stumbled; closed at the end."""
    with stumbling(source):
        speaker = connector.speaker()
    with closing(speaker):
        yield _Steady(source, speaker)


class _Steady:
    def __init__(self, source: str, speaker: Speaker) -> None:
        self._source = source
        self._speaker = speaker

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        with stumbling(self._source):
            return self._speaker.find(ticket, marker)

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        with stumbling(self._source):
            return self._speaker.post(ticket, body, marker=marker, audience=audience)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        with stumbling(self._source):
            return self._speaker.edit(ticket, comment, body, marker=marker, audience=audience)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        with stumbling(self._source):
            self._speaker.withdraw(ticket, comment)

    def close(self) -> None:
        self._speaker.close()
