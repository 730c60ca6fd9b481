"""Issues that changed and of which the lists do not tell everything: each is looked at by itself."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from forewarn.connect import Batch
from forewarn.connect.trouble import Trouble, some_of
from forewarn.errors import GoneError, MalformedAnswer, PartlyRead, ServerFault, TrackerError
from forewarn_github.cursor import Changed, Cursor, before
from forewarn_github.normalize import Setting
from forewarn_github.payloads import Issue
from forewarn_github.pulls import Pulls
from forewarn_github.reviews import is_line_ref
from forewarn_github.singles import Singles

_A_MOMENT = timedelta(seconds=2)
"""An issue is noted as changed so much later, at most, than what changed it."""

_EVER = datetime.min.replace(tzinfo=UTC)

Stored = Callable[[str], Collection[str]]
"""The ids of the comments of a ticket that stand in the store."""


class SecondLook:
    """At what changed since `start`, once the lists of one pass are read."""

    def __init__(
        self,
        setting: Setting,
        start: Cursor,
        singles: Singles,
        pulls: Pulls,
        stored: Stored | None,
        milestones: Callable[[], Mapping[str, int]],
    ) -> None:
        self._setting = setting
        self._start = start
        self._singles = singles
        self._pulls = pulls
        self._stored = stored
        self._milestones = milestones
        self._explained: dict[int, datetime] = {}
        self._why: TrackerError | None = None
        self.left: dict[int, Changed] = {}
        """What GitHub could not tell of, as where a timeline is too long for its server; in the order in which the next
        pass asks."""

    def explain(self, number: int, at: datetime) -> None:
        """Something that the lists tell happened to an issue then."""
        if self._start.is_complete:
            self._explained[number] = max(at, self._explained.get(number, at))

    def wanted(self, issues: Sequence[Issue], unreviewed: Collection[int]) -> dict[int, Changed]:
        """Those to look at of some that changed, and of which GitHub did not give the reviews of the `unreviewed`."""
        for issue in issues:
            self.explain(issue.number, issue.created_at)
        return {
            issue.number: Changed(
                at=issue.updated_at,
                comments=issue.comments,
                is_pull=issue.pull_request is not None,
                lacks_reviews=issue.number in unreviewed,
                lacks_past=self._lacks_past(issue),
            )
            for issue in issues
            if self._start.is_complete or issue.number in unreviewed
        }

    def batches(self, changed: Mapping[int, Changed]) -> Iterator[Batch]:
        """What the lists do not tell of these. Where GitHub fails over one after the other, it is asked no more; the
        next pass begins with what it was not asked, so that none waits behind those for ever."""
        trouble, failed = Trouble(), {}
        unasked = dict(sorted(changed.items(), key=lambda one: one[0] in self._start.changed))
        for number, was in tuple(unasked.items()):
            try:
                yield from self._at(number, was)
                trouble.is_over()
            except (GoneError, MalformedAnswer, ServerFault) as error:
                if not isinstance(error, GoneError) or self._is_there(number):  # else another pass notices
                    trouble.met(error)
                    failed[number] = was
                    self._why = self._why or error
            del unasked[number]
            if trouble.fatal:
                break
        self.left = unasked | failed

    def tell(self) -> None:
        """Raises PartlyRead where anything is left."""
        if self._why is not None:
            ids = [self._setting.ticket_id(number) for number in sorted(self.left)]
            raise PartlyRead(f"what else happened to {some_of(ids)}", self._why, dict(zip(ids, ids, strict=True)))

    def _lacks_past(self, issue: Issue) -> bool:
        """Whether it was transferred here and brought a past along that none of the lists will show, as its number is
        new and it is not; or nobody could read that past so far."""
        old, start = before(self._start.issues), self._start
        if issue.number in start.changed:
            return start.changed[issue.number].lacks_past
        return start.is_complete and old is not None and issue.number > start.known and issue.created_at < old

    def _is_there(self, number: int) -> bool:
        """Whether an issue stands in its list although something of it is not to be found: neither deleted nor
        transferred since."""
        try:
            self._singles.issue(number)
        except GoneError:
            return False
        except (MalformedAnswer, ServerFault):
            pass
        return True

    def _at(self, number: int, was: Changed) -> Iterator[Batch]:
        ticket_id = self._setting.ticket_id(number)
        if was.lacks_past:
            past = self._singles.past(self._singles.issue(number), self._milestones())
            yield Batch(events=tuple((ticket_id, event) for event in past))
        if was.lacks_reviews:
            yield Batch(events=tuple((ticket_id, event) for event in self._pulls.reviews(number)))
        stored = self._stored(ticket_id) if self._stored else ()
        # Reviews and comments on lines, which GitHub does not count here, have other ids than digits.
        is_fewer = sum(ref.isdigit() for ref in stored) > was.comments
        on_lines = {ref for ref in stored if is_line_ref(ref)}
        lines = list(self._pulls.line_comments(number)) if was.is_pull and (is_fewer or on_lines) else []
        if is_fewer or not on_lines <= {event.ref for event in lines}:
            self.explain(number, was.at)
            yield self._singles.recount(number, lines if was.is_pull else None)
        # Some are listed again to be on the safe side; those that a pass left over when it died are not among these.
        is_new = number in self._start.changed or self._start.issues is None or was.at > self._start.issues
        if is_new and not was.is_pull and was.at - self._explained.get(number, _EVER) > _A_MOMENT:
            yield self._singles.mentions(number)
