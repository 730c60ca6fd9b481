"""Joins what the entry point names: options, reader, speaker and sandbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel

from forewarn.connect import Capabilities, Guarantee, Patience, tokens
from forewarn.model import Field
from forewarn_trello.client import Client
from forewarn_trello.config import TrelloOptions
from forewarn_trello.footer import FOOTER_ROOM, LARGEST_COMMENT
from forewarn_trello.names import misnamed
from forewarn_trello.normalize import ABSENT
from forewarn_trello.reader import TrelloReader
from forewarn_trello.speaker import TrelloSpeaker

if TYPE_CHECKING:
    from forewarn_trello.sandbox import TrelloSandbox

_TOLD = frozenset(
    {
        *(Field.TITLE, Field.DESCRIPTION, Field.STATUS, Field.ASSIGNEE, Field.DUE, Field.ATTACHMENTS),
        *(Field.ESTIMATE, Field.CRITERIA, Field.REASON),
    }
)


class TrelloConnector:
    """Trello as a source; see `forewarn.connect.protocols.Connector`."""

    Options: ClassVar[type[BaseModel]] = TrelloOptions
    misnamed = staticmethod(misnamed)

    def __init__(
        self,
        source: str,
        options: BaseModel,
        *,
        client_visible: bool,
        environ: Mapping[str, str],
        patience: Patience,
    ) -> None:
        assert isinstance(options, TrelloOptions)
        self._source = source
        self._options = options
        self._team_only = Guarantee.NONE if client_visible else Guarantee.DECLARED
        self._key, self._token = tokens(environ, source, key=options.key, token=options.token)
        self._patience = patience

    def reader(self) -> TrelloReader:
        """A new reader with its own client."""
        capabilities = Capabilities(
            history=_TOLD,
            team_only=self._team_only,
            absent=ABSENT,
            markup="markdown",
            largest_comment=LARGEST_COMMENT - FOOTER_ROOM,
        )
        return TrelloReader(self._source, self._client(), self._options, capabilities, self._patience)

    def speaker(self) -> TrelloSpeaker:
        """A new speaker with its own client."""
        return TrelloSpeaker(self._source, self._client(), self._team_only, self._patience)

    @classmethod
    def sandbox(cls, now: datetime) -> "TrelloSandbox":
        """Trello's wire protocol served from memory."""
        from forewarn_trello.sandbox import TrelloSandbox

        return TrelloSandbox(now)

    def _client(self) -> Client:
        return Client(self._options.url, self._key, self._token, self._patience)
