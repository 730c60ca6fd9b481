"""Which containers there are to choose from."""

import pytest

from forewarn.connect import Listed, Listing
from forewarn.connect.stage import Fault
from forewarn.errors import UnavailableError
from forewarn.testing.contract.readback import same
from forewarn.testing.contract.terms import LATER, Terms
from forewarn.testing.contract.trial import Trial


class ListingContract(Terms):
    """What `Listing.containers` promises; skipped where a connector lists none."""

    def test_a_container_with_tickets_is_listed_by_the_name_under_which_it_is_read(self, trial: Trial) -> None:
        begun = self._begin(trial)
        listed = [one.container for one in self._listed(trial)]
        with trial.reader() as reader:
            there = [ident for container in listed for ident in reader.present(container)]
        same(sorted(begun), sorted(there), "tickets in the listed containers")

    def test_the_list_is_in_the_order_of_what_people_read(self, trial: Trial) -> None:
        self._begin(trial)
        listed = [one.title or one.container for one in self._listed(trial)]
        assert listed == sorted(listed)

    def test_a_list_that_cannot_be_had_is_a_typed_error(self, trial: Trial) -> None:
        self.must_have_a_network()
        self._begin(trial)
        trial.sandbox.misbehave(Fault("cut", times=99))
        with trial.fails(UnavailableError):
            self._listed(trial)

    def _begin(self, trial: Trial) -> list[str]:
        """One ticket in each container, and what comes with it; skips where nothing is listed."""
        with trial.reader() as reader:
            if not isinstance(reader, Listing):
                pytest.skip("it lists no containers")
        begun: list[str] = []
        for container in self.containers:
            story = self.chronicle(trial, container=container)
            story.begin(1)
            trial.at(story.now + LATER)
            begun += [*story.books, *story.milestones]
        return begun

    def _listed(self, trial: Trial) -> list[Listed]:
        with trial.reader() as reader:
            assert isinstance(reader, Listing)
            return list(reader.containers())
