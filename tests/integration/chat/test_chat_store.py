import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.chat.model import Author, Draft, Handoff, HandoffState
from frontdesk.chat.store import ConversationStore, UnknownConversation
from frontdesk.storage.engine import Base, Database, open_engine


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/chat.db"


@pytest.fixture
def store(url: str) -> Iterator[ConversationStore]:
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    yield ConversationStore(Database(engine))
    engine.dispose()


def test_numbers_have_no_gap_and_no_duplicate_when_several_engines_write_at_once(store, url: str) -> None:
    store.create("web-1", "hash", None)

    def write(writer: int) -> None:
        mine = ConversationStore(Database(open_engine(url)))
        for number in range(20):
            mine.add("web-1", Draft(Author.CUSTOMER, "hi", external_id=f"{writer}-{number}", outgoing="hi"))
            mine.add("web-1", Draft(Author.CUSTOMER, "hi", external_id=f"shared-{number}", outgoing="hi"))

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()

    messages = store.messages("web-1", after=0, limit=1000)
    assert [message.seq for message in messages] == list(range(1, 101))
    assert len({message.external_id for message in messages}) == 100
    found = store.find("web-1")
    assert found and found.last_seq == 100


def test_a_handoff_becomes_the_conversations_with_the_message_that_tells_it(store) -> None:
    store.create("web-1", "hash", "c-1")
    handoff = Handoff(HandoffState.ACTIVE, "Ana")
    message, is_new = store.add("web-1", Draft(Author.SYSTEM, "Ana joined", handoff=handoff))

    assert is_new and message.handoff == handoff and message.at.tzinfo is not None
    assert store.find("web-1").handoff == handoff
    assert store.messages("web-1", after=0) == [message]


def test_nothing_can_be_added_to_a_conversation_that_is_not_there(store) -> None:
    with pytest.raises(UnknownConversation):
        store.add("web-9", Draft(Author.BOT, "hello?"))
