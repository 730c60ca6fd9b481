"""Who is in the groups of a tracker."""

import pytest

from forewarn.connect import Grouping, Reader
from forewarn.connect.stage import Fault, Gathering
from forewarn.errors import GoneError, MalformedAnswer, UnavailableError
from forewarn.model import Person
from forewarn.testing.contract.books import CAST
from forewarn.testing.contract.terms import LATER, MANY, Terms
from forewarn.testing.contract.trial import Trial

_ANA = Person("group-ana", "Ana Group", handle="ana-group")
_BEN = Person("group-ben", "Ben Group", handle="ben-group")


class GroupingContract(Terms):
    """What `Grouping.members` promises; skipped where a connector knows no groups."""

    def test_everybody_in_a_group_is_a_member_and_nobody_else(self, trial: Trial) -> None:
        self._gather(trial, _ANA, _BEN)
        found = self._members(trial)
        assert len(found) == 2, f"two were put into the group: {found}"
        assert all(any(_is(who, one) for one in found) for who in (_ANA, _BEN)), f"others were put into it: {found}"

    def test_a_member_has_the_id_they_have_on_tickets(self, trial: Trial) -> None:
        story = self.chronicle(trial)
        story.begin(1)
        trial.at(story.now + LATER)
        self._gather(trial, CAST[0])
        (ticket,) = (one for ident, one in trial.tickets(story.container).items() if ident in story.books)
        assert ticket.reporter is not None
        assert ticket.reporter.id in {who.id for who in self._members(trial)}, "one person has two ids"

    def test_a_group_is_complete_over_many_pages(self, trial: Trial) -> None:
        self._gather(trial, *(Person(f"group-{n}", f"Somebody {n}", handle=f"somebody-{n}") for n in range(MANY)))
        found = [who.id for who in self._members(trial)]
        assert (len(found), len(set(found))) == (MANY, MANY)

    def test_whoever_left_is_no_member(self, trial: Trial) -> None:
        gathering = self._gather(trial, _ANA, _BEN)
        gathering.leave(self.group, _ANA, self.containers[0])
        (left,) = self._members(trial)
        assert _is(_BEN, left), f"the wrong one left: {left}"

    def test_a_group_that_is_not_there_is_named_with_a_next_step(self, trial: Trial) -> None:
        self._gather(trial, _ANA)
        with trial.reader() as reader, trial.fails(GoneError) as caught:
            self._grouping(reader).members(self.no_group, self.containers[:1])
        assert caught.error is not None
        assert self.no_group in str(caught.error), f"the error does not name it: {caught.error}"
        assert caught.error.next_step, "nobody says what to do"

    def test_a_failure_that_passes_costs_nothing(self, trial: Trial) -> None:
        self.must_have_a_network()
        self._gather(trial, _ANA)
        trial.sandbox.misbehave(Fault("status", status=503))
        assert len(self._members(trial)) == 1
        assert trial.slept, "it was asked again without a pause, or not at all"

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [(Fault("cut", times=99), UnavailableError), (Fault("garbage", times=99), MalformedAnswer)],
        ids=["cut", "a-page-instead-of-an-answer"],
    )
    def test_a_failure_that_lasts_is_a_typed_error(
        self, trial: Trial, fault: Fault, kind: type[UnavailableError | MalformedAnswer]
    ) -> None:
        self.must_have_a_network()
        self._gather(trial, _ANA)
        trial.sandbox.misbehave(fault)
        with trial.fails(kind):
            self._members(trial)

    def _gather(self, trial: Trial, *people: Person) -> Gathering:
        """The sandbox, in whose group are these; skips where there are no groups."""
        with trial.reader() as reader:
            self._grouping(reader)
        sandbox = trial.sandbox
        if not isinstance(sandbox, Gathering):
            pytest.skip("its sandbox has no groups")
        for who in people:
            sandbox.join(self.group, who, self.containers[0])
        return sandbox

    def _members(self, trial: Trial) -> tuple[Person, ...]:
        with trial.reader() as reader:
            return self._grouping(reader).members(self.group, self.containers[:1])

    def _grouping(self, reader: Reader) -> Grouping:
        if not isinstance(reader, Grouping):
            pytest.skip("it knows no groups")
        return reader


def _is(played: Person, read: Person) -> bool:
    """Trackers may give ids of their own, and know people by their handles then."""
    return played.id == read.id or played.handle == read.handle
