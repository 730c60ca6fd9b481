"""The entry point: what the core sees of Jira."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from forewarn.connect import Patience, tokens
from forewarn.connect.stage import Sandbox
from forewarn_jira.client import JiraClient
from forewarn_jira.config import JiraOptions
from forewarn_jira.names import misnamed
from forewarn_jira.reader import JiraReader
from forewarn_jira.speaker import JiraSpeaker


class JiraConnector:
    """Jira Cloud and Data Center; which of the two it is the site itself says."""

    Options: ClassVar[type[BaseModel]] = JiraOptions
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
        assert isinstance(options, JiraOptions)
        self._source = source
        self._options = options
        self._client_visible = client_visible
        self._patience = patience
        (self._token,) = tokens(environ, source, token=options.token)

    def reader(self) -> JiraReader:
        """A new reader with its own client."""
        return JiraReader(
            self._source, self._options, self._client(), self._patience, client_visible=self._client_visible
        )

    def speaker(self) -> JiraSpeaker:
        """A new speaker with its own client."""
        return JiraSpeaker(
            self._source, self._options, self._client(), self._patience, client_visible=self._client_visible
        )

    @classmethod
    def sandbox(cls, now: datetime) -> Sandbox:
        """A Jira Cloud in memory, empty."""
        from forewarn_jira.sandbox import JiraSandbox  # its web server is needed nowhere else

        return JiraSandbox(now)

    def _client(self) -> JiraClient:
        return JiraClient(self._source, self._options, self._token, self._patience)
