"""What reviewers of a pull request decide and say. Pure.

A review is a decision, words, or both; GitHub makes one without either for every batch of comments on lines. Its
comments on lines come by a list of their own.
"""

from collections.abc import Iterator, Mapping

from forewarn.model import Event, Field, Kind, Person
from forewarn_github.payloads import LineComment, Review

DECISIONS: Mapping[str, str] = {"approved": "approved", "changes_requested": "changes requested"}
"""What decides, by GitHub's word in lower case. What a dismissed review had decided only an event tells."""


_LINE = "line:"


def review_ref(number: int) -> str:
    """How a review is told from the comments, which are numbered by themselves."""
    return f"review:{number}"


def review_events(review: Review, author: Person) -> Iterator[Event]:
    """The words and the decision of a review; nothing of one that was not sent yet."""
    if review.submitted_at is None:
        return
    ref = review_ref(review.id)
    if review.body:
        yield Event(
            id=ref,
            at=review.submitted_at,
            kind=Kind.COMMENTED,
            actor=author,
            text=review.body,
            ref=ref,
            url=review.html_url,
        )
    if decision := DECISIONS.get(review.state.lower()):
        yield Event(
            id=f"{ref}:decision",
            at=review.submitted_at,
            kind=Kind.ADDED,
            actor=author,
            field=Field.REVIEW,
            new=decision,
            ref=ref,
            url=review.html_url,
            batch=ref,
        )


def is_line_ref(ref: str) -> bool:
    """Whether this is the ref of a comment on a line."""
    return ref.startswith(_LINE)


def line_comment_event(comment: LineComment, author: Person) -> Event:
    """A comment on a line of a pull request."""
    ref = f"{_LINE}{comment.id}"
    return Event(
        id=ref,
        at=comment.created_at,
        kind=Kind.COMMENTED,
        actor=author,
        text=comment.body,
        ref=ref,
        url=comment.html_url,
        edited=comment.updated_at if comment.updated_at != comment.created_at else None,
    )
