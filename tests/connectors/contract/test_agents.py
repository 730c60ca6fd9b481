"""Every request says who asks: an administrator who reads a log must find us, and what we are built on."""

import re
from datetime import UTC, datetime

import pytest

from forewarn.config.connectors import installed_connectors
from forewarn.connect import Patience

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
LIBRARIES = {"jira": "jira", "github": "PyGithub", "trello": "py-trello"}


@pytest.mark.parametrize(("name", "library"), LIBRARIES.items())
def test_a_request_names_forewarn_and_the_library_with_their_versions(name: str, library: str) -> None:
    connector = installed_connectors()[name]()
    with connector.sandbox(NOW) as sandbox:
        made = connector(
            "source",
            connector.Options.model_validate(sandbox.options()),
            client_visible=False,
            environ=sandbox.environ(),
            patience=Patience(now=lambda: NOW),
        )
        reader = made.reader()
        reader.account()
        reader.close()
        agents = {request.agent for request in sandbox.requests}
    [agent] = agents
    assert re.fullmatch(rf"forewarn/\d[\w.+]* {library}/\d[\w.]*", agent)
