"""What the account is and may do, for `doctor`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forewarn.connect import Examination, Rights, open_to_all
from forewarn.errors import GoneError, PermissionDenied
from forewarn_github.account import introduced
from forewarn_github.client import GitHubClient
from forewarn_github.headers import made_at, number
from forewarn_github.names import check_name
from forewarn_github.payloads import Repository, read_as

_SOON = timedelta(days=14)


def examine(
    client: GitHubClient, source: str, containers: Sequence[str], now: datetime, *, private: bool
) -> Examination:
    """One request for the account and one a repository. Raises TrackerError when the account is not to be known.

    `private` says that no client shall see them.
    """
    account, headers = introduced(client, source)
    scopes = _scopes(headers)
    found = [(container, _repository(client, source, container)) for container in containers]
    return Examination(
        account,
        tuple(_rights(container, repository, scopes) for container, repository in found),
        clock_skew=at - now if (at := made_at(headers)) else None,
        budget_left=number(headers, "x-ratelimit-remaining"),
        budget=number(headers, "x-ratelimit-limit"),
        notes=(*_notes(headers, now), *(_public(found) if private else ())),
    )


def _repository(client: GitHubClient, source: str, container: str) -> Repository | GoneError | PermissionDenied:
    try:
        check_name(container, source)
        return read_as(Repository, client.get(f"/repos/{container}"), source)
    except (GoneError, PermissionDenied) as error:
        return error


def _public(found: Sequence[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    for container, repository in found:
        if isinstance(repository, Repository) and not repository.private:
            yield open_to_all(container)


def _rights(
    container: str, repository: Repository | GoneError | PermissionDenied, scopes: frozenset[str] | None
) -> Rights:
    if not isinstance(repository, Repository):
        return Rights(container, read=False, problem=repository.reason, next_step=repository.next_step)
    if not repository.has_issues:
        return Rights(container, False, False, False, "its issues are switched off", "Switch them on in its settings.")
    if repository.archived:
        words = "it is archived, so nobody can comment there"
        return Rights(container, True, False, False, words, "Take it out of the config, or out of the archive.")
    # Classic tokens name their scopes; of the newer ones GitHub does not tell before it refuses.
    if scopes is None:
        return Rights(container, read=True)
    wanted = {"repo"} if repository.private else {"repo", "public_repo"}
    if scopes & wanted:
        return Rights(container, True, True, True)
    step = f"Give the token the scope {min(wanted, key=len)}."
    return Rights(container, True, False, False, "the token may not write comments there", step)


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    text = headers.get("x-oauth-scopes")
    return None if text is None else frozenset(scope.strip() for scope in text.split(","))


def _notes(headers: Mapping[str, str], now: datetime) -> tuple[tuple[str, str], ...]:
    text = headers.get("github-authentication-token-expiration", "").replace(" UTC", " +00:00").replace(" +", "+")
    try:
        expires = datetime.fromisoformat(text)
    except ValueError:
        return ()
    if expires.tzinfo is None or expires - now > _SOON:
        return ()
    return ((f"the token expires on {expires:%Y-%m-%d}", "Make a new one and put it in its place before that day."),)
