"""A server on loopback that plays another system, and can be told to fail."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """A GET request as the server got it."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Response:
    """What the server answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(content: Any, headers: Mapping[str, str] | None = None) -> Response:
    # ensure_ascii, as many servers have it: what is no ASCII comes as \\u escapes.
    return Response(json.dumps(content).encode(), headers={"Content-Type": "application/json", **(headers or {})})


class Server:
    """Answers with `answer`, unless `instead` has responses waiting, which come first; a None there is no response.

    With `only_first` set, that many requests are answered, and all after them with status 503.
    """

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self.requests: list[Request] = []
        self.instead: deque[Response | None] = deque()
        self.only_first: int | None = None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One packet for head and body: two would wait for each other.
            wbufsize = -1

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                response = server._respond(Request(parts.path, query, self.headers), answer)
                if response is None:
                    self.close_connection = True
                    return
                self.send_response(response.status)
                for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(response.body)

            def log_message(self, *_: Any) -> None:
                """Nothing: the tests speak."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _respond(self, request: Request, answer: Callable[[Request], Response]) -> Response | None:
        self.requests.append(request)
        if self.instead:
            return self.instead.popleft()
        if self.only_first is not None:
            self.only_first -= 1
            if self.only_first < 0:
                return Response(status=503)
        return answer(request)
