"""GitHub's answers, as far as they are read. Unknown keys are left aside; what GitHub may null is optional."""

from datetime import UTC
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from forewarn.errors import MalformedAnswer

Text = Annotated[str, BeforeValidator(lambda text: text or "")]
Instant = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


def _label_names(labels: Any) -> Any:
    # A label may be its bare name, and its name may be missing (specification of `issue.labels`).
    if not isinstance(labels, list):
        return labels
    names = [label.get("name") if isinstance(label, dict) else label for label in labels]
    return [name for name in names if name is not None]


class Payload(BaseModel):
    """What all answers share."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class User(Payload):
    """An account; GitHub sends null for one that was deleted."""

    id: int
    login: str
    name: str | None = None
    type: str = "User"


class Milestone(Payload):
    """A milestone of the repository."""

    number: int
    title: Text
    description: Text = ""
    state: str
    html_url: str
    creator: User | None = None
    created_at: Instant
    closed_at: Instant | None = None
    due_on: Instant | None = None


class MilestoneTitle(Payload):
    """All that an event tells of a milestone."""

    title: Text
    number: int = 0


class IssueType(Payload):
    """An organisation's own word for a kind of issue."""

    name: str


class PullRequest(Payload):
    """Its presence makes an issue a pull request."""

    merged_at: Instant | None = None


class Issue(Payload):
    """An issue or pull request."""

    number: int
    title: Text
    body: Text = ""
    state: str
    state_reason: str | None = None
    html_url: str
    user: User | None = None
    author_association: str | None = None
    labels: Annotated[tuple[str, ...], BeforeValidator(_label_names)] = ()
    assignees: tuple[User, ...] = ()
    milestone: MilestoneTitle | None = None
    comments: int = 0
    type: IssueType | None = None
    parent_issue_url: str | None = None
    pull_request: PullRequest | None = None
    created_at: Instant
    updated_at: Instant


class Words(Payload):
    """What somebody wrote on an issue or pull request."""

    id: int
    body: Text = ""
    html_url: str
    user: User | None = None
    author_association: str | None = None


class Comment(Words):
    """A comment on an issue or pull request."""

    issue_url: str = Field(pattern=r"/\d+$")
    created_at: Instant
    updated_at: Instant


class LineComment(Words):
    """A comment on a line of a pull request."""

    pull_request_url: str = Field(pattern=r"/\d+$")
    created_at: Instant
    updated_at: Instant


class Review(Words):
    """A review of a pull request. One that its author has not sent yet has no instant."""

    state: str
    submitted_at: Instant | None = None


class Branch(Payload):
    """One end of a pull request."""

    ref: Text


class Pull(Payload):
    """What a pull request has and its issue has not."""

    number: int
    head: Branch
    updated_at: Instant


class Rename(Payload):
    """An old and a new title."""

    old: Text = Field(alias="from")
    new: Text = Field(alias="to")


class Label(Payload):
    """All that an event tells of a label; of one that was deleted perhaps nothing."""

    name: str | None = None


class Place(Payload):
    """A repository, by its name."""

    full_name: str


class Reference(Payload):
    """An issue that another one is tied to; of one in a repository closed to us perhaps nothing."""

    number: int | None = None
    repository: Place | None = None


class DismissedReview(Payload):
    """What a review had said before it was dismissed."""

    state: str
    review_id: int


class IssueEvent(Payload):
    """One entry of the repository's list of issue events, with its issue as it stands now."""

    id: int
    event: str
    actor: User | None = None
    created_at: Instant
    issue: Issue | None = None
    label: Label | None = None
    assignee: User | None = None
    assigner: User | None = None
    milestone: MilestoneTitle | None = None
    rename: Rename | None = None
    issue_type: IssueType | None = None
    prev_issue_type: IssueType | None = None
    parent_issue: Reference | None = None
    commit_id: str | None = None
    commit_url: str | None = None
    requested_reviewer: User | None = None
    review_requester: User | None = None
    dismissed_review: DismissedReview | None = None


class Origin(Payload):
    """The issue or pull request from which another one was mentioned."""

    issue: Issue | None = None


class TimelineEntry(Payload):
    """One entry of the timeline of an issue, as far as the list of issue events lacks it."""

    event: str = ""
    actor: User | None = None
    created_at: Instant | None = None
    source: Origin | None = None


class Repository(Payload):
    """A repository: what it is called, and what of its state forbids to comment."""

    full_name: str = ""
    private: bool
    archived: bool = False
    has_issues: bool = True


P = TypeVar("P", bound=Payload)


def read_as(kind: type[P], data: Any, place: str) -> P:
    """`data` as the payload it should be. MalformedAnswer names the first key that is not."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the whole"
        whose = (data.get("html_url") or data.get("url")) if isinstance(data, dict) else None
        raise MalformedAnswer(
            f"GitHub's answer is no {kind.__name__}: {key}: {first['msg']}{f' ({whose})' if whose else ''}",
            place=place,
            next_step="Check that the address is that of GitHub's API and that no proxy answers in its place.",
        ) from None
