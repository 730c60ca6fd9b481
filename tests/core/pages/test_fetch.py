"""One look at one page: what it may cost, where it may lead, and what its answer means."""

import datetime
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.core.pages.webserver import LOCAL, QUICK, Page, Site, leads_to, page, serving

from forewarn.facts.work.pages import DEAD, OK, UNKNOWN, address_of
from forewarn.pages import INTERNET, NoSuchHost
from forewarn.pages.fetch import Look, Visitor

LookAt = Callable[..., Look]
MEANINGS = [
    (200, OK), (204, OK), (206, OK), (304, UNKNOWN), (400, DEAD), (401, UNKNOWN), (403, UNKNOWN), (404, DEAD),
    (410, DEAD), (418, DEAD), (429, UNKNOWN), (451, DEAD), (500, DEAD), (503, DEAD), (999, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("code", "status"), MEANINGS)
def test_what_an_answer_means(code: int, status: str, site: Site, look: LookAt) -> None:
    site.pages["/"] = page(code)
    found = look("/")
    assert (found.status, found.silent) == (status, False)
    assert found.reason.startswith(str(code))


def test_a_host_that_asks_to_slow_down_is_told_from_others(site: Site, look: LookAt) -> None:
    site.pages |= {"/": page(429), "/a": page(403)}
    assert (look("/").busy, look("/a").busy) == (True, False)


def test_a_page_is_read_and_a_file_is_not(site: Site, look: LookAt) -> None:
    site.pages |= {"/": page(body="<p>Welcome</p>"), "/film.mp4": page(body=b"x" * 99, kind="video/mp4")}
    assert look("/").html == "<p>Welcome</p>"
    assert look("/film.mp4").html is None
    assert site.asked == [("HEAD", "/"), ("GET", "/"), ("HEAD", "/film.mp4")]


def test_a_server_that_answers_head_wrongly_is_asked_again(site: Site, look: LookAt) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        (page(405) if handler.command == "HEAD" else page(body="here"))(handler)

    site.pages["/"] = answer
    assert look("/").status == OK


def test_what_may_be_meant_for_us_alone_is_not_asked_twice(site: Site, look: LookAt) -> None:
    site.pages["/"] = page(403)
    look("/")
    assert site.asked == [("HEAD", "/")]


def test_what_we_say_of_ourselves_holds_no_secret(site: Site, look: LookAt) -> None:
    site.pages["/"] = page()
    look("/")
    assert set(site.headers[0]) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert site.headers[0]["Host"] == site.host


# Where it may lead.


def test_three_steps_on_are_followed_and_a_fourth_is_not(site: Site, look: LookAt) -> None:
    site.pages |= {f"/{n}": leads_to(f"/{n + 1}") for n in range(9)} | {"/9": page(body="here")}
    assert look("/6").status == OK
    found = look("/5")
    assert (found.status, found.reason) == (UNKNOWN, "it leads on more than 3 times")


ELSEWHERE = [
    "http://other.example/", "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
    "//other.example/", "file:///etc/passwd", "ftp://acme.example/", "http://acme.example:1/", "http://[", "gopher://acme.example",
]  # fmt: skip


@pytest.mark.parametrize("url", ELSEWHERE)
def test_it_leads_nowhere_but_to_hosts_of_the_config(url: str, site: Site, look: LookAt) -> None:
    site.pages["/"] = leads_to(url)
    assert look("/").status == UNKNOWN
    assert site.asked == [("HEAD", "/")]


def test_a_name_and_a_password_are_not_sent_anywhere(site: Site, look: LookAt) -> None:
    site.pages["/"] = leads_to(f"http://user:secret@{site.host}/in")
    assert look("/").status == UNKNOWN
    assert ("HEAD", "/in") not in site.asked


def test_every_step_is_checked_anew(site: Site) -> None:
    """A name server that moves the host to this machine between two steps gains nothing."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    checked: list[str] = []

    def permits(ip: object) -> bool:
        checked.append(str(ip))
        return str(ip) == "93.184.216.34"

    moving = replace(LOCAL, resolve=lambda host, port: [next(answers)], permits=permits)
    moving.place("acme.example", 80)
    site.pages["/"] = page()
    found = Visitor({site.host}, moving, QUICK).look(site.address("/"))
    assert (found.status, found.reason) == (UNKNOWN, "its host is no public one")
    assert site.asked == []
    assert checked == ["93.184.216.34", "127.0.0.1"]


def test_the_name_is_looked_up_once_a_request(site: Site) -> None:
    """The connection goes to the address that was checked: a second look-up would be a way in."""
    asked: list[str] = []

    def once(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    site.pages["/"] = page(body="here")
    assert Visitor({site.host}, replace(LOCAL, resolve=once), QUICK).look(site.address("/")).status == OK
    assert asked == ["acme.example", "acme.example"]
    assert len(site.asked) == 2


def test_the_way_out_that_runs_use_does_not_come_here(site: Site) -> None:
    site.pages["/"] = page()
    network = replace(INTERNET, resolve=LOCAL.resolve, sleep=lambda seconds: None)
    assert Visitor({site.host}, network, QUICK).look(site.address("/")).status == UNKNOWN
    assert not network.permits(ip_address("127.0.0.1"))
    assert site.asked == []


# What it may cost.


def test_of_a_large_page_the_beginning_is_read(site: Site, look: LookAt) -> None:
    site.pages["/"] = page(body="x" * 5_000_000)
    found = look("/", limits=replace(QUICK, size=100_000))
    assert found.status == OK
    assert len(found.html or "") == 100_000


def _drips(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: no packet is ever late, and the answer never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        time.sleep(0.05)
        handler.wfile.write(b"x")
        handler.wfile.flush()


def _drips_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        time.sleep(0.05)
        handler.wfile.write(b"x")
        handler.wfile.flush()


def _says_nothing(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def _talks_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")


def _sends_a_thousand_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Many: yes\r\n" * 1000 + b"\r\n")


SILENT: dict[str, Page] = {
    "drips": _drips,
    "says nothing": _says_nothing,
    "hangs up": _hangs_up,
    "talks nonsense": _talks_nonsense,
    "sends a thousand headers": _sends_a_thousand_headers,
}


@pytest.mark.parametrize("manner", SILENT)
def test_a_server_without_an_answer_says_nothing_of_the_page(manner: str, site: Site, look: LookAt) -> None:
    site.pages["/"] = SILENT[manner]
    begun = time.monotonic()
    found = look("/", limits=replace(QUICK, seconds=0.6, wait=0.4))
    assert (found.status, found.silent) == (UNKNOWN, True)
    assert time.monotonic() - begun < 30  # without the timer it would never end


def test_a_page_that_never_ends_is_there(site: Site, look: LookAt) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        (page() if handler.command == "HEAD" else _drips_body)(handler)

    site.pages["/"] = answer
    begun = time.monotonic()
    assert look("/", limits=replace(QUICK, seconds=0.6)).status == OK
    assert time.monotonic() - begun < 30  # without the timer it would never end


def test_a_host_that_is_not_known_is_dead_and_one_that_cannot_be_asked_for_is_not(site: Site) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise NoSuchHost(host)

    def no_server(host: str, port: int) -> list[str]:
        raise OSError("the name server does not answer")

    for resolve, status in ((unknown, DEAD), (no_server, UNKNOWN)):
        found = Visitor({site.host}, replace(LOCAL, resolve=resolve), QUICK).look(site.address("/"))
        assert found.status == status


def test_requests_are_paced(site: Site) -> None:
    pauses: list[float] = []
    site.pages["/"] = page(body="here")
    Visitor({site.host}, replace(LOCAL, sleep=pauses.append), QUICK).look(site.address("/"))
    assert pauses == [QUICK.pause, QUICK.pause]


# Safe connections.


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.mark.parametrize(
    ("name", "trusted", "status"),
    [("acme.example", True, OK), ("other.test", True, UNKNOWN), ("acme.example", False, UNKNOWN)],
    ids=["the right name", "another name", "nobody vouches for it"],
)
def test_who_answers_must_be_who_was_asked(
    name: str, trusted: bool, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    with serving(tls) as safe:
        safe.pages["/"] = page(body="here")
        address = address_of(f"https://{safe.host}/")
        assert address is not None
        found = Visitor({safe.host}, LOCAL, QUICK).look(address)
        assert found.status == status
        assert (found.reason == "no safe connection") is (status == UNKNOWN)


def test_a_server_that_knows_no_safe_connection_says_nothing_of_the_page(site: Site) -> None:
    address = address_of(f"https://{site.host}/")
    assert address is not None
    assert Visitor({site.host}, LOCAL, QUICK).look(address).status == UNKNOWN
