"""Which repositories the account can see."""

from collections.abc import Iterator

from forewarn.connect import Listed
from forewarn_github.client import GitHubClient
from forewarn_github.payloads import Repository, read_as


def repositories(client: GitHubClient, source: str) -> Iterator[Listed]:
    """Those it owns, works on, or sees through an organisation, by name; without archived ones and those without
    issues. Raises TrackerError."""
    rows = (row for page in client.pages("/user/repos", {"sort": "full_name"}) for row in page)
    for one in (read_as(Repository, row, source) for row in rows):
        if one.full_name and one.has_issues and not one.archived:
            yield Listed(one.full_name)
