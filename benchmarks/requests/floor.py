"""The least that each tracker can be asked, and what we ask besides and why. Pure.

The floor counts pages of what there is to read, in the largest pages that the tracker gives. Besides it there are a few
requests that do not grow with the number of changes; each has its reason in `BESIDES`.
"""

from collections.abc import Callable, Mapping, Sequence

from agency import Work

_WORKS = Sequence[Work]
Reason = tuple[str, Callable[[_WORKS], int]]
"""What is asked besides the floor and why, and how often in a run."""


def pages(count: int, size: int) -> int:
    """Pages of `size` that hold so many rows; whoever asks gets one, even an empty one."""
    return max(-(-count // size), 1)


def _jira_cloud(works: _WORKS) -> int:
    """One search for all projects, their changes in bulk, and the threads that search cuts at twenty comments; the
    first time also the pass over all ids."""
    tickets, history = sum(w.tickets for w in works), sum(w.history for w in works)
    in_bulk = max(pages(tickets, 1_000), pages(history, 10_000)) if tickets else 0
    threads = sum(pages(length, 100) for w in works for length in w.threads if length > 20)
    ids = pages(sum(w.total for w in works), 5_000) if works[0].is_new else 0
    return pages(tickets, 100) + in_bulk + threads + ids


def _jira_data_center(works: _WORKS) -> int:
    """Search alone: changes and comments come with the issues; the first time also the pass over all ids."""
    ids = pages(sum(w.total for w in works), 1_000) if works[0].is_new else 0
    return pages(sum(w.tickets for w in works), 100) + ids


def _github(works: _WORKS) -> int:
    """Four lists a repository: milestones, issues, comments, events."""
    return sum(1 + pages(w.tickets, 100) + pages(w.comments, 100) + pages(w.events, 100) for w in works)


def _trello(works: _WORKS) -> int:
    """A board, its cards and its actions the first time; later a probe for ten boards, and where something moved the
    board with its cards, and its actions. Where cards moved without any, one must look whether a comment was edited:
    their comments, ten lists of a thousand in a request."""
    new = sum(1 + pages(w.tickets, 1_000) + pages(_actions(w), 1_000) for w in works if w.is_new)
    known = [w for w in works if not w.is_new]
    probes = pages(len(known), 10) if known else 0
    return new + probes + sum(1 + _moved(w) for w in known if w.tickets)


def _moved(work: Work) -> int:
    return pages(_actions(work), 1_000) if _actions(work) else pages(sum(work.threads), 10_000)


def _actions(work: Work) -> int:
    return work.events + work.comments + (work.tickets if work.is_new else 0)


FLOORS: Mapping[str, Callable[[_WORKS], int]] = {
    "jira": _jira_cloud,
    "jira-dc": _jira_data_center,
    "github": _github,
    "trello": _trello,
}


def _listing(works: _WORKS, size: int) -> int:
    """The first run of a day lists all ids, container by container."""
    return sum(pages(w.total, size) for w in works if w.is_new)


def _pages_of_99(works: _WORKS) -> int:
    return sum(pages(n, 99) - pages(n, 100) for w in works for n in (w.tickets, w.comments))


def _page_with_a_known_event(works: _WORKS) -> int:
    return sum(pages(w.events + 1, 100) - pages(w.events, 100) for w in works if w.events)


def _page_after_a_full_one(works: _WORKS) -> int:
    lists = [_actions(w) for w in works] + [w.total for w in works if w.is_new] * 2
    return sum(rows > 0 and rows % 1_000 == 0 for rows in lists)


def _read_again(works: _WORKS) -> int:
    return int(not works[0].is_new and any(w.tickets for w in works))


def _whether_over(works: _WORKS) -> int:
    return sum(w.is_new for w in works)


_OF_JIRA: Sequence[Reason] = (
    ("the versions of each project, each time, since Jira keeps no history of their dates", len),
    ("the fields and the statuses of the site, the first time", lambda works: 2 * works[0].is_new),
    (
        "the first issue of each project, the first time, since Jira does not say how old a version is",
        lambda works: len(works) * works[0].is_new,
    ),
    (
        "now and then a page of search: what was updated in the two minutes before the last update read is read again, "
        "since the index lags behind",
        _read_again,
    ),
)

BESIDES: Mapping[str, Sequence[Reason]] = {
    "jira": _OF_JIRA,
    "jira-dc": _OF_JIRA,
    "github": (
        ("once a day the pass over all issues that notices deletions", lambda works: _listing(works, 100)),
        ("once a day whether each repository is archived", _whether_over),
        (
            "now and then a page of issues or comments: each begins with the last row of the one before, so that "
            "nothing is skipped when rows move, and so brings 99 new ones",
            _pages_of_99,
        ),
        (
            "now and then a page of events: only one that was known before tells that all newer ones were seen",
            _page_with_a_known_event,
        ),
    ),
    "trello": (
        ("once a day the pass over all cards that notices deletions", lambda works: _listing(works, 1_000)),
        ("once a day whether each board is closed", _whether_over),
        ("now and then a page: one that is just full does not tell that it is the last", _page_after_a_full_one),
    ),
}
"""By tracker."""


def floor(tracker: str, works: _WORKS) -> int:
    """The fewest requests that bring what `works` count."""
    return FLOORS[tracker](works)


def besides(tracker: str, works: _WORKS) -> int:
    """Requests that no page of changes pays for."""
    return sum(count(works) for _, count in BESIDES[tracker])
