"""The web server as a fixture, and looks at it."""

from collections.abc import Callable, Iterator

import pytest
from tests.core.pages.webserver import LOCAL, QUICK, Site, serving

from forewarn.pages import Limits, Network
from forewarn.pages.fetch import Look, Visitor


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def look(site: Site) -> Callable[..., Look]:
    """Looks at a path of the site as a visitor who may go nowhere else."""

    def at(path: str, network: Network = LOCAL, limits: Limits = QUICK) -> Look:
        return Visitor({site.host}, network, limits).look(site.address(path))

    return at
