"""Plays a script through Rasa's REST channel."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.turns.script import Script, ScriptedConversation

TURN_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class PlayedTurn:
    """A turn as it went: its kind, how long the whole reply took, and the replies; None: there was no answer."""

    kind: str
    seconds: float
    replies: tuple[dict[str, Any], ...] | None


@dataclass(frozen=True)
class Performance:
    """A script's turns as they went, in the script's order, and how long all of it took."""

    turns: tuple[PlayedTurn, ...]
    seconds: float


def conversation_id(prefix: str, conversation: ScriptedConversation) -> str:
    """What Rasa knows the conversation by."""
    return f"{prefix}-{conversation.name}"


async def warm_up(script: Script, rasa_url: str, prefix: str) -> None:
    """Play the conversation that does not count."""
    async with _client(rasa_url) as client:
        await _play_conversation(client, script.warm_up, prefix)


async def play(script: Script, rasa_url: str, prefix: str, at_once: int) -> Performance:
    """Play every conversation, `at_once` of them at a time; each begins when one before it ends, and never waits."""
    played: dict[str, list[PlayedTurn]] = {}
    waiting = iter(script.conversations)
    async with _client(rasa_url) as client:
        started = time.perf_counter()
        await asyncio.gather(*(_play_next(client, waiting, prefix, played) for _ in range(at_once)))
        seconds = time.perf_counter() - started
    in_order = (turn for conversation in script.conversations for turn in played[conversation.name])
    return Performance(tuple(in_order), seconds)


def _client(rasa_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=rasa_url, timeout=TURN_TIMEOUT_SECONDS, trust_env=False)


async def _play_next(
    client: httpx.AsyncClient,
    waiting: Iterator[ScriptedConversation],
    prefix: str,
    played: dict[str, list[PlayedTurn]],
) -> None:
    for conversation in waiting:
        played[conversation.name] = await _play_conversation(client, conversation, prefix)


async def _play_conversation(
    client: httpx.AsyncClient, conversation: ScriptedConversation, prefix: str
) -> list[PlayedTurn]:
    played = []
    for turn in conversation.turns:
        body = {"sender": conversation_id(prefix, conversation), "message": turn.text}
        started = time.perf_counter()
        replies = await _replies(client, body)
        played.append(PlayedTurn(turn.kind, time.perf_counter() - started, replies))
    return played


async def _replies(client: httpx.AsyncClient, body: dict[str, str]) -> tuple[dict[str, Any], ...] | None:
    try:
        response = await client.post("/webhooks/rest/webhook", json=body)
    except httpx.HTTPError:
        return None
    return tuple(response.json()) if response.is_success else None
