from collections.abc import Iterator

import pytest
from tests.connectors.github.desk import START, Desk

from forewarn_github.sandbox import GitHubSandbox


@pytest.fixture
def desk() -> Iterator[Desk]:
    with GitHubSandbox(START) as sandbox:
        yield Desk(sandbox)
