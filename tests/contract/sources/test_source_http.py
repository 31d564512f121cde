"""HTTP as every served source uses it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from serving import Response, Server

from frontdesk.knowledge.sources import http
from frontdesk.knowledge.sources.http import SourceHttp, TooLarge, same_origin
from frontdesk.knowledge.sources.model import SourceError


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(lambda request: Response(b"x" * 5000, headers={"X-Seen": request.headers["User-Agent"]}))
    yield server
    server.close()


def test_it_says_who_it_is(server: Server) -> None:
    assert SourceHttp("desk").get(server.url, most=10_000).headers["X-Seen"].startswith("Frontdesk/")


def test_an_answer_that_is_too_large_is_not_read_to_its_end(server: Server) -> None:
    with pytest.raises(TooLarge, match="more than 4 kB"):
        SourceHttp("desk").get(server.url, most=4096)


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.instead.append(Response(status=302, headers={"Location": "/elsewhere"}))
    assert SourceHttp("desk").get(server.url, most=100).status == 302
    assert len(server.requests) == 1


@pytest.mark.parametrize(("seconds", "least", "most"), [(30, 25, 30), (-30, 0.5, 2)])
def test_a_date_to_come_back_at_is_kept(server: Server, seconds: int, least: float, most: float) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    server.instead.append(Response(status=429, headers={"Retry-After": moment}))
    waited: list[float] = []
    SourceHttp("desk", sleep=waited.append).get(server.url, most=10_000)
    assert least <= waited[0] <= most


@pytest.mark.parametrize("nonsense", ["soon", "", "-5"])
def test_nonsense_to_come_back_at_means_a_moment(server: Server, nonsense: str) -> None:
    server.instead.append(Response(status=503, headers={"Retry-After": nonsense}))
    waited: list[float] = []
    SourceHttp("desk", sleep=waited.append).get(server.url, most=10_000)
    assert waited == [1.0]


def test_an_answer_that_trickles_for_ever_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_LONGEST_ANSWER", -1.0)
    with pytest.raises(SourceError, match="not complete"):
        SourceHttp("desk", sleep=lambda _: None).get(server.url, most=10_000)


@pytest.mark.parametrize("address", ["http://[bad", "http://", "http://a\x00b/"])
def test_an_address_that_is_none_is_an_error_for_people(address: str) -> None:
    with pytest.raises(SourceError, match=r"^desk: "):
        SourceHttp("desk", sleep=lambda _: None).get(address, most=10)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example", "https://a.example:443/x?y", True),
        ("https://a.example", "https://A.EXAMPLE/", True),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example.evil.example", False),
        ("https://a.example", "https://a.example@evil.example", False),
        ("https://a.example", "https://[bad", False),
        ("https://a.example", "https://a.example:99999", False),
    ],
)
def test_what_is_of_one_server(one: str, other: str, same: bool) -> None:
    assert same_origin(one, other) is same
