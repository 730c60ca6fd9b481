"""The base of every check: pure code that looks for one thing."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, field_serializer

from forewarn.model import Audience, Found, Need, Severity, Ticket

if TYPE_CHECKING:
    from forewarn.checks.context import Context

TEAM = frozenset({Audience.TEAM})
CLIENT = frozenset({Audience.CLIENT})
TEAM_AND_CLIENT = frozenset({Audience.TEAM, Audience.CLIENT})


class Subject(StrEnum):
    """What a check is asked about, one at a time."""

    TICKET = "ticket"
    DELIVERABLE = "deliverable"
    """Tickets and milestones: whatever carries a promised date."""
    PAGE = "page"
    """Pages that are looked at."""
    PUBLISHED = "published"
    """Tickets and pages: whatever may be live."""
    PROJECT = "project"


class CheckOptions(BaseModel):
    """Base of a check's options: every field has a description and a default; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_serializer("*", when_used="json")
    def _in_order(self, value: Any) -> Any:
        return sorted(value) if isinstance(value, frozenset) else value  # a set's own differs from process to process


_KINDS = {"subject": Subject, "severity": Severity, "team": str, "advice": str}
_SETS = {"needs": Need, "audiences": Audience}
"""What attributes of a check are, and what sets of them hold: what is not is said as it is loaded, not in a run."""


class Check:
    """Subclass in one file of a family's folder; the file's name is the check's name. No registration.

    The docstring is the manual page: one sentence, then the paragraphs "Why it matters:", "What to do:" and
    "Example:". `check` yields facts; the sentences are Jinja2 templates over these facts. A check reads its
    subject and its context and has no other input; it learns about time from `ctx.clock` alone.
    """

    slug: ClassVar[str]
    """`family/name`, from the module's path."""
    formerly: ClassVar[frozenset[str]] = frozenset()
    """Slugs under which older rules files know it. A renamed option tells its own former name in its field:
    `json_schema_extra={"formerly": ["old_name"]}`."""
    subject: ClassVar[Subject] = Subject.TICKET
    needs: ClassVar[frozenset[Need]] = frozenset()
    """What the ticket must be able to give; where it cannot, the outcome is "cannot evaluate" by itself."""
    severity: ClassVar[Severity] = Severity.MEDIUM
    audiences: ClassVar[frozenset[Audience]] = TEAM
    positive: ClassVar[bool] = False
    """Good news."""
    lasting: ClassVar[bool] = False
    """What a client was told of it stays true when it is found no longer, and so it is not struck."""
    replaces: ClassVar[bool] = False
    """What is found next about a subject takes the place of what was told before: a date that was moved again."""
    team: ClassVar[str]
    """What the team reads: one or two sentences."""
    advice: ClassVar[str]
    """What to do next, in one sentence; team only."""
    client: ClassVar[str | None] = None
    """What a client may read, where the audience allows it: no blame, no jargon, no rule names."""

    class Options(CheckOptions):
        """No options."""

    def __init__(self, options: CheckOptions | None = None) -> None:
        self.options = options if options is not None else self.Options()

    def __init_subclass__(cls) -> None:
        where = f"{cls.__module__}.{cls.__qualname__}"
        for name in ("__doc__", "team", "advice"):
            if not getattr(cls, name, None):
                raise TypeError(f"{where}: a check needs {'a docstring' if name == '__doc__' else name}")
        for name, kind in _KINDS.items():
            if not isinstance(getattr(cls, name), kind):
                raise TypeError(f"{where}: {name} must be a {kind.__name__}, as in forewarn.checks.check")
        for name, kind in _SETS.items():
            if not all(isinstance(one, kind) for one in getattr(cls, name)):
                raise TypeError(f"{where}: {name} must hold {kind.__name__} alone, as in forewarn.checks.check")
        if not issubclass(cls.Options, CheckOptions):
            raise TypeError(f"{where}: Options must be a subclass of CheckOptions")
        if Audience.CLIENT in cls.audiences and not cls.client:
            raise TypeError(f"{where}: a check for clients needs a client text")
        family, name = cls.__module__.split(".")[-2:]
        cls.slug = f"{family}/{name.replace('_', '-')}"

    def check(self, subject: Ticket, ctx: "Context") -> Iterator[Found]:
        """Yield what was found on `subject` (a ticket or milestone).

        Raise NotApplicable, Over or CannotEvaluate, with the reason, before the first yield: where people would ask
        why nothing was said, Over answers them better than silence.
        """
        raise TypeError(f"{self.slug} looks at projects, not at tickets")

    def check_project(self, ctx: "Context") -> Iterator[Found]:
        """Yield what was found on the project of `ctx`; only asked where `subject` is PROJECT."""
        raise TypeError(f"{self.slug} looks at tickets, not at projects")
