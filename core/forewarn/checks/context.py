"""What a check may read besides its subject."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Evidence, Ticket
from forewarn.worktime import Clock

T = TypeVar("T")


class WhyNot(Exception):
    """Why a check finds nothing, with what shows it; only `forewarn explain` reads either."""

    def __init__(self, reason: str, *evidence: Evidence) -> None:
        super().__init__(reason)
        self.evidence = evidence


class NotApplicable(WhyNot):
    """The check has nothing to say about this subject."""


class Over(WhyNot):
    """There is nothing for the check to find, or nothing any more."""

    @classmethod
    def unless(cls, found: Iterable[T], reason: str) -> tuple[T, ...]:
        """What was found; raised with the reason where that is nothing."""
        if known := tuple(found):
            return known
        raise cls(reason)


class Undone(Over):
    """There is nothing any more, and what it said before is not so by now, although it was to last."""


class CannotEvaluate(Exception):
    """The check would have to guess; the message is the reason."""


class Context:
    """Read-only. Everything in it stands at the same instant, which the clock does not tell."""

    __slots__ = ("_language", "_milestones", "_tickets", "clock", "project", "read_project")

    def __init__(
        self,
        clock: Clock,
        project: Project,
        language: Language | None,
        milestones: Mapping[str, Ticket],
        tickets: Callable[[], tuple[Ticket, ...]] = tuple,
    ) -> None:
        self.clock = clock
        self.project = project
        self._language = language.strict if language else None
        self._milestones = milestones
        self._tickets = tickets
        self.read_project = False
        """Whether a check has looked at more than its subject, so that any change in the project may change the
        answer. Nobody has to declare it."""

    @property
    def language(self) -> Language:
        """The words of the project's language; a check that reads text cannot be evaluated without."""
        if self._language is None:
            raise CannotEvaluate(f"there is no language pack for {self.project.language!r}")
        return self._language

    def milestone(self, ticket: Ticket) -> Ticket | None:
        """The milestone a ticket belongs to, as of now."""
        return self._milestones.get(ticket.milestone) if ticket.milestone else None

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """All tickets and milestones of the project as of now. To look only when it matters keeps answers longer."""
        self.read_project = True
        return self._tickets()
