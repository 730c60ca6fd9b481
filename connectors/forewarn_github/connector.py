"""GitHub as a source of tickets."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel

from forewarn.connect import Patience, tokens
from forewarn_github.client import GitHubClient
from forewarn_github.config import GitHubOptions
from forewarn_github.names import misnamed
from forewarn_github.reader import GitHubReader
from forewarn_github.speaker import GitHubSpeaker

if TYPE_CHECKING:
    from forewarn_github.sandbox import GitHubSandbox


class GitHubConnector:
    """Issues, milestones and, where wanted, pull requests of repositories; a container is `owner/name`."""

    Options: ClassVar[type[BaseModel]] = GitHubOptions
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
        assert isinstance(options, GitHubOptions)
        self._source = source
        self._options = options
        self._client_visible = client_visible
        (self._token,) = tokens(environ, source, token=options.token)
        self._patience = patience

    def reader(self) -> GitHubReader:
        """A new reader with its own session."""
        return GitHubReader(
            self._source, self._options, self._client(), self._patience, client_visible=self._client_visible
        )

    def speaker(self) -> GitHubSpeaker:
        """A new speaker with its own session, which sends nothing twice."""
        return GitHubSpeaker(self._source, self._client(), client_visible=self._client_visible)

    @classmethod
    def sandbox(cls, now: datetime) -> "GitHubSandbox":
        """GitHub, served from memory on this machine."""
        from forewarn_github.sandbox import GitHubSandbox  # its server is wanted for demos and tests only

        return GitHubSandbox(now)

    def _client(self) -> GitHubClient:
        return GitHubClient(self._source, self._options.url, self._token, self._patience)
