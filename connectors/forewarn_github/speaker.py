"""Comments on GitHub issues: one request a comment, and our own found again by author and hidden mark."""

from forewarn.connect import Posted, open_to_all
from forewarn.errors import RefusedError
from forewarn.model import Audience, TicketRef
from forewarn_github.account import account
from forewarn_github.client import GitHubClient
from forewarn_github.marker import sealed, unsealed
from forewarn_github.payloads import Comment, Repository, read_as


class GitHubSpeaker:
    """Writes to one source. Whoever can open an issue reads all its comments: only the config can promise that no
    client can, and no config can promise it of a public repository."""

    def __init__(self, source: str, client: GitHubClient, *, client_visible: bool) -> None:
        self._source = source
        self._client = client
        self._client_visible = client_visible
        self._readers: dict[str, Audience] = {}
        """Who reads the comments of a repository, as it was when first asked about."""
        self._own_id: str | None = None

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our comments on a ticket, oldest first; those with `marker`, or all. Raises TrackerError."""
        if self._own_id is None:
            self._own_id = account(self._client, self._source).id
        found: list[Posted] = []
        for rows in self._client.pages(f"{self._issue(ticket)}/comments", {}):
            for comment in (read_as(Comment, row, self._source) for row in rows):
                _, own_marker = unsealed(comment.body)
                is_ours = own_marker is not None and str(comment.user and comment.user.id) == self._own_id
                if is_ours and marker in (None, own_marker):
                    found.append(self._posted(comment, self._readers_of(ticket)))
        return tuple(sorted(found, key=lambda posted: (posted.at, int(posted.id))))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One new comment, sent once. Raises TrackerError."""
        path, readers = f"{self._issue(ticket)}/comments", self._readers_of(ticket)
        self._refuse_to_tell_clients(ticket, audience, readers)
        answer = self._client.send("POST", path, {"body": sealed(body, marker)})
        return self._posted(read_as(Comment, answer, self._source), readers)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """Replace the words of a comment, sent once. Raises TrackerError."""
        path, readers = self._comment(ticket, comment), self._readers_of(ticket)
        self._refuse_to_tell_clients(ticket, audience, readers)
        answer = self._client.send("PATCH", path, {"body": sealed(body, marker)})
        return self._posted(read_as(Comment, answer, self._source), readers)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment. Raises TrackerError."""
        self._client.send("DELETE", self._comment(ticket, comment))

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _readers_of(self, ticket: TicketRef) -> Audience:
        """Who reads what is said there. The repository is asked, once a run: people open one long after the config
        was written. Raises TrackerError."""
        if self._client_visible:
            return Audience.CLIENT
        name = ticket.container
        if name not in self._readers:
            repository = read_as(Repository, self._client.get(f"/repos/{name}"), self._source)
            self._readers[name] = Audience.TEAM if repository.private else Audience.CLIENT
        return self._readers[name]

    def _refuse_to_tell_clients(self, ticket: TicketRef, audience: Audience, readers: Audience) -> None:
        if audience is not Audience.TEAM or readers is Audience.TEAM:
            return
        if not self._client_visible:
            words, step = open_to_all(ticket.container)
            raise RefusedError(words, place=self._source, next_step=step)
        raise RefusedError(
            "GitHub cannot keep a comment from those who can read the issue",
            place=self._source,
            next_step="If no client can see its repositories, say client_visible: false in the config.",
        )

    def _issue(self, ticket: TicketRef) -> str:
        _, _, number = ticket.id.rpartition("#")
        if not number.isdigit():
            raise RefusedError("nobody can comment on a milestone", place=f"{self._source}: {ticket.key}")
        return f"/repos/{ticket.container}/issues/{number}"

    def _comment(self, ticket: TicketRef, comment: str) -> str:
        return f"/repos/{ticket.container}/issues/comments/{comment}"

    def _posted(self, comment: Comment, readers: Audience) -> Posted:
        body, marker = unsealed(comment.body)
        return Posted(str(comment.id), marker or "", body, readers, comment.created_at, comment.html_url)
