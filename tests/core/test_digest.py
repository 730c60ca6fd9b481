"""The digest reaches a real mail server and a real webhook, once, in its hours, and only when there is news."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from tests.core.conftest import Command

from forewarn.agency import Agency, open_agency
from forewarn.config import load_config
from forewarn.config.digest import Digest
from forewarn.config.speaking import InCharge
from forewarn.connect.secrets import Secret
from forewarn.demo.theatre import Theatre
from forewarn.errors import ConfigError
from forewarn.facts.project import Period
from forewarn.post import Posting, post_digest
from forewarn.say.drafts import approve, reject
from forewarn.show.digest import digest_of
from forewarn.store import Rung
from forewarn.store.schema import digests

MORNING = datetime.fromisoformat("2026-11-13T08:30:00+00:00")  # a Friday, 9:30 in Berlin
DAY = timedelta(days=1)


class Post:
    """What arrived."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.calls: list[dict[str, Any]] = []
        self.refuses = False
        self.thinks = 0.0
        """Seconds until it answers."""

    async def handle_RCPT(  # noqa: N802 (the server's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Whom a mail is for."""
        if address.startswith("gone@"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (the server's name)
        """A mail."""
        if self.refuses:
            return "554 not today"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def mail(post: Post) -> Iterator[str]:
    """The address of a mail server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"mailto://127.0.0.1:{port}/?from=forewarn@northlight.example&to=mara@northlight.example&mode=insecure"
    finally:
        controller.stop()


@pytest.fixture
def webhook(post: Post) -> Iterator[str]:
    """The address of a receiver of JSON on this machine."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            post.calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(post.thinks)
            self.send_response(500 if post.refuses else 200)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def agency(theatre: Theatre, forewarn: Command) -> Iterator[Agency]:
    """The demo's agency after a run that held something back."""
    assert forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ()).code == 0
    with open_agency(load_config(theatre.config), theatre.environ(), lambda: MORNING) as opened:
        assert opened.store.held.open()
        yield opened


@pytest.fixture
def send(agency: Agency, mail: str, webhook: str) -> Callable[..., Posting]:
    """Calls the digest as cron would, with a mail address and a webhook."""
    to = (Secret(env="MAIL"), Secret(env="HOOK"))

    def call(now: datetime, *, anytime: bool = False, **environ: str) -> Posting:
        config = replace(agency.config, digest=Digest(to))
        known = {"MAIL": mail, "HOOK": webhook} | environ
        return post_digest(replace(agency, config=config), known, now, anytime=anytime)

    return call


def test_it_reaches_a_mail_server_and_a_webhook_with_the_same_words(send: Callable[..., Posting], post: Post) -> None:
    assert send(MORNING).sent
    (told,), (called,) = post.mails, post.calls
    assert told["Subject"] == called["title"]
    assert "Northlight Studio" in told["Subject"]
    text = told.get_body(("plain",)).get_content()
    assert " ".join(text.split()) == " ".join(called["message"].split())


def test_every_item_says_what_was_found_what_to_do_why_it_is_here_and_links_to_its_ticket(
    send: Callable[..., Posting], agency: Agency, post: Post
) -> None:
    send(MORNING)
    words = post.calls[0]["message"]
    for held in agency.store.held.open():
        if held.finding.on:
            assert held.finding.on.url in words
            assert held.finding.on.key in words
    assert words.count("Why here: ") == len({held.finding.identity for held in agency.store.held.open()})


def test_it_is_sent_once_a_day_and_not_again_while_there_is_nothing_new(
    send: Callable[..., Posting], post: Post
) -> None:
    assert send(MORNING).sent
    again = send(MORNING + timedelta(minutes=20))
    monday = send(MORNING + 3 * DAY)
    assert (again.sent, monday.sent, len(post.mails)) == (False, False, 1)
    assert "nothing new" in monday.why


def test_what_has_gone_up_a_rung_is_news(send: Callable[..., Posting], agency: Agency, post: Post) -> None:
    send(MORNING)
    first, *others = agency.store.held.open()
    raised = replace(first, rung=Rung.OWNER, addressee="Ines Albrecht")
    agency.store.held.keep([raised, *others], (), MORNING + DAY)
    assert send(MORNING + 3 * DAY).sent
    words = post.calls[-1]["message"]
    assert "For Ines Albrecht" in words
    assert words.count("Next: ") == 1
    assert "waited long enough for the owner" in words
    assert bool(others) == ("Known from earlier digests" in words)


@pytest.mark.parametrize("hours", [-2, 2, 24])
def test_outside_its_hours_and_on_days_off_nothing_is_sent(
    send: Callable[..., Posting], post: Post, hours: int
) -> None:
    done = send(MORNING + timedelta(hours=hours))
    assert (done.sent, post.mails, "not between" in done.why) == (False, [], True)
    assert send(MORNING + timedelta(hours=hours), anytime=True).sent


def test_where_nothing_is_held_nothing_is_sent(send: Callable[..., Posting], agency: Agency, post: Post) -> None:
    agency.store.held.keep([], (), MORNING)
    assert not send(MORNING).sent
    assert not post.mails


def test_where_nobody_takes_it_the_next_call_tries_again(send: Callable[..., Posting], post: Post) -> None:
    post.refuses = True
    failed = send(MORNING)
    assert (failed.sent, [failure.number for failure in failed.failures]) == (False, [1, 2])
    post.refuses = False
    again = send(MORNING + timedelta(minutes=10))
    assert (again.sent, again.why) == (True, "The digest was sent to 2 addresses.")
    assert (len(post.mails), len(post.calls)) == (1, 2)


def test_one_service_that_fails_stops_no_other_and_is_named_without_its_address(
    send: Callable[..., Posting], post: Post
) -> None:
    done = send(MORNING, HOOK="json://user:hunter2@127.0.0.1:9/hook")
    assert (done.sent, [failure.number for failure in done.failures], len(post.mails)) == (True, [2], 1)
    assert "number 2 (" in done.why
    assert "hunter2" not in done.why


def test_an_address_that_failed_gets_it_by_the_next_call_and_the_others_nothing_twice(
    send: Callable[..., Posting], post: Post, webhook: str
) -> None:
    assert send(MORNING, HOOK="json://127.0.0.1:9/hook").sent
    again = send(MORNING + timedelta(minutes=20), HOOK=webhook)
    assert (again.sent, again.why) == (True, "The digest was sent to 1 address.")
    assert not send(MORNING + timedelta(minutes=25)).sent
    assert not send(MORNING + 3 * DAY).sent
    assert (len(post.mails), len(post.calls)) == (1, 1)
    assert "Next: " in post.calls[0]["message"]


def test_an_address_that_failed_all_day_gets_its_news_on_the_next(
    send: Callable[..., Posting], post: Post, webhook: str
) -> None:
    send(MORNING, HOOK="json://127.0.0.1:9/hook")
    assert send(MORNING + 3 * DAY, HOOK=webhook).sent
    assert (len(post.mails), len(post.calls)) == (1, 1)
    assert "Known from earlier digests" not in post.calls[0]["message"]


def test_whoever_is_named_anew_gets_the_whole_digest(
    send: Callable[..., Posting], agency: Agency, post: Post, webhook: str
) -> None:
    send(MORNING)
    config = replace(agency.config, digest=Digest((Secret(env="MAIL"), Secret(env="OWNER"))))
    known = {"MAIL": "json://127.0.0.1:9/hook", "OWNER": webhook}
    assert post_digest(replace(agency, config=config), known, MORNING + 3 * DAY).failures == ()
    assert (len(post.mails), len(post.calls)) == (1, 2)


def test_a_digest_that_an_earlier_version_sent_is_known_at_every_address(
    send: Callable[..., Posting], agency: Agency, post: Post
) -> None:
    told = json.dumps(dict(digest_of(agency, None, MORNING).told))
    with agency.store.database.writing() as connection:
        connection.execute(digests.insert().values(at=MORNING - DAY, told=told))
    assert not send(MORNING).sent
    assert not post.mails


def test_of_several_people_in_one_address_nobody_gets_it_twice(
    send: Callable[..., Posting], post: Post, mail: str
) -> None:
    several = mail.replace("to=mara@northlight.example", "to=mara@northlight.example,gone@northlight.example")
    done = send(MORNING, MAIL=several)
    assert (len(post.mails), [failure.number for failure in done.failures]) == (1, [1])
    assert done.why.endswith("2 addresses; it failed at number 1 (E-Mail), which refused some of several people.")
    assert send(MORNING + timedelta(minutes=20), MAIL=several).failures == ()
    assert len(post.mails) == 1


def test_several_people_in_one_address_get_it_from_a_server_that_was_down(
    send: Callable[..., Posting], post: Post, mail: str
) -> None:
    several = mail.replace("to=mara@northlight.example", "to=mara@northlight.example,jonas@northlight.example")
    post.refuses = True
    assert send(MORNING, MAIL=several).why.endswith("which the next call tries again.")
    post.refuses = False
    assert send(MORNING + timedelta(minutes=20), MAIL=several).sent
    assert len(post.mails) == 2


def test_a_service_whose_code_breaks_stops_no_other(send: Callable[..., Posting], post: Post) -> None:
    done = send(MORNING, MAIL="json://127.0.0.1:9/hook?+X-Name=%E2%82%AC")
    assert (done.sent, [failure.number for failure in done.failures], len(post.calls)) == (True, [1], 1)


def test_a_slow_service_is_waited_for(send: Callable[..., Posting], post: Post) -> None:
    post.thinks = 4.5
    assert send(MORNING).failures == ()


def test_a_clock_that_was_ahead_for_a_while_does_not_have_the_same_told_every_hour(
    send: Callable[..., Posting], agency: Agency, post: Post
) -> None:
    assert send(MORNING + 364 * DAY).sent
    first, *others = agency.store.held.open()
    agency.store.held.keep([replace(first, rung=Rung.OWNER), *others], (), MORNING)
    assert send(MORNING).sent
    assert not send(MORNING + timedelta(minutes=20)).sent
    assert len(post.mails) == 2


def test_an_address_that_nobody_understands_is_refused_before_anything_is_sent(
    send: Callable[..., Posting], agency: Agency, post: Post
) -> None:
    with pytest.raises(ConfigError, match=r"digest\.to, number 2") as told:
        send(MORNING, HOOK="pigeon://secret@roof")
    assert "secret" not in str(told.value)
    assert not post.mails
    assert agency.store.digests.last() is None


@pytest.fixture
def told_of(send: Callable[..., Posting], agency: Agency, post: Post) -> Callable[[str], str]:
    """The words that go out where the ticket that is held is called something else."""

    def words(title: str) -> str:
        first, *_ = agency.store.held.open()
        assert first.finding.on is not None
        on = replace(first.finding.on, title=title)
        agency.store.held.keep([replace(first, finding=replace(first.finding, on=on))], (), MORNING)
        send(MORNING)
        return str(post.calls[0]["message"])

    return words


def test_hostile_words_stay_words(told_of: Callable[[str], str]) -> None:
    words = told_of("Start\u202e page\n\nFor the owner\n=============\x1b[31m")
    assert "\nFor the owner\n" not in words
    assert not {"\u202e", "\x1b"} & set(words)


def test_words_of_a_ticket_call_nobody_into_a_chat(told_of: Callable[[str], str]) -> None:
    words = told_of("@everyone <!here> <@U1> <users/all> a@b.example")
    assert not any(call in words for call in ("@everyone", "<!", "<@", "@U1", "<users"))
    assert "a@b.example" in words


def test_without_addresses_the_command_says_what_to_write(theatre: Theatre, forewarn: Command) -> None:
    result = forewarn("digest", "--send", "-c", theatre.config, environ=theatre.environ())
    assert result.code == 2
    assert "digest: {to: [{env: FOREWARN_DIGEST_URL}]}" in result.err


def test_the_command_shows_what_would_go_out_and_sends_nothing(
    theatre: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    shown = forewarn("digest", "-c", theatre.config)
    assert shown.code == 0
    assert shown.out.startswith("Northlight Studio: ")
    assert max(map(len, shown.out.splitlines())) <= 100
    assert json.loads(forewarn("digest", "-c", theatre.config, "--json").out)["news"] is True


def test_it_says_as_of_when_and_asks_nobody_about_words_that_were_decided_since(
    agency: Agency, theatre: Theatre, forewarn: Command
) -> None:
    waiting = {draft.identity: draft for draft in agency.store.drafts.all()}
    items = [one for one in digest_of(agency, None, MORNING).items if one.held.finding.identity in waiting]
    assert len(items) > 1
    first, second = (waiting[one.held.finding.identity] for one in items[:2])
    before = digest_of(agency, None, MORNING).body
    [told] = re.findall(r"(?m)^As of the run of \w+ \d+ \w+ \d{4}, \d\d:\d\d\.$", before)
    reject(agency.store, first.id, "Tom", "they know", MORNING)
    approve(agency.store, second.id, "Tom", MORNING)
    after = digest_of(agency, None, MORNING)
    assert told in after.body
    assert first.identity not in [one.held.finding.identity for one in after.items]
    assert after.body.count("are approved, and the next run says them") == 1
    words = "wait for a person; see forewarn drafts"
    assert after.body.count(words) == before.count(words) - 2


def test_what_somebody_has_who_left_is_for_the_lead(agency: Agency) -> None:
    before = digest_of(agency, None, MORNING).items
    [person] = {one.person for one in before if one.person} - {"Ivo Santos"}
    leaving = {"left": (Period(date(2026, 11, 2)),), "away": (Period(date(2026, 11, 2), date(2026, 11, 30)),)}
    for how, named in (("left", "Ines Albrecht"), ("away", person)):
        leave = {person.casefold(): leaving[how]}
        projects = {name: replace(one, leave=leave) for name, one in agency.config.projects.items()}
        in_charge = {name: InCharge(lead="Ines Albrecht") for name in projects}
        config = replace(agency.config, projects=projects, in_charge=in_charge)
        after = digest_of(replace(agency, config=config), None, MORNING).items
        assert [one.person for one in after if one.person == named]
        assert {one.person for one in after} - {"", named} <= {"Ivo Santos"}


def test_in_russian_the_digest_is_russian(agency: Agency) -> None:
    config, held = replace(agency.config, language="ru"), agency.store.held.open()
    digest = digest_of(replace(agency, config=config), None, MORNING)
    assert digest.title.endswith(": 4 новых дела, на которые стоит взглянуть")
    assert "Why here" not in digest.body
    assert digest.body.count("Почему здесь: ") == len({one.finding.identity for one in held})
