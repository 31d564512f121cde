"""The one way the application talks to Rasa: its HTTP API and its callback channel, on loopback."""

from typing import Any, Protocol

import httpx


class RasaUnavailable(Exception):
    """Rasa did not answer, or answered with an error."""


class Rasa(Protocol):
    """What the application needs of Rasa; `RasaClient` is the real one, tests use a fake."""

    async def send_message(self, conversation_id: str, text: str) -> None:
        """Deliver what a customer wrote; replies arrive on the callback address. Raises RasaUnavailable."""

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        """Append events to a tracker; with `deliver`, bot events go out on the customer's channel.

        Raises RasaUnavailable.
        """

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        """The conversation's tracker, as Rasa's HTTP API gives it. Raises RasaUnavailable."""

    async def is_ready(self) -> bool:
        """Whether a model is loaded and messages are answered."""


class RasaClient:
    """Rasa's HTTP API at `base_url`, opened with the API token."""

    def __init__(self, base_url: str, token: str, *, timeout_seconds: float = 60.0) -> None:
        self._token = {"token": token}
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout_seconds, trust_env=False)

    async def send_message(self, conversation_id: str, text: str) -> None:
        await self._request("POST", "/webhooks/callback/webhook", json={"sender": conversation_id, "message": text})

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        delivery = {"output_channel": "latest", "execute_side_effects": "true"} if deliver else {}
        path = f"/conversations/{conversation_id}/tracker/events"
        await self._request("POST", path, json=events, params=self._token | delivery)

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        path = f"/conversations/{conversation_id}/tracker"
        return (await self._request("GET", path, params=self._token)).json()

    async def is_ready(self) -> bool:
        try:
            status = await self._request("GET", "/status", params=self._token, timeout=5.0)
        except RasaUnavailable:
            return False
        return bool(status.json().get("model_id"))

    async def close(self) -> None:
        await self._http.aclose()

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise RasaUnavailable(f"Rasa did not answer {method} {path}: {error!r}") from error
        if response.is_error:
            raise RasaUnavailable(f"Rasa answered {method} {path} with {response.status_code}: {response.text[:200]}")
        return response
