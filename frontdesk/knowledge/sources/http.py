"""HTTP as sources need it: patient with servers that are busy, bounded in size, and clear about what went wrong."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from frontdesk import __version__
from frontdesk.knowledge.sources.model import SourceError

USER_AGENT = f"Frontdesk/{__version__}"
MOST_JSON_BYTES = 64 * 2**20
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_ATTEMPTS = 5
_LONGEST_WAIT = 120.0
_LONGEST_ANSWER = 120.0

Sleep = Callable[[float], object]


class TooLarge(Exception):
    """The answer has more bytes than were allowed."""


@dataclass(frozen=True)
class Answer:
    """What a server answered; the names in `headers` are in any case."""

    url: str
    status: int
    headers: httpx.Headers
    content: bytes


class SourceHttp:
    """GET requests on behalf of the source `source`. Redirects are answers like others: nothing is followed."""

    def __init__(
        self, source: str, *, auth: httpx.Auth | None = None, sleep: Sleep = time.sleep, timeout_seconds: float = 30.0
    ) -> None:
        self._source = source
        self._sleep = sleep
        headers = {"User-Agent": USER_AGENT}
        self._client = httpx.Client(auth=auth, headers=headers, timeout=timeout_seconds, follow_redirects=False)

    def get(
        self, url: str, *, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None, most: int
    ) -> Answer:
        """The answer of `url`, whatever its status; busy and failing servers are asked again for some minutes.

        Raises:
            SourceError: there is no answer, or the server goes on failing.
            TooLarge: the answer is larger than `most` bytes.
        """
        problem = ""
        for attempt in range(_ATTEMPTS):
            try:
                answer = self._once(url, params, headers, most)
            except httpx.HTTPError as error:
                problem = f"{url} does not answer ({type(error).__name__}: {error})"
                wait = 2.0**attempt
            except httpx.InvalidURL as error:
                raise SourceError(self._source, f"{url} is no address ({error})", "mend the address") from error
            else:
                if answer.status not in _TRY_AGAIN:
                    return answer
                problem = f"{url} answers {answer.status}"
                wait = _asked_wait(answer.headers.get("Retry-After")) or 2.0**attempt
            if wait > _LONGEST_WAIT:
                problem += f" and asks to wait {wait:.0f} seconds"
                break
            if attempt < _ATTEMPTS - 1:
                self._sleep(wait)
        raise SourceError(self._source, problem, "the next sync goes on where this one ended")

    def get_json(self, url: str, params: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], httpx.Headers]:
        """The JSON object at `url`, with the answer's headers. Raises SourceError."""
        try:
            answer = self.get(url, params=params, headers={"Accept": "application/json"}, most=MOST_JSON_BYTES)
        except TooLarge as error:
            raise SourceError(self._source, f"{url} answers with {error}", "ask for fewer rows a page") from error
        if answer.status in (401, 403):
            raise SourceError(
                self._source,
                f"{url} refuses our credentials ({answer.status})",
                "check the variables that data/sources.yml names, and what their user may read",
            )
        if answer.status != 200:
            raise SourceError(self._source, f"{url} answers {answer.status}", "check `url` in data/sources.yml")
        try:
            content = json.loads(answer.content)
        except ValueError as error:
            raise self.malformed(url, "is not JSON") from error
        if not isinstance(content, dict):
            raise self.malformed(url, "is not a JSON object")
        return content, answer.headers

    def malformed(self, url: str, what: str) -> SourceError:
        """The error for an answer of `url` that is not what its documentation promises."""
        return SourceError(
            self._source, f"the answer of {url} {what}", "check that `url` in data/sources.yml leads to the API itself"
        )

    def _once(self, url: str, params: Any, headers: Any, most: int) -> Answer:
        with self._client.stream("GET", url, params=params, headers=headers) as response:
            content, deadline = bytearray(), time.monotonic() + _LONGEST_ANSWER
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > most:
                    raise TooLarge(f"more than {most // 1024} kB")
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout(f"not complete after {_LONGEST_ANSWER:.0f} seconds")
            return Answer(str(response.url), response.status_code, response.headers, bytes(content))


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one server: the same scheme, host and port."""
    try:
        return _origin(one) == _origin(other)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _asked_wait(retry_after: str | None) -> float:
    """The seconds that a Retry-After header asks for, in either of its forms; 0 when it asks for nothing."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
