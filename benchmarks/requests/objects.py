"""What people write who use the libraries' own objects: every ticket with its changes and comments."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from measure import Cost, costing

_Options = Mapping[str, Any]


def read_objects(tracker: str, options: _Options, environ: Mapping[str, str], containers: Sequence[str]) -> Cost:
    """Read these containers through the library of the tracker."""
    secrets = [environ[options[key]["env"]] for key in ("key", "token") if key in options]
    return costing(lambda: _READERS[tracker](options, secrets, containers))


def _jira(options: _Options, secrets: Sequence[str], containers: Sequence[str]) -> tuple[int, int]:
    from jira import JIRA

    if "email" in options:
        client = JIRA(options["url"], basic_auth=(options["email"], secrets[-1]))
    else:
        client = JIRA(options["url"], token_auth=secrets[-1])
    tickets = events = 0
    for project in containers:
        for issue in client.search_issues(f'project = "{project}"', expand="changelog", maxResults=False):
            tickets += 1
            events += len(issue.changelog.histories) + len(client.comments(issue.id))
    return tickets, events


def _github(options: _Options, secrets: Sequence[str], containers: Sequence[str]) -> tuple[int, int]:
    from github import Auth, Github

    client = Github(auth=Auth.Token(secrets[-1]), base_url=options["url"], seconds_between_requests=None)
    tickets = events = 0
    for name in containers:
        for issue in client.get_repo(name).get_issues(state="all"):
            tickets += 1
            events += sum(1 for _ in issue.get_comments()) + sum(1 for _ in issue.get_events())
    return tickets, events


def _trello(options: _Options, secrets: Sequence[str], containers: Sequence[str]) -> tuple[int, int]:
    import requests
    from trello import TrelloClient

    class Redirected:
        """Sends what is meant for Trello to the sandbox; in one session, as `requests` alone would not."""

        session = requests.Session()

        def request(self, method: str, url: str, **more: Any) -> requests.Response:
            return self.session.request(method, url.replace("https://api.trello.com", options["url"]), **more)

    client = TrelloClient(api_key=secrets[0], api_secret=secrets[1], http_service=Redirected())
    tickets = events = 0
    for name in containers:
        for card in client.get_board(name).all_cards():
            card.fetch(eager=True)
            card.fetch_actions("all", action_limit=1000)
            tickets += 1
            events += len(card.actions)
    return tickets, events


_READERS: Mapping[str, Callable[[_Options, Sequence[str], Sequence[str]], tuple[int, int]]] = {
    "jira": _jira,
    "jira-dc": _jira,
    "github": _github,
    "trello": _trello,
}
