"""Reading: the whole history, once, however often and in whatever steps it is read."""

from datetime import timedelta
from random import Random

import pytest

from forewarn.connect import Recounting
from forewarn.store import Scope, Store, open_store
from forewarn.testing.contract.books import CAST
from forewarn.testing.contract.chronicle import Chronicle
from forewarn.testing.contract.readback import gather, same
from forewarn.testing.contract.terms import LATER, MANY, Terms
from forewarn.testing.contract.trial import Trial

_SEEDS = range(4)


class ReadingContract(Terms):
    """What `Reader.read` promises."""

    @pytest.mark.parametrize("seed", _SEEDS)
    def test_what_is_read_is_what_was_played(self, trial: Trial, seed: int) -> None:
        story = self.story(trial, seed)
        assert sum(len(book.acts) for book in story.books.values()) > 10, "the sandbox lets hardly anything happen"
        tickets = trial.tickets(story.container)
        same(sorted([*story.books, *story.milestones]), sorted(tickets), "tickets")
        check = self.readback(trial, tickets)
        for book in story.books.values():
            check.history(tickets[book.id], book)
            check.comments(tickets[book.id], book)
            check.state(tickets[book.id], book)

    @pytest.mark.parametrize("seed", _SEEDS)
    def test_as_of_agrees_with_what_stood_at_each_step(self, trial: Trial, seed: int) -> None:
        story = self.story(trial, seed)
        tickets = trial.tickets(story.container)
        check = self.readback(trial, tickets)
        for book in story.books.values():
            check.past(tickets[book.id], book)

    def test_reading_twice_gives_the_same(self, trial: Trial) -> None:
        container = self.story(trial, 0).container
        first, second = trial.tickets(container), trial.tickets(container)
        same([str(t) for t in first.values()], [str(t) for t in second.values()], "second reading")

    def test_every_instant_is_in_utc(self, trial: Trial) -> None:
        tickets = trial.tickets(self.story(trial, 1).container).values()
        odd = [str(event) for ticket in tickets for event in ticket.history if event.at.utcoffset() != timedelta(0)]
        same([], odd, "instants that are not UTC")

    def test_a_container_gives_its_own_tickets_alone(self, trial: Trial) -> None:
        stories = [self.chronicle(trial, container=container) for container in self.containers]
        for story in stories:
            story.begin(2)
        for story in stories:
            tickets = trial.tickets(story.container)
            same(sorted([*story.books, *story.milestones]), sorted(tickets), f"tickets of {story.container}")
            assert {ticket.container for ticket in tickets.values()} == {story.container}
            assert {ticket.source for ticket in tickets.values()} == {"contract"}

    @pytest.mark.parametrize("seed", _SEEDS)
    def test_reading_in_steps_gives_everything_exactly_once(self, trial: Trial, seed: int) -> None:
        story, dice = self.chronicle(trial, seed), Random(seed)  # noqa: S311 (the same steps each time)
        story.begin()
        with open_store("sqlite://") as store:
            for _ in range(8):
                story.act(dice.randint(0, 12))
                trial.at(story.now + LATER)
                _fetch(trial, store, story, stop_after=dice.choice((None, 0, 1, 2)))
            _fetch(trial, store, story)
            fresh = trial.tickets(story.container)
            check = self.readback(trial, fresh)
            for ticket in store.seen.load("contract", list(story.books)):
                check.comments(ticket, story.books[ticket.id])
                check.in_steps(ticket, fresh[ticket.id])

    def test_a_run_over_several_containers_sees_what_happened_in_one_of_them(self, trial: Trial) -> None:
        stories = [self.chronicle(trial, seed, container) for seed, container in enumerate(self.containers)]
        for story in stories:
            story.begin()
        with open_store("sqlite://") as store:
            trial.at(stories[1].now + LATER)
            _fetch(trial, store, *stories)
            stories[1].act(20)
            trial.at(stories[1].now + LATER)
            assert _fetch(trial, store, *stories) > 0
            for story in stories:
                fresh = trial.tickets(story.container)
                check = self.readback(trial, fresh)
                for ticket in store.seen.load("contract", list(story.books)):
                    check.in_steps(ticket, fresh[ticket.id])

    def test_a_second_reading_of_what_did_not_change_brings_nothing_new(self, trial: Trial) -> None:
        story = self.story(trial, 2)
        with open_store("sqlite://") as store:
            assert _fetch(trial, store, story) > 0
            trial.at(trial.now + LATER)
            assert _fetch(trial, store, story) == 0

    def test_a_fetch_that_dies_after_any_batch_goes_on_without_loss(self, trial: Trial) -> None:
        story = self.chronicle(trial)
        story.begin(MANY)
        for number, book in enumerate(story.books.values()):
            story.say(book, f"Word {number}", CAST[number % len(CAST)])
        trial.at(story.now + LATER)
        with trial.reader() as reader:
            batches = list(reader.read(story.container, None))
        same(sorted([*story.books, *story.milestones]), sorted(gather(batches)), f"{MANY} tickets")
        with open_store("sqlite://") as store:
            for stop in range(len(batches)):
                source = f"dies-after-{stop}"
                _fetch(trial, store, story, source=source, stop_after=stop)
                _fetch(trial, store, story, source=source)
                stored = {ticket.id: ticket for ticket in store.seen.load(source, list(story.books))}
                lost = [ident for ident in story.books if ident not in stored or not stored[ident].comments()]
                assert not lost, f"after dying behind batch {stop} of {len(batches)} these are incomplete: {lost}"
                twice = [t.key for t in stored.values() if len(t.comments()) > 1]
                assert not twice, f"after dying behind batch {stop} of {len(batches)} these came twice: {twice}"


def _fetch(
    trial: Trial, store: Store, *stories: Chronicle, source: str = "contract", stop_after: int | None = None
) -> int:
    """One run over these containers into the store, dead after so many batches; returns how many events were new."""
    cursors = {story.container: store.seen.scope(source, story.container).cursor for story in stories}
    fresh = count = 0
    with trial.reader(source=source) as reader:
        reader.expect(cursors)
        if isinstance(reader, Recounting):
            reader.remember(lambda ticket: store.seen.standing(source, ticket))
        told = reader.capabilities.history
        for container, cursor in cursors.items():
            for batch in reader.read(container, cursor):
                if count == stop_after:
                    return fresh
                count += 1
                fresh += store.seen.absorb(source, container, batch, told, trial.now).events
            store.seen.mark(Scope(source, container, synced_at=trial.now), trial.now)
    return fresh
