"""Which names of containers are refused before anything is asked, and what to write instead."""

import pytest

from forewarn.config.connectors import installed_connectors
from forewarn.connect import Naming

OWNER, KEY = "Write owner/name.", "Write what stands before the number of its issues, as ACME in ACME-12."
SHORT_LINK = "Copy the short link from its address, trello.com/b/<short link>."


@pytest.mark.parametrize(
    ("tracker", "container"),
    [
        *(("github", name) for name in ("northlight/harbour-site", "a/b.c_d", "A1/.github")),
        *(("jira", name) for name in ("ACME", "acme", "A1", "ACME_WEB", "10001", "ПРОЕКТ")),
        *(("trello", name) for name in ("Ab3dEf9h", "5e93ba403f1ab3603ba81a09")),
    ],
)
def test_what_may_be_there_is_no_mistake(tracker: str, container: str) -> None:
    connector: object = installed_connectors()[tracker]()
    assert isinstance(connector, Naming)
    assert connector.misnamed(container) == ("", "")


@pytest.mark.parametrize(
    ("tracker", "container", "step"),
    [
        ("github", "harbour-site", OWNER),
        ("github", "northlight/..", OWNER),
        ("github", "https://github.com/northlight/harbour-site", "Write northlight/harbour-site."),
        ("github", "https://github.com/northlight/harbour-site.git", "Write northlight/harbour-site."),
        ("github", "https://github.com/northlight/harbour-site/issues?q=1", "Write northlight/harbour-site."),
        ("jira", "Harbour Relaunch", KEY),
        ("jira", "", KEY),
        ("jira", "HARBOUR-12", "Write HARBOUR."),
        ("jira", "https://northlight.atlassian.net/browse/HARBOUR-12", "Write HARBOUR."),
        ("jira", "https://northlight.atlassian.net/jira/software/projects/HARBOUR/boards/1", "Write HARBOUR."),
        ("jira", "https://jira.northlight.example/projects/HARBOUR", "Write HARBOUR."),
        ("trello", "Harbour relaunch", SHORT_LINK),
        ("trello", "https://trello.com/b/Ab3dEf9h/harbour-relaunch", "Write Ab3dEf9h."),
        ("trello", "trello.com/b/Ab3dEf9h", "Write Ab3dEf9h."),
        ("trello", "https://trello.com/c/Ab3dEf9h", SHORT_LINK),
    ],
)
def test_what_cannot_be_there_is_told_with_what_to_write(tracker: str, container: str, step: str) -> None:
    connector: object = installed_connectors()[tracker]()
    assert isinstance(connector, Naming)
    reason, said = connector.misnamed(container)
    assert reason and said == step
