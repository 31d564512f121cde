"""The gateway: lets browsers into their conversations, takes their messages to Rasa and brings Rasa's replies back."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from frontdesk.chat import identity
from frontdesk.chat.connections import Connection, Connections
from frontdesk.chat.frames import BadFrame, Hello, Refusal, Say, ack_frame, notice_frame, typing_frame, welcome_frame
from frontdesk.chat.limits import SenderLimit
from frontdesk.chat.model import Author, Button, Conversation, CustomerLookup, Draft, Message
from frontdesk.chat.replies import Reply, drafts_of, handoff_line
from frontdesk.chat.sending import BACK_OFF_SECONDS, Sender
from frontdesk.chat.store import ConversationStore, UnknownConversation
from frontdesk.chat.text import as_plain_words, clean
from frontdesk.customers.model import Customer
from frontdesk.rasa.client import Rasa
from frontdesk.settings import Settings
from frontdesk.storage.engine import Database

# Many customers may share an address (an office, a mobile network).
_SENDERS_PER_ADDRESS = 5

_DELAYED = "I'm having trouble reaching our assistant. Your message is kept and will be answered as soon as possible."
_GAVE_UP = "I could not work with your last message. Please put it in other words, or ask to talk to a person."
_UNANSWERED = (
    "Something went wrong on our side, so I could not deal with that. "
    "Please send it again in a moment, or talk to a person."
)
_TALK_TO_A_PERSON = Button("Talk to a person", "/talk_to_human")


@dataclass(frozen=True)
class _Visitor:
    """Who stands behind a hello, and what to tell them about their sign-in."""

    customer: Customer | None = None
    notice: str | None = None

    @property
    def customer_id(self) -> str | None:
        return self.customer.id if self.customer else None


class Gateway:
    """Web conversations, between the sockets of browsers and Rasa. Runs in one event loop, from `start` to `stop`."""

    def __init__(
        self,
        database: Database,
        rasa: Rasa,
        customers: CustomerLookup,
        settings: Settings,
        *,
        back_off: Sequence[float] = BACK_OFF_SECONDS,
    ) -> None:
        self._store = ConversationStore(database)
        self._customers = customers
        self._settings = settings
        self._connections = Connections()
        self._sender = Sender(self._store, rasa, self, back_off=back_off)
        self._conversation_limit = SenderLimit(settings.messages_per_minute)
        self._address_limit = SenderLimit(settings.messages_per_minute * _SENDERS_PER_ADDRESS)

    async def start(self) -> None:
        """Deliver what was left undelivered. Call once the tables exist."""
        await self._sender.start()

    async def stop(self) -> None:
        """Stop delivering; undelivered messages are kept for the next start."""
        await self._sender.stop()

    def customer_of(self, conversation_id: str) -> str | None:
        """The id of the customer whose conversation it is; None for a visitor and for a conversation not of the web."""
        return self._store.customer_of(conversation_id)

    async def read(self, conversation_id: str, after: int) -> list[Message]:
        """Messages of the conversation numbered above `after`, in order, some at a time."""
        return await asyncio.to_thread(self._store.messages, conversation_id, after)

    async def enter(self, connection: Connection, hello: Hello, address: str) -> None:
        """Let the socket into its conversation, or into a new one when it has no right to the one it names.

        Raises:
            Refusal: too many conversations were begun from `address`.
        """
        visitor = await asyncio.to_thread(self._identify, hello.identity)
        conversation = await asyncio.to_thread(self._rightful, hello, visitor.customer_id)
        key, after = hello.key or "", hello.after
        if conversation is None:
            self._check(self._address_limit, address)
            self._address_limit.count(address)
            key, after = secrets.token_urlsafe(32), 0
            conversation_id = f"web-{secrets.token_hex(16)}"
            conversation = await asyncio.to_thread(self._store.create, conversation_id, _hash(key), visitor.customer_id)
        connection.push(welcome_frame(conversation, key, visitor.customer, self._settings.message_max_chars))
        if visitor.notice:
            connection.push(notice_frame("identity", visitor.notice))
        if self._sender.is_working(conversation.id):
            connection.push(typing_frame(True))
        self._connections.add(connection, conversation.id, min(after, conversation.last_seq))

    def leave(self, connection: Connection) -> None:
        """The socket closed."""
        self._connections.remove(connection)

    async def receive(self, connection: Connection, say: Say, address: str) -> None:
        """Keep what the customer wrote and take it to Rasa; a message received before is only acknowledged again.

        Raises:
            BadFrame: the socket has not said hello.
            Refusal: there is nothing to read in the text, too much of it, or too many messages.
        """
        conversation_id = connection.conversation_id
        if conversation_id is None:
            raise BadFrame("hello_first", "Say hello before the first message.", say.id)
        text = self._readable(say)
        self._check(self._conversation_limit, conversation_id, say.id)
        self._check(self._address_limit, address, say.id)
        connection.expect_own(say.id)
        outgoing = await asyncio.to_thread(self._outgoing, conversation_id, text, say.payload)
        draft = Draft(Author.CUSTOMER, text, external_id=say.id, outgoing=outgoing)
        message, is_new = await asyncio.to_thread(self._store.add, conversation_id, draft)
        if not is_new:
            connection.push(ack_frame(message))
            return
        self._conversation_limit.count(conversation_id)
        self._address_limit.count(address)
        self._connections.wake(conversation_id)
        self._sender.wake(conversation_id)

    async def take_reply(self, reply: Reply) -> None:
        """Add what Rasa replies to its conversation, and show it.

        Raises:
            UnknownConversation: the recipient is not a web conversation.
            BadReply: the reply has the wrong shape.
        """
        conversation = await asyncio.to_thread(self._store.find, reply.recipient_id)
        if conversation is None:
            raise UnknownConversation(reply.recipient_id)
        for draft in drafts_of(reply):
            if draft.handoff:
                if draft.handoff == conversation.handoff:
                    continue
                draft = replace(draft, text=handoff_line(draft.handoff, conversation.handoff))
            await self._add(conversation.id, draft)

    async def working(self, conversation_id: str, is_working: bool) -> None:
        """Rasa began, or finished, to work on a message."""
        self._connections.push(conversation_id, typing_frame(is_working))

    async def delayed(self, conversation_id: str, message: Message) -> None:
        """Tell the customer, once for the message, that the answer will take a while."""
        await self._add(conversation_id, Draft(Author.SYSTEM, _DELAYED, external_id=f"delayed-{message.seq}"))

    async def gave_up(self, conversation_id: str, message: Message) -> None:
        """Tell the customer that there will be no answer to the message."""
        await self._add(conversation_id, Draft(Author.SYSTEM, _GAVE_UP, external_id=f"gave-up-{message.seq}"))

    async def unanswered(self, conversation_id: str, message: Message) -> None:
        """Tell the customer that the message led to nothing, and offer a person."""
        draft = Draft(Author.BOT, _UNANSWERED, external_id=f"unanswered-{message.seq}", buttons=(_TALK_TO_A_PERSON,))
        await self._add(conversation_id, draft)

    async def _add(self, conversation_id: str, draft: Draft) -> None:
        await asyncio.to_thread(self._store.add, conversation_id, draft)
        self._connections.wake(conversation_id)

    def _identify(self, token: str | None) -> _Visitor:
        if not token:
            return _Visitor()
        try:
            customer_id = identity.verify(token, self._settings.identity_secret.get_secret_value())
        except identity.ExpiredIdentity:
            return _Visitor(notice="Your sign-in has expired. Reload the page to be recognised again.")
        except identity.InvalidIdentity:
            return _Visitor(notice="We could not check who you are, so you are chatting as a visitor.")
        customer = self._customers.find(customer_id)
        if customer is None:
            return _Visitor(notice="We could not find your account, so you are chatting as a visitor.")
        return _Visitor(customer)

    def _rightful(self, hello: Hello, customer_id: str | None) -> Conversation | None:
        """The conversation the hello names, if its key is right and it is this customer's."""
        if not hello.conversation or not hello.key:
            return None
        key_hash = self._store.key_hash_of(hello.conversation)
        if key_hash is None or not hmac.compare_digest(key_hash, _hash(hello.key)):
            return None
        conversation = self._store.find(hello.conversation)
        return conversation if conversation and conversation.customer_id == customer_id else None

    def _readable(self, say: Say) -> str:
        text = clean(say.text)
        limit = self._settings.message_max_chars
        if not text:
            raise Refusal("empty", "There is nothing to read in this message. Please write what you need.", say.id)
        if len(text) > limit:
            advice = f"Please keep it under {limit:,} characters, or send it in parts."
            raise Refusal("too_long", f"This message is {len(text):,} characters long. {advice}", say.id)
        return text

    def _outgoing(self, conversation_id: str, text: str, payload: str | None) -> str:
        # A payload may be a command to Rasa, so only one that the assistant itself offered is passed on.
        if payload and self._store.offered(conversation_id, payload):
            return payload
        return as_plain_words(text)

    def _check(self, limit: SenderLimit, sender: str, client_id: str | None = None) -> None:
        if wait := limit.seconds_to_wait(sender):
            raise Refusal("slow_down", "That was a lot at once. Please wait a moment.", client_id, wait)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
