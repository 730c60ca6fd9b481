"""What is there, what is gone, and what the account may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forewarn.errors import GoneError
from forewarn.model import TicketRef
from forewarn.testing.contract.readback import same
from forewarn.testing.contract.terms import LATER, MANY, Terms, deleting, moving
from forewarn.testing.contract.trial import Trial


class ExaminingContract(Terms):
    """What `Reader.account`, `present`, `is_gone` and `examine` promise."""

    def test_the_account_is_somebody(self, trial: Trial) -> None:
        with trial.reader() as reader:
            assert reader.account().id, "the account has no id"
            assert reader.account().name or reader.account().handle, "the account has neither name nor handle"

    def test_present_names_the_tickets_and_milestones(self, trial: Trial) -> None:
        story = self.story(trial, 0)
        with trial.reader() as reader:
            there = sorted([*story.books, *story.milestones])
            same(there, sorted(reader.present(story.container)), "present tickets")
            list(reader.read(story.container, None))
            same(there, sorted(reader.present(story.container)), "present tickets after everything was read")

    def test_present_is_complete_over_many_pages(self, trial: Trial) -> None:
        story = self.chronicle(trial)
        story.begin(MANY)
        trial.at(story.now + LATER)
        with trial.reader() as reader:
            there = sorted([*story.books, *story.milestones])
            same(there, sorted(reader.present(story.container)), "present tickets")

    def test_what_is_there_is_not_gone(self, trial: Trial) -> None:
        story = self.story(trial, 0)
        refs = [ticket.ref for ticket in trial.tickets(story.container).values()]
        with trial.reader() as reader:
            gone = [ref.key for ref in refs if reader.is_gone(ref)]
        assert not gone, f"said to be gone although they are there: {gone}"

    def test_a_deleted_ticket_is_gone(self, trial: Trial) -> None:
        sandbox = deleting(trial.sandbox)
        self._goes(trial, lambda ref: sandbox.delete(ref.id, trial.now))

    def test_a_deleted_milestone_is_gone(self, trial: Trial) -> None:
        sandbox = deleting(trial.sandbox)
        self._goes(trial, lambda ref: sandbox.delete(ref.id, trial.now), milestone=True)

    def test_a_ticket_that_moved_away_is_gone(self, trial: Trial) -> None:
        sandbox = moving(trial.sandbox)
        self._goes(trial, lambda ref: sandbox.move(ref.id, self.containers[1], trial.now))

    def test_a_ticket_that_moved_is_found_where_it_is_now(self, trial: Trial) -> None:
        sandbox = moving(trial.sandbox)
        stories = [self.chronicle(trial, container=container) for container in self.containers]
        for story in stories:
            story.begin(2)
        trial.at(stories[1].now + LATER)
        moved = sandbox.move(next(iter(stories[0].books)), self.containers[1], trial.now)
        trial.at(trial.now + LATER)
        assert moved in trial.tickets(self.containers[1]), "it is not read where it was moved to"
        with trial.reader() as reader:
            assert moved in reader.present(self.containers[1]), "it is not present where it was moved to"

    def test_examine_names_the_account_and_its_rights_in_each_container(self, trial: Trial) -> None:
        for container in self.containers:
            self.chronicle(trial, container=container).begin(1)
        with trial.reader() as reader:
            found = reader.examine(self.containers)
            assert found.account.id == reader.account().id
        assert [rights.container for rights in found.rights] == list(self.containers)
        for rights in found.rights:
            denied = [what for what in ("read", "comment", "edit_own") if getattr(rights, what) is False]
            assert not (denied and not self.read_only), f"denied although the sandbox allows it: {rights}"
            assert rights.read is not False, f"it can be read: {rights}"

    def test_examine_says_what_is_wrong_with_a_container_that_is_not_there(self, trial: Trial) -> None:
        self.chronicle(trial).begin(1)
        with trial.reader() as reader:
            here, nowhere = reader.examine((self.containers[0], self.nowhere)).rights
        assert here.read is not False, f"one missing container must not spoil another: {here}"
        assert nowhere.container == self.nowhere
        assert nowhere.read is False, f"it is not there, so it cannot be read: {nowhere}"
        assert nowhere.problem, f"a problem needs words: {nowhere}"
        assert nowhere.next_step, f"a problem needs a next step: {nowhere}"

    def test_examine_tells_how_far_apart_the_clocks_are(self, trial: Trial) -> None:
        self.chronicle(trial).begin(1)
        trial.now = trial.sandbox.now - timedelta(minutes=5)
        with trial.reader() as reader:
            skew = reader.examine(self.containers[:1]).clock_skew
        if skew is None:
            pytest.skip("it does not tell")
        assert abs(skew - timedelta(minutes=5)) < timedelta(seconds=3), f"five minutes, and it says {skew}"

    def test_examine_writes_nothing(self, trial: Trial) -> None:
        story = self.chronicle(trial)
        story.begin(1)
        before = trial.tickets(story.container)
        with trial.reader() as reader:
            reader.examine((story.container,))
        same([str(t) for t in before.values()], [str(t) for t in trial.tickets(story.container).values()], "tickets")

    def test_present_names_a_container_that_is_not_there(self, trial: Trial) -> None:
        self.chronicle(trial).begin(1)
        with trial.reader() as reader, trial.fails(GoneError) as caught:
            reader.present(self.nowhere)
        assert self.nowhere in str(caught.error), f"the error does not name it: {caught.error}"

    def _goes(self, trial: Trial, away: Callable[[TicketRef], object], *, milestone: bool = False) -> None:
        story = self.chronicle(trial)
        story.begin(3)
        some, others = (story.milestones, story.books) if milestone else (story.books, story.milestones)
        if not some:
            pytest.skip("the tracker has no milestones")
        trial.at(story.now + LATER)
        leaving, *staying = [t.ref for ident, t in trial.tickets(story.container).items() if ident in some]
        away(leaving)
        trial.at(trial.now + LATER)
        assert leaving.id not in trial.tickets(story.container), f"{leaving.key} went away, and is read all the same"
        with trial.reader() as reader:
            there = sorted([*others, *(ref.id for ref in staying)])
            same(there, sorted(reader.present(story.container)), "present tickets")
            assert reader.is_gone(leaving), f"{leaving.key} went away, and is said to be there"
            assert not any(reader.is_gone(ref) for ref in staying), "one that stayed is said to be gone"
