"""What is kept quiet according to what was last read and answered, without asking anybody anew."""

import re
from datetime import datetime

from forewarn.config import Config
from forewarn.engine import ProjectResult, views_of
from forewarn.errors import NotFoundError
from forewarn.rulebook.mistakes import nearest_key
from forewarn.store import Store
from forewarn.waivers.consider import Considered, consider, have_begun

_KEY = re.compile(r"[-#]\d+$")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NUMBERED = re.compile(r"/([^/]+/[^/]+)/(?:issues|pull)/(\d+)")
"""Tickets that are called owner/name#7."""


def recall(config: Config, store: Store, now: datetime) -> Considered:
    """What the last run found, weighed against the waivers of this moment."""
    views, begun = views_of(config, store, now), have_begun(config, store)
    return consider(config, store, views, last_results(config, store), begun, now)


def last_results(config: Config, store: Store) -> tuple[ProjectResult, ...]:
    """The answers of the last run."""
    return tuple(
        ProjectResult(project, tuple(store.evaluated.of(name).values()), quiet={}, asked=0)
        for name, project in config.projects.items()
    )


def key_of(store: Store, name: str) -> str:
    """The key of the ticket whose page's address somebody pasted; any other name as it is."""
    if not _ADDRESS.match(name):
        return name
    keys = store.seen.keys()
    known = {key.casefold(): key for key in keys}
    numbered = ["#".join(found) for found in _NUMBERED.findall(name)]
    words = [word.casefold() for word in (*numbered, *re.split("[/?#&=]", name))]
    return next((known[word] for word in words if word in known), name)


def places(config: Config, store: Store, name: str) -> tuple[tuple[str, str, str], ...]:
    """(project, source, ticket id) of what people call `name`, a ticket's key; for a project (name, "", "").

    Raises NotFoundError with the nearest name.
    """
    if name in config.projects:
        return ((name, "", ""),)
    found = tuple(
        (project, source, ident)
        for source, ident in store.seen.find(name)
        for project, containers in config.containers.items()
        for pair in containers
        if pair[0] == source and any(head.id == ident and not head.gone for head in store.seen.heads(pair))
    )
    if not found:
        projects = () if _KEY.search(name) else config.projects  # nobody who writes ACME-99 means a project
        near = nearest_key(name, [*projects, *store.seen.keys()])
        hint = f"Did you mean {near!r}? " if near else ""
        raise NotFoundError(
            f"there is no ticket or project {name!r} in what was last read.",
            next_step=f"{hint}forewarn sync reads what is new.",
        )
    return found
