"""Only public machines are spoken to, and only at the address that was checked."""

import socket
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.pages.network import INTERNET, NoSuchHost, Refused, is_public, resolve

NOT_PUBLIC = [
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.9.9",
    "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
    "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "100::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_an_address_that_is_not_out_there_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_out_there_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_wrapping_an_address_in_the_new_protocol_changes_nothing(ip: IPv4Address) -> None:
    for wrapped in (f"::ffff:{ip}", f"64:ff9b::{ip}"):
        assert is_public(IPv6Address(wrapped)) == is_public(ip)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0"])
def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    with pytest.raises((Refused, NoSuchHost, OSError)):
        INTERNET.place(host, 80)


def test_a_host_that_is_partly_here_is_refused_as_a_whole() -> None:
    """A name server that mixes addresses hopes that the second try goes elsewhere."""
    mixed = replace(INTERNET, resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(Refused, match="no public one"):
        mixed.place("acme.example", 443)


def test_the_first_address_that_was_checked_is_the_place() -> None:
    network = replace(INTERNET, resolve=lambda host, port: ["93.184.216.34", "2606:4700::1111"])
    assert network.place("acme.example", 443) == "93.184.216.34"


def test_a_zone_does_not_hide_a_link_local_address() -> None:
    with pytest.raises(Refused):
        replace(INTERNET, resolve=lambda host, port: ["fe80::1%eth0"]).place("acme.example", 80)


def test_a_host_without_an_address_does_not_exist() -> None:
    with pytest.raises(NoSuchHost):
        replace(INTERNET, resolve=lambda host, port: []).place("acme.example", 80)


@pytest.mark.parametrize(("errno", "raised"), [(socket.EAI_NONAME, NoSuchHost), (socket.EAI_AGAIN, socket.gaierror)])
def test_an_unknown_name_is_told_from_a_name_server_that_does_not_answer(
    errno: int, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(errno, "made to fail")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(raised):
        resolve("acme.example", 80)
