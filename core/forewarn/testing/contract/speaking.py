"""Speaking: our words come out as they are, for whom they are, and are known again."""

from datetime import timedelta

from forewarn.connect import Guarantee
from forewarn.errors import GoneError, RefusedError
from forewarn.model import Audience, Event, Kind
from forewarn.testing.contract.books import CAST
from forewarn.testing.contract.terms import LATER, Terms, deleting
from forewarn.testing.contract.trial import Trial

MARKER = "v1.a3f9c2"
BODY = "**Hello** <b>team</b> & клиент,\n\n- one [line](https://example.com)\n- *another*, 100 % {sure}"


class SpeakingContract(Terms):
    """What a Speaker promises when nothing goes wrong."""

    def test_a_comment_comes_out_with_its_words_marker_and_audience(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            posted = speaker.post(ref, BODY, marker=MARKER, audience=Audience.CLIENT)
            [found] = speaker.find(ref)
        for said in (posted, found):
            assert (said.body, said.marker, said.audience) == (BODY, MARKER, Audience.CLIENT)
            assert abs(said.at - trial.now) < timedelta(seconds=1), f"said at {said.at} instead of {trial.now}"
        assert posted.id == found.id

    def test_a_comment_is_found_by_its_marker_and_by_no_other(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            first = speaker.post(ref, "One", marker="v1.one", audience=Audience.CLIENT)
            trial.at(trial.now + LATER)
            second = speaker.post(ref, "Two", marker="v1.two", audience=Audience.CLIENT)
        with trial.speaker() as speaker:
            assert [posted.id for posted in speaker.find(ref)] == [first.id, second.id], "all, oldest first"
            assert [posted.id for posted in speaker.find(ref, "v1.two")] == [second.id]
            assert speaker.find(ref, "v1.three") == ()

    def test_a_comment_stands_in_the_history_as_ours(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            posted = speaker.post(ref, BODY, marker=MARKER, audience=Audience.CLIENT)
        trial.at(trial.now + LATER)
        [event] = [e for e in trial.tickets(ref.container)[ref.id].history if e.kind is Kind.COMMENTED]
        with trial.reader() as reader:
            assert event.actor is not None and event.actor.id == reader.account().id, f"not ours: {event}"
        assert event.ref == posted.id
        assert BODY in event.text
        assert event.public

    def test_an_edit_replaces_the_words_in_place(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            posted = speaker.post(ref, "Before", marker=MARKER, audience=Audience.CLIENT)
            trial.at(trial.now + LATER)
            edited = speaker.edit(ref, posted.id, BODY, marker=MARKER, audience=Audience.CLIENT)
            [found] = speaker.find(ref, MARKER)
        for said in (edited, found):
            assert (said.id, said.body, said.audience) == (posted.id, BODY, Audience.CLIENT)

    def test_a_comment_that_a_person_deleted_cannot_be_edited(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            posted = speaker.post(ref, "Before", marker=MARKER, audience=Audience.CLIENT)
            speaker.withdraw(ref, posted.id)
            with trial.fails(GoneError):
                speaker.edit(ref, posted.id, "After", marker=MARKER, audience=Audience.CLIENT)
            assert speaker.find(ref) == ()

    def test_what_is_withdrawn_is_gone_and_nothing_else(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            wrong = speaker.post(ref, "One", marker="v1.one", audience=Audience.CLIENT)
            trial.at(trial.now + LATER)
            right = speaker.post(ref, "Two", marker="v1.two", audience=Audience.CLIENT)
            speaker.withdraw(ref, wrong.id)
            assert [posted.id for posted in speaker.find(ref)] == [right.id]

    def test_a_marker_that_somebody_else_pasted_is_not_ours(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            posted = speaker.post(ref, "Ours", marker=MARKER, audience=Audience.CLIENT)
            text = trial.tickets(ref.container)[ref.id].comments()[0].text
            trial.at(trial.now + LATER)
            pasted = Event("", trial.now, Kind.COMMENTED, CAST[0], text=text)
            trial.sandbox.play(ref.id, pasted)
            assert [found.id for found in speaker.find(ref)] == [posted.id]

    def test_a_comment_for_the_team_is_refused_where_clients_would_read_it(self, trial: Trial) -> None:
        self.must_speak()
        self.must_be_open()
        ref = self.a_ticket(trial)
        how = {"client_visible": True, "options": self.unguarded}
        with trial.reader(**how) as reader:
            assert reader.capabilities.team_only is Guarantee.NONE, "set `unguarded`: something still guards comments"
        with trial.speaker(**how) as speaker:
            with trial.log() as sent, trial.fails(RefusedError):
                speaker.post(ref, "For us", marker=MARKER, audience=Audience.TEAM)
            assert not [request for request in sent if self.is_write(request)], "it was sent all the same"
            assert speaker.find(ref) == ()

    def test_a_comment_for_the_team_stays_among_the_team_where_that_is_promised(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        promised = []
        for client_visible in (True, False):
            with trial.reader(client_visible=client_visible) as reader:
                guarantee = reader.capabilities.team_only
            if guarantee is Guarantee.NONE:
                continue
            promised.append(guarantee)
            with trial.speaker(client_visible=client_visible) as speaker:
                said = speaker.post(ref, "For us", marker=MARKER, audience=Audience.TEAM)
                assert said.audience is Audience.TEAM, f"{guarantee} was promised, and it came out as {said}"
        assert promised, "at the least the config's word that no client sees the source counts"

    def test_the_largest_comment_it_promises_fits(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        with trial.reader() as reader:
            body = "x" * reader.capabilities.largest_comment
        with trial.speaker() as speaker:
            assert speaker.post(ref, body, marker=MARKER, audience=Audience.CLIENT).body == body

    def test_nothing_is_said_on_a_ticket_that_is_gone(self, trial: Trial) -> None:
        self.must_speak()
        ref = self.a_ticket(trial)
        deleting(trial.sandbox).delete(ref.id, trial.now)
        with trial.speaker() as speaker, trial.fails(GoneError):
            speaker.post(ref, "Hello?", marker=MARKER, audience=Audience.CLIENT)
