"""The real adapters and every fake that tests put in their place have the methods that the Protocols promise."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.chat.sending import DeliveryListener, Outbox
from frontdesk.chat.service import Gateway
from frontdesk.chat.store import ConversationStore
from frontdesk.handoff.adapters.rasa import RasaDelivery
from frontdesk.handoff.delivery import Delivery
from frontdesk.knowledge.sources.markdown import MarkdownSource
from frontdesk.knowledge.sources.servicenow import ServiceNowSource
from frontdesk.knowledge.sources.source import KnowledgeSource
from frontdesk.knowledge.sources.website import WebsiteSource
from frontdesk.knowledge.sources.zendesk import ZendeskSource
from frontdesk.rasa.client import Rasa, RasaClient

TESTS = Path(__file__).parents[1]
REAL = [(Rasa, RasaClient), (Delivery, RasaDelivery), (Outbox, ConversationStore), (DeliveryListener, Gateway)]
REAL += [(KnowledgeSource, each) for each in (MarkdownSource, ServiceNowSource, WebsiteSource, ZendeskSource)]
# A class of the tests that has this method stands for the Protocol.
TELLING = {"send_message": Rasa, "give_back": Delivery, "next_pending": Outbox, "gave_up": DeliveryListener}
TELLING |= {"changes": KnowledgeSource}


def promised(protocol: type) -> dict[str, tuple[bool, list[str]]]:
    """The Protocol's methods: whether each is awaited, and the names of its parameters."""
    return {
        name: (inspect.iscoroutinefunction(method), list(inspect.signature(method).parameters))
        for name, method in vars(protocol).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


def fakes() -> Iterator[tuple[str, type, dict[str, tuple[bool, list[str]]]]]:
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                methods = {
                    child.name: (
                        isinstance(child, ast.AsyncFunctionDef),
                        [argument.arg for argument in (*child.args.args, *child.args.kwonlyargs)],
                    )
                    for child in node.body
                    if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
                }
                for name, protocol in TELLING.items():
                    if name in methods:
                        yield f"{path.relative_to(TESTS)}:{node.name}", protocol, methods


@pytest.mark.parametrize(("protocol", "real"), REAL, ids=lambda each: each.__name__)
def test_the_real_one_keeps_the_promise(protocol: type, real: type) -> None:
    for name, signature in promised(protocol).items():
        method = getattr(real, name)
        assert (inspect.iscoroutinefunction(method), list(inspect.signature(method).parameters)) == signature, name


def test_every_fake_keeps_the_promise() -> None:
    found = list(fakes())
    assert {protocol for _, protocol, _ in found} == set(TELLING.values()), "each Protocol has a fake"
    for where, protocol, methods in found:
        for name, signature in promised(protocol).items():
            assert methods.get(name) == signature, f"{where} differs in {name}"
