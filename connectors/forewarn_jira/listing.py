"""Which projects there are on a site."""

from collections.abc import Iterator
from typing import Final

from forewarn.connect import Listed
from forewarn.errors import MalformedAnswer
from forewarn_jira.fetch import Fetch, reaches
from forewarn_jira.site_payload import Project, ProjectPage

_A_PAGE: Final = 50
_PATH: Final = "project/search"


def projects(fetch: Fetch) -> Iterator[Listed]:
    """Every project that the account can see, by key; archived ones are not listed by Jira itself."""
    is_cloud = fetch.server().deployment_type == "Cloud"
    found = _pages(fetch) if is_cloud else iter(fetch.projects())
    named = {one.key: one.name or "" for one in found if one.key}
    return (Listed(key, name) for key, name in sorted(named.items()))


def _pages(fetch: Fetch) -> Iterator[Project]:
    """Those of Cloud, which gives them page by page alone."""
    start, known = 0, set[str | None]()
    while True:
        page = fetch.get(ProjectPage, _PATH, {"startAt": start, "maxResults": _A_PAGE, "orderBy": "key"})
        yield from page.values
        start += len(page.values)
        is_last = reaches(start, page.total) if page.is_last is None else page.is_last
        if is_last or not page.values:
            return
        if known.issuperset(one.key for one in page.values):
            raise MalformedAnswer(
                "Jira gave the same projects twice, so that its pages would never end",
                place=f"{fetch.source} ({_PATH})",
                next_step="Name the projects by their keys.",
            )
        known.update(one.key for one in page.values)
