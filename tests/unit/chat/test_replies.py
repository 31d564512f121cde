from typing import Any

import pytest

from frontdesk.chat.model import Author, Button, Draft, Handoff, HandoffState, Source
from frontdesk.chat.replies import BadReply, Reply, drafts_of, handoff_line


def drafts(**fields: Any) -> list[Draft]:
    return drafts_of(Reply(recipient_id="web-1", **fields))


def test_text_with_buttons_is_one_message_of_the_bot() -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "Other"}]
    assert drafts(text="Sure?", buttons=buttons) == [
        Draft(Author.BOT, "Sure?", buttons=(Button("Yes", "/affirm"), Button("Other", "Other")))
    ]


def test_sources_handoff_and_agent_message_are_told_by_their_kind() -> None:
    sources = {"kind": "sources", "sources": [{"title": "Record", "url": "/help/articles/record", "id": "record"}]}
    handoff = {"kind": "handoff", "state": "active", "agent": "Ana"}
    agent_message = {"kind": "agent_message", "id": "u-1", "name": "Ana", "text": "Hello"}

    assert drafts(custom=sources) == [Draft(Author.BOT, sources=(Source("Record", "/help/articles/record", "record"),))]
    assert drafts(custom=handoff) == [Draft(Author.SYSTEM, handoff=Handoff(HandoffState.ACTIVE, "Ana"))]
    assert drafts(custom=agent_message) == [Draft(Author.AGENT, "Hello", name="Ana", external_id="u-1")]


@pytest.mark.parametrize("custom", [None, 3, "x", [], {}, {"kind": "confetti"}, {"kind": ["sources"]}])
def test_a_custom_reply_that_is_not_ours_adds_nothing(custom: Any) -> None:
    assert drafts(custom=custom) == []


@pytest.mark.parametrize(
    "custom", [{"kind": "handoff", "state": "gone"}, {"kind": "sources", "sources": [{"url": "/x"}]}]
)
def test_a_custom_reply_of_our_kind_but_the_wrong_shape_is_reported(custom: Any) -> None:
    with pytest.raises(BadReply, match=custom["kind"]):
        drafts(custom=custom)


def test_the_line_about_a_handoff_names_the_person() -> None:
    active = Handoff(HandoffState.ACTIVE, "Ana")
    assert handoff_line(active, None) == "Ana joined the conversation."
    assert "Ana left" in handoff_line(Handoff(HandoffState.RESOLVED), active)
    assert "in line" in handoff_line(Handoff(HandoffState.QUEUED), None)
