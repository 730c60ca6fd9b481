"""Which repositories the account can see."""

from tests.connectors.github.desk import Desk, ticket

from forewarn.connect import Listed


def test_every_page_of_repositories_is_listed(desk: Desk) -> None:
    desk.sandbox.quirks.largest_page = 2
    for name in ("acme/shop", "acme/site", "northlight/own"):
        desk.sandbox.open(ticket(container=name))
    assert list(desk.connector().reader().containers()) == [
        Listed("acme/shop"),
        Listed("acme/site"),
        Listed("northlight/own"),
    ]
