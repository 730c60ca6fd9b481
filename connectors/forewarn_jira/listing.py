"""Which projects there are on a site."""

from collections.abc import Iterator
from typing import Final

from forewarn.connect import Listed
from forewarn_jira.fetch import Fetch, numbered
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
    return numbered(
        lambda start: fetch.get(ProjectPage, _PATH, {"startAt": start, "maxResults": _A_PAGE, "orderBy": "key"}),
        lambda project: project.key,
        "projects",
        place=f"{fetch.source} ({_PATH})",
        next_step="Name the projects by their keys.",
    )
